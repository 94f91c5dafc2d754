import type { EpochMs } from '../timeline/units.ts';
import type { Codec, Item, ListEnd, ListReader, RawSeen, WatchReader } from './codec.ts';
import { checkNotCut, ListPieces, NEWLINE, withoutFieldSets } from './json-split.ts';

/** Reads an object that has been seen; undefined when nobody needs it. Throws on one that is not what the API promises. */
export type Decode<T> = (seen: RawSeen) => T | undefined;

/** JSON, object by object: a list of 76 MB is never one string. */
export function jsonCodec<T>(decode: Decode<T>, keep: 'all-fields' | 'no-field-sets' = 'no-field-sets'): Codec<T> {
  const parse = keep === 'all-fields' ? parseAll : parseWithoutFieldSets;
  return {
    accept: 'application/json',
    watch: (initial) => new JsonWatchReader(decode, parse, initial),
    list: () => new JsonListReader(decode, parse),
  };
}

const parseAll = (text: Buffer): unknown => JSON.parse(text.toString('utf8'));

const parseWithoutFieldSets = (text: Buffer): unknown => JSON.parse(withoutFieldSets(text));

class JsonWatchReader<T> implements WatchReader<T> {
  readonly #decode: Decode<T>;
  readonly #parse: (text: Buffer) => unknown;
  #initial: boolean;
  #rest: Buffer[] = [];

  constructor(decode: Decode<T>, parse: (text: Buffer) => unknown, initial: boolean) {
    this.#decode = decode;
    this.#parse = parse;
    this.#initial = initial;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    const items: Item<T>[] = [];
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const line = this.#line(chunk.subarray(from, end));
      if (line.length > 0) items.push(this.#item(line, arrivedAt));
      from = end + 1;
    }
    if (from < chunk.length) this.#rest.push(chunk.subarray(from));
    return items;
  }

  #line(tail: Buffer): Buffer {
    if (this.#rest.length === 0) return tail;
    const line = Buffer.concat([...this.#rest, tail]);
    this.#rest = [];
    return line;
  }

  #item(line: Buffer, arrivedAt: EpochMs): Item<T> {
    let event: Fields = {};
    try {
      event = fieldsOf(this.#parse(line));
      return this.#read(event, arrivedAt);
    } catch (error) {
      return broken(error, event['object']);
    }
  }

  #read(event: Fields, arrivedAt: EpochMs): Item<T> {
    const object = fieldsOf(event['object']);
    const type = event['type'];
    if (type === 'ERROR') return { kind: 'error', code: numberIn(object, 'code'), reason: textIn(object, 'reason'), message: textIn(object, 'message') };
    const meta = fieldsOf(object['metadata']);
    const resourceVersion = textIn(meta, 'resourceVersion');
    if (type === 'BOOKMARK') return this.#bookmark(meta, resourceVersion);
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return { kind: 'broken', error: new Error(`unknown watch event type ${String(type)}`) };
    const listed = this.#initial && type === 'ADDED';
    const how = type === 'DELETED' ? 'deleted' : listed ? 'listed' : 'watched';
    return { kind: 'object', resourceVersion, value: this.#decode({ how, object, arrivedAt, type: listed ? 'SYNC' : type }) };
  }

  #bookmark(meta: Fields, resourceVersion: string): Item<T> {
    const initialEnd = fieldsOf(meta['annotations'])['k8s.io/initial-events-end'] === 'true';
    if (initialEnd) this.#initial = false;
    return { kind: 'bookmark', resourceVersion, initialEnd };
  }
}

class JsonListReader<T> implements ListReader<T> {
  readonly #decode: Decode<T>;
  readonly #parse: (text: Buffer) => unknown;
  readonly #pieces = new ListPieces();
  /** Pieces that are no JSON by themselves: cut inside of an item, or malformed. */
  #half: readonly Buffer[] = [];

  constructor(decode: Decode<T>, parse: (text: Buffer) => unknown) {
    this.#decode = decode;
    this.#parse = parse;
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
      return this.#parse(text);
    } catch {
      return undefined; // told as broken when the next pieces do not complete it
    }
  }

  #item(object: unknown, arrivedAt: EpochMs): Item<T> {
    try {
      return { kind: 'object', resourceVersion: '', value: this.#decode({ how: 'listed', object, arrivedAt, type: 'SYNC' }) };
    } catch (error) {
      return broken(error, object);
    }
  }
}

/** Templates inside of an object are a handful. */
const MOST_PIECES = 40;

const COMMA = Buffer.from(',');

const joined = (pieces: readonly Buffer[]): Buffer => Buffer.concat(pieces.flatMap((piece, index) => (index === 0 ? [piece] : [COMMA, piece])));

function broken(error: unknown, object: unknown): Item<never> {
  const uid = textIn(fieldsOf(fieldsOf(object)['metadata']), 'uid');
  return { kind: 'broken', error, ...(uid !== '' && { uid }) };
}

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});

function textIn(fields: Fields, key: string): string {
  const value = fields[key];
  return typeof value === 'string' ? value : '';
}

function numberIn(fields: Fields, key: string): number {
  const value = fields[key];
  return typeof value === 'number' ? value : 0;
}
