import type { EpochMs } from '../../timeline/model/units.ts';
import type { Codec, Item, ListEnd, ListReader, RawSeen, WatchReader } from '../codec.ts';
import { checkNotCut, copyWithoutFieldSets, ListPieces, NEWLINE } from './json-split.ts';
import { copyAll, parseTogether, type CopyText } from './json-together.ts';
import { howSeen } from '../codec.ts';

/**
 * Reads an object that has been seen; undefined when nobody needs it. Throws on one that is not what the API promises.
 */
export type Decode<T> = (seen: RawSeen) => T | undefined;

/** JSON, object by object: a list of 76 MB is never one string. */
export function jsonCodec<T>(decode: Decode<T>, keep: 'all-fields' | 'no-field-sets' = 'no-field-sets'): Codec<T> {
  const copy = keep === 'all-fields' ? copyAll : copyWithoutFieldSets;
  return {
    accept: 'application/json',
    watch: (initial) => new JsonWatchReader(decode, copy, initial),
    list: () => new JsonListReader(decode, copy),
  };
}

/** Undefined when one of them is no JSON, or something else than one value. */
function tryTogether(texts: readonly Buffer[], copy: CopyText): readonly unknown[] | undefined {
  try {
    const values = parseTogether(texts, copy);
    return values.length === texts.length ? values : undefined;
  } catch {
    return undefined; // then each is read for itself, and what is wrong is told
  }
}

class JsonWatchReader<T> implements WatchReader<T> {
  readonly #decode: Decode<T>;
  readonly #copy: CopyText;
  #initial: boolean;
  #rest: Buffer[] = [];

  constructor(decode: Decode<T>, copy: CopyText, initial: boolean) {
    this.#decode = decode;
    this.#copy = copy;
    this.#initial = initial;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    const lines: Buffer[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = this.#line(chunk.subarray(from, end));
      if (line.length > 0) lines.push(line);
      from = end + 1;
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
    return this.#items(lines, arrivedAt);
  }

  #items(lines: readonly Buffer[], arrivedAt: EpochMs): readonly Item<T>[] {
    if (lines.length === 0) return [];
    const events = tryTogether(lines, this.#copy);
    return events
      ? events.map((event) => this.#item(fieldsOf(event), arrivedAt))
      : lines.map((line) => this.#itemOf(line, arrivedAt));
  }

  #line(tail: Buffer): Buffer {
    if (this.#rest.length === 0) return tail;
    const line = Buffer.concat([...this.#rest, tail]);
    this.#rest = [];
    return line;
  }

  #itemOf(line: Buffer, arrivedAt: EpochMs): Item<T> {
    try {
      return this.#item(fieldsOf(JSON.parse(line.toString('utf8'))), arrivedAt);
    } catch (error) {
      return broken(error, undefined);
    }
  }

  #item(event: Fields, arrivedAt: EpochMs): Item<T> {
    try {
      return this.#read(event, arrivedAt);
    } catch (error) {
      return broken(error, event['object']);
    }
  }

  #read(event: Fields, arrivedAt: EpochMs): Item<T> {
    const object = fieldsOf(event['object']);
    const type = event['type'];
    if (type === 'ERROR') {
      return {
        kind: 'error',
        code: numberIn(object, 'code'),
        reason: textIn(object, 'reason'),
        message: textIn(object, 'message'),
      };
    }
    const meta = fieldsOf(object['metadata']);
    const resourceVersion = textIn(meta, 'resourceVersion');
    if (type === 'BOOKMARK') return this.#bookmark(meta, resourceVersion);
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
      return { kind: 'broken', error: new Error(`unknown watch event type ${String(type)}`) };
    }
    const listed = this.#initial && type === 'ADDED';
    const how = howSeen(type, listed);
    return {
      kind: 'object',
      resourceVersion,
      value: this.#decode({ how, object, arrivedAt, type: listed ? 'SYNC' : type }),
    };
  }

