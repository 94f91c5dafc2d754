import type { ApiAnswer } from '../access/api-answer.ts';
import { text } from '../timeline/model/text.ts';
import { epochMs, type EpochMs } from '../timeline/model/units.ts';
import { Backoff, sleep } from './backoff.ts';
import type { Codec, Item, ListEnd } from '../decode/codec.ts';
import type { ApiConnection } from '../access/connection.ts';
import { BadAnswer, HttpError, retryAfterOf } from '../access/problems.ts';
import { codeOf } from '../errors.ts';
import { withoutSecrets } from '../access/secrets.ts';
import { WatchPace } from './watch-pace.ts';

/** What a reflect loop goes through. `T` is what its codec makes of an object. */
export type ReflectStep<T> =
  /** A list begins: what it will not show is gone. A list that began before and did not end is void. */
  | { readonly kind: 'listing' }
  | { readonly kind: 'objects'; readonly values: readonly T[] }
  | { readonly kind: 'listed'; readonly resourceVersion: string; readonly at: EpochMs }
  /** The server has accepted the watch. */
  | { readonly kind: 'watching' }
  | { readonly kind: 'bookmark'; readonly resourceVersion: string; readonly at: EpochMs }
  /** Something on the way keeps watches to itself until they end: changes are seen so late. Without: no longer. */
  | { readonly kind: 'delay'; readonly seconds?: number }
  /** One object could not be read and is left out. */
  | { readonly kind: 'skipped'; readonly error: unknown; readonly uid?: string }
  | { readonly kind: 'failed'; readonly error: unknown; readonly attempt: number; readonly delayMs: number };

export interface ReflectOptions<T> {
  readonly connection: ApiConnection;
  /** `/api/v1/namespaces/shop/pods` */
  readonly path: string;
  readonly fieldSelector?: string;
  readonly codec: Codec<T>;
  /** `stream`: by a streaming list where the server has them (KEP-3157), which then goes on as the watch. */
  readonly lists?: 'pages' | 'stream';
  readonly signal: AbortSignal;
  readonly timing?: Partial<ReflectTiming>;
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface ReflectTiming {
  /** Of the first page; of small objects the next ones take more, up to eight times as many. */
  readonly pageSize: number;
  readonly firstRetryMs: number;
  readonly maxRetryMs: number;
  /** What is forbidden or does not exist changes seldom. */
  readonly forbiddenRetryMs: number;
  /** In ms: a list that sends nothing for this long is given up. */
  readonly listSilenceMs: number;
  /** In ms: a server that sends nothing for this long does not know streaming lists; pages are read instead. */
  readonly streamSilenceMs: number;
  /** Bookmarks come about once a minute: a watch that is silent for longer may be half-open. */
  readonly watchSilenceMs: number;
  /** A watch that ends sooner than this counts as a failure, so that a server that closes at once is not stormed. */
  readonly shortWatchMs: number;
  /** How long the server is asked to keep a watch, as a range. */
  readonly watchSeconds: readonly [number, number];
  /** The same where a proxy passes nothing on before the end: less than the time in which an answer must begin. */
  readonly heldBackSeconds: number;
  /** A list that is longer than this does not end. */
  readonly maxListObjects: number;
  /** An object that is longer than this does not end: etcd stores none of more than a few megabytes. */
  readonly maxObjectBytes: number;
  /** The longest that one turn of the event loop is kept busy. */
  readonly sliceMs: number;
}

const DEFAULT_TIMING: ReflectTiming = {
  pageSize: 500,
  firstRetryMs: 300,
  maxRetryMs: 30_000,
  forbiddenRetryMs: 60_000,
  listSilenceMs: 30_000,
  streamSilenceMs: 5_000,
  watchSilenceMs: 95_000,
  shortWatchMs: 2000,
  watchSeconds: [300, 600],
  heldBackSeconds: 20,
  maxListObjects: 1_000_000,
  maxObjectBytes: 64 * 1024 * 1024,
  sliceMs: 5,
};

/**
 * The server no longer has the version that we stand at (or has an older state than we): everything has to be listed
 * again.
 */
class Expired extends HttpError {
  constructor() {
    super(410, 'it no longer has this version', 'Expired');
  }
}

/**
 * About 500 pods. Events are a sixth as big, and to ask for them 500 at a time would be 60 answers to wait for, one
 * after another.
 */
const PAGE_BYTES = 3_000_000;
const MOST_GROWTH = 8;

/**
 * A server fills its pages, and only the last one holds less than was asked for. After this many pages that hold less
 * than a tenth of it and still promise more, the list is taken for one that never ends.
 */
const MOST_POOR_PAGES = 10;

/**
 * After this many pieces in a row that are no objects at all, the answer is not one of the API. An object that cannot
 * be read but has a uid does not count.
 */
const MOST_GARBAGE = 100;

/**
 * Streaming lists in a row that broke off before everything is given up for pages, which are asked for again one by
 * one.
 */
const MOST_BROKEN_STREAMS = 3;

/** The server takes a streaming list for an ordinary watch. */
class NoStreamingLists extends Error {}

/**
 * Lists, then watches; watches on from the last version when the watch ends, and lists again when the server says that
 * this version is gone. Failures become steps and are tried again with growing delays. Ends (returns) when the signal
 * is aborted.
 */
export async function* reflect<T>(options: ReflectOptions<T>): AsyncGenerator<ReflectStep<T>, void> {
  const loop = new Reflection(options);
  const ended = (): boolean => options.signal.aborted;
  while (!ended()) {
    try {
      yield* loop.listOnce();
      while (!ended()) yield* loop.watchOnce();
    } catch (error) {
      if (ended()) return;
      if (error instanceof Expired) loop.forgetVersion();
      const delayMs = loop.delayAfter(error);
      if (delayMs > 0) yield { kind: 'failed', error, attempt: loop.attempt, delayMs };
      await sleep(delayMs, options.signal).catch(() => undefined);
    }
  }
}

class Reflection<T> {
  readonly #options: ReflectOptions<T>;
  readonly #timing: ReflectTiming;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  #version: string | undefined;
  /** Lists in a row that the server cut short with 410. */
  #expiredLists = 0;
  /**
   * 410s since a watch has held: one is an ordinary thing, a server that says it to every watch must not be stormed.
   */
  #expirations = 0;
  /** Objects of the list that is being read. */
  #listed = 0;
  #pageSize = 0;
  #poorPages = 0;
  /** Whether any of them could be read. */
  #readable = false;
  /** Pieces in a row that are no object. */
  #garbage = 0;
  /** Which the answer that is read now may repeat. */
  #secrets: readonly string[] = [];
  /** Bytes since the last object was complete. */
  #unfinished = 0;
  #workedSince: number;
  #streams: boolean;
  #brokenStreams = 0;
  readonly #pace: WatchPace;
  #delayTold: number | undefined;
  /** Runs while a streaming list is read. */
  #silence: NodeJS.Timeout | undefined;

