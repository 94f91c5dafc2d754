import { messageOf } from '../../errors.ts';
import type { EpochMs } from '../../timeline/model/units.ts';
import type { How } from '../changes.ts';
import type { Codec, Item, ListEnd, ListReader, WatchReader } from '../codec.ts';
import { identityOf } from './protobuf-meta.ts';
import { MAGIC, readBookmark, readListEnd, readStatus, readWatchEvent } from './protobuf-frames.ts';
import { varintAt } from './wire.ts';
import { howSeen } from '../codec.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Reads the message of an object. Throws when it is not what the API promises. */
export type DecodeMessage<T> = (
  message: Buffer,
  how: How,
  arrivedAt: EpochMs,
) => { readonly value: T; readonly resourceVersion: string };

const UNKNOWN_RAW = 0x12;
const LIST_METADATA = 0x0a;
const LIST_ITEM = 0x12;

/**
 * Bytes that are cut anywhere, for readers that need items whole. Only an item that is cut is put together, when all of
 * it is there: the rest of a chunk is read where it lies.
 */
class PendingBytes {
  #chunks: Buffer[] = [];
  #length = 0;
  /** How many bytes the item takes that the pending ones begin; 0 while that cannot be told. */
  needed = 0;

  /** What can be read now, one after another: from each of them the reader is to {@link keep} the end. */
  *push(chunk: Buffer): Generator<Buffer, void> {
    const missing = this.needed === 0 ? chunk.length : this.needed - this.#length;
    const own = this.#length === 0 ? 0 : Math.min(missing, chunk.length);
    if (own > 0) {
      this.#chunks.push(own === chunk.length ? chunk : chunk.subarray(0, own));
      this.#length += own;
      if (this.#length < this.needed) return;
      yield this.#take();
    }
    if (own === chunk.length) return;
    if (this.#length > 0) yield* this.push(chunk.subarray(own));
    else yield own === 0 ? chunk : chunk.subarray(own);
  }

  /** What the reader did not use. */
  keep(rest: Buffer): void {
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#length = rest.length;
  }

  #take(): Buffer {
    const bytes = Buffer.concat(this.#chunks);
    this.needed = 0;
    this.keep(Buffer.alloc(0));
    return bytes;
  }
}

/** A list: `k8s\0`, a runtime.Unknown, and in its `raw` the list's metadata and items one after another. */
class ProtobufListReader<T> implements ListReader<T> {
  readonly #decode: DecodeMessage<T>;
  readonly #bytes = new PendingBytes();
  #place: 'head' | 'list' | 'tail' = 'head';
  /** Bytes of the list that are to come. */
  #left = 0;
  #end: ListEnd = { resourceVersion: '' };

  constructor(decode: DecodeMessage<T>) {
    this.#decode = decode;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    const items: Item<T>[] = [];
    for (const bytes of this.#bytes.push(chunk)) this.#read(bytes, arrivedAt, items);
    return items;
  }

  #read(bytes: Buffer, arrivedAt: EpochMs, items: Item<T>[]): void {
    let at = this.#place === 'head' ? this.#head(bytes) : 0;
    while (this.#place === 'list' && this.#left > 0) {
      const next = this.#field(bytes, at, arrivedAt, items);
      if (next === undefined) break;
      this.#left -= next - at;
      at = next;
    }
    if (this.#place === 'list' && this.#left === 0) this.#place = 'tail';
    this.#bytes.keep(bytes.subarray(at));
  }

  end(): { readonly items: readonly Item<T>[]; readonly end: ListEnd } {
    if (this.#place !== 'tail') throw new SyntaxError('the list was cut off');
    return { items: [], end: this.#end };
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
      this.#bytes.needed = end - at;
      return undefined;
    }
    const message = bytes.subarray(length.next, end);
    if (tag === LIST_ITEM) items.push(readItem(message, 'listed', arrivedAt, this.#decode));
    else if (tag === LIST_METADATA) this.#end = readListEnd(message);
    else if ((tag & 7) !== 2) throw new SyntaxError('the list has a field that is no message');
    return end;
  }
}

/** A watch: frames of four bytes of length and a WatchEvent, which holds the object as an answer of its own. */
class ProtobufWatchReader<T> implements WatchReader<T> {
  readonly #decode: DecodeMessage<T>;
  readonly #bytes = new PendingBytes();
  #initial: boolean;

  constructor(decode: DecodeMessage<T>, initial: boolean) {
    this.#decode = decode;
    this.#initial = initial;
  }

  push(chunk: Buffer, arrivedAt: EpochMs): readonly Item<T>[] {
    const items: Item<T>[] = [];
    for (const bytes of this.#bytes.push(chunk)) this.#read(bytes, arrivedAt, items);
    return items;
  }

  #read(bytes: Buffer, arrivedAt: EpochMs, items: Item<T>[]): void {
    let at = 0;
    while (bytes.length - at >= 4) {
      const end = at + 4 + bytes.readUInt32BE(at);
      if (end > bytes.length) {
        this.#bytes.needed = end - at;
        break;
      }
      items.push(this.#frame(bytes.subarray(at + 4, end), arrivedAt));
      at = end;
    }
    this.#bytes.keep(bytes.subarray(at));
  }

  #frame(frame: Buffer, arrivedAt: EpochMs): Item<T> {
    try {
      const { type, object } = readWatchEvent(frame);
      if (type === 'ERROR') return { kind: 'error', ...readStatus(object) };
      if (type === 'BOOKMARK') return this.#bookmark(object);
      if (type !== 'ADDED' && type !== 'MODIFIED' && type !== 'DELETED') {
        throw new SyntaxError(`unknown watch event type ${type}`);
      }
      const how = howSeen(type, this.#initial && type === 'ADDED');
      return readItem(object, how, arrivedAt, this.#decode);
    } catch (error) {
      return { kind: 'broken', error };
    }
  }

  #bookmark(object: Buffer): Item<T> {
    const bookmark = readBookmark(object);
    if (bookmark.initialEnd) this.#initial = false;
    return { kind: 'bookmark', ...bookmark };
  }
}

function readItem<T>(message: Buffer, how: How, arrivedAt: EpochMs, decode: DecodeMessage<T>): Item<T> {
  try {
    const { value, resourceVersion } = decode(message, how, arrivedAt);
    return { kind: 'object', value, resourceVersion: how === 'listed' ? '' : resourceVersion };
  } catch (error) {
    const { uid, namespace, name } = identityOf(message);
    return {
      kind: 'broken',
      error: new Error(`${namespace}/${name}: ${messageOf(error)}`, { cause: error }),
      ...(uid !== '' && { uid }),
    };
  }
}

/**
 * Protobuf where the server offers it for this resource, else what `json` does. Servers without it answer in JSON: both
 * are accepted.
 */
export function protobufCodec<T>(decode: DecodeMessage<T>, json: Codec<T>): Codec<T> {
  const isProtobuf = (contentType = ''): boolean => contentType.toLowerCase().startsWith(PROTOBUF);
  return {
    accept: `${PROTOBUF}, ${json.accept}`,
    watch: (initial, contentType) =>
      isProtobuf(contentType) ? new ProtobufWatchReader(decode, initial) : json.watch(initial),
    list: (contentType) => (isProtobuf(contentType) ? new ProtobufListReader(decode) : json.list()),
  };
}