  #bookmark(meta: Fields, resourceVersion: string): Item<T> {
    const initialEnd = fieldsOf(meta['annotations'])['k8s.io/initial-events-end'] === 'true';
    if (initialEnd) this.#initial = false;
    return { kind: 'bookmark', resourceVersion, initialEnd };
  }
}

class JsonListReader<T> implements ListReader<T> {
  readonly #decode: Decode<T>;
  readonly #copy: CopyText;
  readonly #pieces = new ListPieces();
  /** Pieces that are no JSON by themselves: cut inside of an item, or malformed. */
  #half: readonly Buffer[] = [];

  constructor(decode: Decode<T>, copy: CopyText) {
    this.#decode = decode;
    this.#copy = copy;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    return this.#items(this.#pieces.push(chunk), arrivedAt);
  }

  end(arrivedAt: EpochMs): { readonly items: readonly Item<T>[]; readonly end: ListEnd } {
    const { last, frame } = this.#pieces.end();
    const items = this.#items(last, arrivedAt);
    const tail = this.#half.at(-1);
    if (tail) checkNotCut(tail);
    while (this.#half.length > 0) this.#giveUp(this.#half, arrivedAt, items);
    const list = fieldsOf(JSON.parse(frame));
    if (!Array.isArray(list['items']) && list['items'] !== null) throw new SyntaxError('the answer is not a list');
    const meta = fieldsOf(list['metadata']);
    const more = textIn(meta, 'continue');
    return { items, end: { resourceVersion: textIn(meta, 'resourceVersion'), ...(more !== '' && { continue: more }) } };
  }

  #items(pieces: readonly Buffer[], arrivedAt: EpochMs): Item<T>[] {
    const objects = pieces.length > 1 && this.#half.length === 0 ? tryTogether(pieces, this.#copy) : undefined;
    if (objects) return objects.map((object) => this.#item(object, arrivedAt));
    const items: Item<T>[] = [];
    for (const piece of pieces) this.#take(piece, arrivedAt, items);
    return items;
  }

  /** A piece that is no JSON goes together with the next ones until they are. */
  #take(piece: Buffer, arrivedAt: EpochMs, items: Item<T>[]): void {
    const half = [...this.#half, piece];
    const object = this.#tryParse(half.length === 1 ? piece : joined(half));
    if (object !== undefined) {
      this.#half = [];
      items.push(this.#item(object, arrivedAt));
    } else if (half.length < MOST_PIECES) this.#half = half;
    else this.#giveUp(half, arrivedAt, items);
  }

  /** The first of the pieces is malformed; the others are read for themselves. */
  #giveUp([first, ...others]: readonly Buffer[], arrivedAt: EpochMs, items: Item<T>[]): void {
    this.#half = [];
    items.push(broken(new SyntaxError(`an item that is no JSON (${first?.length ?? 0} bytes)`), undefined));
    for (const piece of others) this.#take(piece, arrivedAt, items);
  }

  #tryParse(text: Buffer): unknown {
    try {
      return parseTogether([text], this.#copy)[0];
    } catch {
      return undefined; // told as broken when the next pieces do not complete it
    }
  }

  #item(object: unknown, arrivedAt: EpochMs): Item<T> {
    try {
      return {
        kind: 'object',
        resourceVersion: '',
        value: this.#decode({ how: 'listed', object, arrivedAt, type: 'SYNC' }),
      };
    } catch (error) {
      return broken(error, object);
    }
  }
}

/** Templates inside of an object are a handful. */
const MOST_PIECES = 40;

const COMMA = Buffer.from(',');

const joined = (pieces: readonly Buffer[]): Buffer =>
  Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [COMMA, piece])));

function broken(error: unknown, object: unknown): Item<never> {
  const uid = textIn(fieldsOf(fieldsOf(object)['metadata']), 'uid');
  return { kind: 'broken', error, ...(uid !== '' && { uid }) };
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

function numberIn(fields: Fields, key: string): number {
  const value = fields[key];
  return typeof value === 'number' ? value : 0;
}