  constructor(options: ReflectOptions<T>) {
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
    this.#backoff = new Backoff({
      firstMs: this.#timing.firstRetryMs,
      maxMs: this.#timing.maxRetryMs,
      random: this.#random,
    });
    this.#workedSince = performance.now();
    this.#streams = options.lists === 'stream';
    this.#pace = new WatchPace(this.#timing.heldBackSeconds);
  }

  get attempt(): number {
    return this.#backoff.attempt;
  }

  forgetVersion(): void {
    this.#version = undefined;
  }

  /** The first 410 is an ordinary thing: list again at once. */
  delayAfter(error: unknown): number {
    if (error instanceof NoStreamingLists || (error instanceof Expired && this.#expirations < 2)) return 0;
    const delay = this.#backoff.next(retryAfterOf(error));
    const forbidden = error instanceof HttpError && (error.status === 403 || error.status === 404);
    return forbidden ? Math.max(delay, this.#timing.forbiddenRetryMs) : delay;
  }

  async *listOnce(): AsyncGenerator<ReflectStep<T>, void> {
    if (this.#version !== undefined) return;
    yield { kind: 'listing' };
    this.#listed = 0;
    this.#readable = false;
    const stream = this.#streams ? await this.#openStream() : undefined;
    yield* stream ? this.#readStream(stream) : this.#pages();
  }

  async *#pages(): AsyncGenerator<ReflectStep<T>, void> {
    this.#pageSize = this.#timing.pageSize;
    this.#poorPages = 0;
    let end: ListEnd | undefined;
    let page: AsyncGenerator<ReflectStep<T>, ListEnd>;
    do {
      page = this.#page(end?.continue);
      for (let step = await page.next(); ; step = await page.next()) {
        if (step.done) {
          end = step.value;
          break;
        }
        yield step.value;
      }
    } while (end.continue !== undefined);
    if (end.resourceVersion === '') throw new BadAnswer(text('a list without a resourceVersion'));
    this.#expiredLists = 0;
    this.#version = end.resourceVersion;
    yield { kind: 'listed', resourceVersion: end.resourceVersion, at: this.#clock() };
  }

  async *watchOnce(): AsyncGenerator<ReflectStep<T>, void> {
    const began = this.#now();
    try {
      const answer = await this.#ask(
        { ...this.#watchQuery(), resourceVersion: this.#version ?? '0' },
        this.#timing.watchSilenceMs,
      );
      this.#pace.answered(this.#now() - began);
      yield* this.#delay();
      yield { kind: 'watching' };
      yield* this.#readWatch(answer, false, began);
    } catch (error) {
      if (codeOf(error) === 'ETIMEDOUT') this.#pace.gaveUp();
      throw error;
    }
  }

  *#delay(): Generator<ReflectStep<T>, void> {
    const seconds = this.#pace.delaySeconds;
    if (seconds === this.#delayTold) return;
    this.#delayTold = seconds;
    yield { kind: 'delay', ...(seconds !== undefined && { seconds }) };
  }

  #watchQuery(): Readonly<Record<string, string>> {
    return { watch: 'true', allowWatchBookmarks: 'true', timeoutSeconds: String(this.#watchSeconds()) };
  }

  /** Undefined where the server refuses it, which it will do again. */
  async #openStream(): Promise<ApiAnswer | undefined> {
    try {
      return await this.#ask(
        { ...this.#watchQuery(), sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' },
        this.#timing.watchSilenceMs,
      );
    } catch (error) {
      if (codeOf(error) === 'ETIMEDOUT') this.#heldBack();
      if (!(error instanceof HttpError) || (error.status !== 400 && error.status !== 422)) throw error;
      this.#streams = false;
      return undefined;
    }
  }

  /** Pages get through where a proxy waits for the end of an answer. */
  #heldBack(): void {
    this.#streams = false;
    this.#pace.gaveUp();
  }

  /** All objects, a bookmark that says so, and then what changes. */
  async *#readStream(answer: ApiAnswer): AsyncGenerator<ReflectStep<T>, void> {
    this.#silence = setTimeout(
      () => answer.body.destroy(new NoStreamingLists('the streaming list does not end')),
      this.#timing.streamSilenceMs,
    );
    try {
      yield* this.#readWatch(answer, true, this.#now());
      if (this.#version === undefined) {
        throw Object.assign(new Error('the streaming list was cut off'), { code: 'ECONNRESET' });
      }
    } catch (error) {
      this.#streamBroke(error);
      throw error;
    } finally {
      this.#endSilence();
    }
  }

  #endSilence(): void {
    clearTimeout(this.#silence);
    this.#silence = undefined;
  }

  #streamBroke(error: unknown): void {
    if (this.#version !== undefined) return;
    this.#brokenStreams += 1;
    if (error instanceof NoStreamingLists || this.#brokenStreams >= MOST_BROKEN_STREAMS) this.#streams = false;
  }

  /** `began`: when it was asked for. */
  async *#readWatch(answer: ApiAnswer, initial: boolean, began: number): AsyncGenerator<ReflectStep<T>, void> {
    const reader = this.#options.codec.watch(initial, answer.headers['content-type']);
    for await (const chunk of chunksOf(answer)) {
      this.#silence?.refresh();
      this.#pace.heard(this.#now() - began);
      const items = reader.push(chunk, this.#clock());
      this.#limitObject(chunk, items);
      if (this.#version === undefined) this.#limitList(items);
      else if (this.#now() - began >= this.#timing.shortWatchMs) this.#held();
      yield* this.#steps(items);
      await this.#breathe();
    }
    if (this.#version === undefined && !this.#readable) throw new NoStreamingLists('what came is no watch');
    if (this.#now() - began < this.#timing.shortWatchMs) {
      throw Object.assign(new Error('the server ended the watch at once'), { code: 'ECONNRESET' });
    }
  }

  async *#page(more: string | undefined): AsyncGenerator<ReflectStep<T>, ListEnd> {
    const asked = this.#pageSize;
    const limit = this.#expiredLists < 2 ? { limit: String(asked) } : {};
    const before = this.#listed;
    let bytes = 0;
    const answer = await this.#ask(
      { ...limit, ...(more !== undefined && { continue: more }) },
      this.#timing.listSilenceMs,
    );
    const reader = this.#options.codec.list(answer.headers['content-type']);
    for await (const chunk of chunksOf(answer)) {
      const items = reader.push(chunk, this.#clock());
      bytes += chunk.length;
      this.#limitList(items);
      this.#limitObject(chunk, items);
      yield* this.#steps(items);
      await this.#breathe();
    }
    const { items, end } = reader.end(this.#clock());
    this.#limitList(items);
    if (end.continue !== undefined) this.#limitPages(this.#listed - before, asked);
    this.#sizePage(this.#listed - before, bytes);
    yield* this.#steps(items);
    return end;
  }

  /** As many of these objects as make a page that is worth its round trip and that no server minds. */
  #sizePage(objects: number, bytes: number): void {
    const { pageSize } = this.#timing;
    if (objects >= pageSize) {
      this.#pageSize = Math.min(Math.max(Math.round((objects * PAGE_BYTES) / bytes), pageSize), pageSize * MOST_GROWTH);
    }
  }

  #held(): void {
    this.#backoff.succeeded();
    this.#expirations = 0;
  }

  #limitList(items: readonly Item<T>[]): void {
    this.#listed += items.length;
    const count = this.#timing.maxListObjects;
    if (this.#listed > count) throw new BadAnswer(text('a list of more than {count} objects', { count }));
  }

  /** Of a page with more to come. */
  #limitPages(objects: number, asked: number): void {
    if (objects * 10 >= asked) return;
    this.#poorPages += 1;
    if (this.#poorPages <= MOST_POOR_PAGES) return;
    throw new BadAnswer(text('a list that does not end, in pages with nothing on them'));
  }

  #limitGarbage(item: Item<T>): void {
    this.#garbage = item.kind === 'broken' && item.uid === undefined ? this.#garbage + 1 : 0;
    if (this.#garbage <= MOST_GARBAGE) return;
    this.#garbage = 0;
    throw new BadAnswer(text('pieces that are no objects, one after another'));
  }

  /** What never ends would fill the memory, without any silence. */
  #limitObject(chunk: Buffer, items: readonly Item<T>[]): void {
    this.#unfinished = items.length > 0 ? 0 : this.#unfinished + chunk.length;
    const bytes = this.#timing.maxObjectBytes;
    if (this.#unfinished > bytes) throw new BadAnswer(text('an object of more than {limit}', { limit: { bytes } }));
  }

  /** Items in their order, the objects between two others together. */
  *#steps(items: readonly Item<T>[]): Generator<ReflectStep<T>, void> {
    let values: T[] = [];
    for (const item of items) {
      this.#limitGarbage(item);
      if (item.kind === 'object') {
        this.#advance(item.resourceVersion);
        this.#readable = true;
        if (item.value !== undefined) values.push(item.value);
        continue;
      }
      if (values.length > 0) yield { kind: 'objects', values };
      values = [];
      if (item.kind === 'broken') {
        yield { kind: 'skipped', error: item.error, ...(item.uid !== undefined && { uid: item.uid }) };
      } else if (item.kind === 'error') {
        if (item.code === 410) throw this.#expired();
        throw new HttpError(item.code, withoutSecrets(item.message, this.#secrets), item.reason);
      } else if (this.#version === undefined) yield* this.#streamed(item.resourceVersion, item.initialEnd);
      else {
        this.#advance(item.resourceVersion);
        yield { kind: 'bookmark', resourceVersion: item.resourceVersion, at: this.#clock() };
      }
    }
    if (values.length > 0) yield { kind: 'objects', values };
  }

  /**
   * The bookmark that ends a streaming list. Another one before it comes from a server that does not know what was
   * asked for.
   */
  *#streamed(resourceVersion: string, initialEnd: boolean): Generator<ReflectStep<T>, void> {
    if (!initialEnd) throw new NoStreamingLists('the server does not stream lists');
    this.#version = resourceVersion;
    this.#expiredLists = 0;
    this.#brokenStreams = 0;
    this.#endSilence();
    yield { kind: 'listed', resourceVersion, at: this.#clock() };
    yield { kind: 'watching' };
  }

  /**
   * A version that goes backwards means another history: etcd was restored. Versions are decimal and comparable
   * (KEP-5504).
   */
  #advance(version: string): void {
    if (version === '' || this.#version === undefined) return;
    if (isOlder(version, this.#version)) throw this.#expired();
    this.#version = version;
  }

  #expired(): Expired {
    this.#expiredLists += 1;
    this.#expirations += 1;
    return new Expired();
  }

  async #ask(query: Readonly<Record<string, string>>, idleTimeoutMs: number): Promise<ApiAnswer> {
    this.#unfinished = 0;
    this.#garbage = 0;
    const { connection, path, signal, codec, fieldSelector } = this.#options;
    const search = new URLSearchParams({ ...query, ...(fieldSelector !== undefined && { fieldSelector }) });
    try {
      const answer = await connection.open({
        path: `${path}?${search.toString()}`,
        signal,
        accept: codec.accept,
        compressed: query['watch'] === undefined,
        idleTimeoutMs,
      });
      this.#secrets = answer.secrets ?? [];
      return answer;
    } catch (error) {
      throw error instanceof HttpError && (error.status === 410 || error.reason === 'Expired')
        ? this.#expired()
        : error;
    }
  }

  #watchSeconds(): number {
    const [least, most] = this.#timing.watchSeconds;
    return this.#pace.seconds ?? Math.round(least + this.#random() * (most - least));
  }

  #clock(): EpochMs {
    return epochMs(this.#now());
  }

  /** Other extensions live in this process: after a slice of work they get their turn. */
  async #breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.#workedSince < this.#timing.sliceMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#workedSince = performance.now();
  }
}

function isOlder(version: string, than: string): boolean {
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return false;
  return version.length === than.length ? version < than : version.length < than.length;
}

/** The body's bytes. Leaving the loop early closes it. */
const chunksOf = ({ body }: ApiAnswer): AsyncIterable<Buffer> => body;
