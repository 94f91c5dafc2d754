import type { EpochMs } from '../timeline/units.ts';
import type { Codec, Item, ListEnd, ListReader, RawSeen, WatchReader } from './codec.ts';
import { readMessage, varintAt, type Plain, type Schema } from './protobuf.ts';
import { LIST_META, STATUS } from './protobuf-schemas.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

type Decode<T> = (seen: RawSeen) => T | undefined;

/** Before the message of each object that is not part of a list (apimachinery pkg/runtime/serializer/protobuf). */
const MAGIC = Buffer.from('k8s\0');

const UNKNOWN_RAW = 0x12;
const LIST_METADATA = 0x0a;
const LIST_ITEM = 0x12;

/** A list: `k8s\0`, a runtime.Unknown, and in its `raw` the list's metadata and items one after another. */
class ProtobufListReader<T> implements ListReader<T> {
  readonly #schema: Schema;
  readonly #decode: Decode<T>;
  #rest: Buffer = Buffer.alloc(0);
  #queue: Buffer[] = [];
  #queued = 0;
  #needed = 0;
  #place: 'head' | 'list' | 'tail' = 'head';
  /** Bytes of the list that are to come. */
  #left = 0;
  #meta: Plain = {};

  constructor(schema: Schema, decode: Decode<T>) {
    this.#schema = schema;
    this.#decode = decode;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    this.#queue.push(chunk);
    this.#queued += chunk.length;
    // Until a big item is there, its chunks are not put together again and again.
    if (this.#rest.length + this.#queued < this.#needed) return [];
    const bytes = this.#rest.length === 0 && this.#queue.length === 1 ? chunk : Buffer.concat([this.#rest, ...this.#queue]);
    this.#queue = [];
    this.#queued = 0;
    this.#needed = 0;
    const items: Item<T>[] = [];
    let at = this.#place === 'head' ? this.#head(bytes) : 0;
    while (this.#place === 'list' && this.#left > 0) {
      const next = this.#field(bytes, at, arrivedAt, items);
      if (next === undefined) break;
      this.#left -= next - at;
      at = next;
    }
    if (this.#place === 'list' && this.#left === 0) this.#place = 'tail';
    this.#rest = bytes.subarray(at);
    return items;
  }

  end(): { readonly items: readonly Item<T>[]; readonly end: ListEnd } {
    if (this.#place !== 'tail') throw new SyntaxError('the list was cut off');
    const more = this.#meta['continue'];
    return { items: [], end: { resourceVersion: textOf(this.#meta['resourceVersion']), ...(typeof more === 'string' && more !== '' && { continue: more }) } };
  }

  /** Returns where the list begins; 0 when that has not arrived. */
  #head(bytes: Buffer): number {
    if (bytes.length < MAGIC.length) return 0;
    if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new SyntaxError('the answer is not in protobuf');
    let at = MAGIC.length;
    for (;;) {
      const tag = bytes[at];
      const length = varintAt(bytes, at + 1);
      if (tag === undefined || !length) return 0;
      if (tag === UNKNOWN_RAW) {
        this.#place = 'list';
        this.#left = length.value;
        return length.next;
      }
      at = length.next + length.value;
      if (at > bytes.length) return 0;
    }
  }

  /** Reads one field of the list; undefined when it is not there to its end. */
  #field(bytes: Buffer, at: number, arrivedAt: EpochMs, items: Item<T>[]): number | undefined {
    const tag = bytes[at];
    const length = varintAt(bytes, at + 1);
    if (tag === undefined || !length) return undefined;
    const end = length.next + length.value;
    if (end > bytes.length) {
      this.#needed = end - at;
      return undefined;
    }
    const message = bytes.subarray(length.next, end);
    if (tag === LIST_ITEM) items.push(readItem(message, this.#schema, (object) => ({ kind: 'object', resourceVersion: '', value: this.#decode({ how: 'listed', object, arrivedAt, type: 'SYNC' }) })));
    else if (tag === LIST_METADATA) this.#meta = readMessage(message, LIST_META);
    else if ((tag & 7) !== 2) throw new SyntaxError('the list has a field that is no message');
    return end;
  }
}

const WATCH_EVENT: Schema = [undefined, { key: 'type', type: 'text' }];

/** A watch: frames of four bytes of length and a WatchEvent, which holds the object as an answer of its own. */
class ProtobufWatchReader<T> implements WatchReader<T> {
  readonly #schema: Schema;
  readonly #decode: Decode<T>;
  #initial: boolean;
  #rest: Buffer = Buffer.alloc(0);

  constructor(schema: Schema, decode: Decode<T>, initial: boolean) {
    this.#schema = schema;
    this.#decode = decode;
    this.#initial = initial;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const items: Item<T>[] = [];
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end > bytes.length) break;
      items.push(this.#frame(bytes.subarray(at + 4, end), arrivedAt));
      at = end;
    }
    this.#rest = bytes.subarray(at);
    return items;
  }

  #frame(frame: Buffer, arrivedAt: EpochMs): Item<T> {
    try {
      const type = readMessage(frame, WATCH_EVENT)['type'];
      const object = bytesIn(bytesIn(bytesIn(frame, 2), 1).subarray(MAGIC.length), 2);
      if (type === 'ERROR') return errorItem(readMessage(object, STATUS));
      return readItem(object, this.#schema, (plain) => this.#event(type, plain, arrivedAt));
    } catch (error) {
      return { kind: 'broken', error };
    }
  }

  #event(type: unknown, object: Plain, arrivedAt: EpochMs): Item<T> {
    const meta = (object['metadata'] ?? {}) as Plain;
    const resourceVersion = textOf(meta['resourceVersion']);
    if (type === 'BOOKMARK') {
      const initialEnd = ((meta['annotations'] ?? {}) as Plain)['k8s.io/initial-events-end'] === 'true';
      if (initialEnd) this.#initial = false;
      return { kind: 'bookmark', resourceVersion, initialEnd };
    }
    if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') return { kind: 'broken', error: new Error(`unknown watch event type ${String(type)}`) };
    const listed = this.#initial && type === 'ADDED';
    const how = type === 'DELETED' ? 'deleted' : listed ? 'listed' : 'watched';
    return { kind: 'object', resourceVersion, value: this.#decode({ how, object, arrivedAt, type: listed ? 'SYNC' : type }) };
  }
}

const errorItem = (status: Plain): Item<never> => ({ kind: 'error', code: Number(status['code'] ?? 0), reason: textOf(status['reason']), message: textOf(status['message']) });

function readItem<T>(message: Buffer, schema: Schema, use: (object: Plain) => Item<T>): Item<T> {
  let object: Plain = {};
  try {
    object = readMessage(message, schema);
    return use(object);
  } catch (error) {
    const uid = textOf(((object['metadata'] ?? {}) as Plain)['uid']);
    return { kind: 'broken', error, ...(uid !== '' && { uid }) };
  }
}

/** The bytes of a length-delimited field. */
function bytesIn(message: Buffer, number: number): Buffer {
  for (let at = 0; at < message.length; ) {
    const tag = varintAt(message, at);
    const length = tag && varintAt(message, tag.next);
    if (!length || (tag.value & 7) !== 2) break;
    if (tag.value >>> 3 === number) return message.subarray(length.next, length.next + length.value);
    at = length.next + length.value;
  }
  throw new SyntaxError(`the message has no field ${number}`);
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Protobuf where the server offers it for this resource, else what `json` does. Servers without it answer in JSON: both are accepted. */
export function protobufCodec<T>(schema: Schema, decode: Decode<T>, json: Codec<T>): Codec<T> {
  const isProtobuf = (contentType = ''): boolean => contentType.startsWith(PROTOBUF);
  return {
    accept: `${PROTOBUF}, ${json.accept}`,
    watch: (initial, contentType) => (isProtobuf(contentType) ? new ProtobufWatchReader(schema, decode, initial) : json.watch(initial)),
    list: (contentType) => (isProtobuf(contentType) ? new ProtobufListReader(schema, decode) : json.list()),
  };
}
