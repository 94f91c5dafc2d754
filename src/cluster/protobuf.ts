/*
 * The wire form of Protocol Buffers, as far as the API server uses it: varints and length-delimited fields. What a schema does not name is
 * skipped without being looked at.
 */

export type FieldType =
  | 'text'
  | 'int'
  /** An int whose zero means that nobody set it: JSON leaves it out. */
  | 'int-unless-0'
  | 'flag'
  /** metav1.Time and MicroTime, as RFC 3339 text. */
  | 'time'
  | 'text-map'
  /** map<string, Quantity>, the quantities as text. */
  | 'quantity-map'
  /** Present or absent, nothing more. */
  | 'presence'
  | { readonly message: Schema }
  /** An embedded struct: its fields stand among those of the message that holds it. */
  | { readonly inline: Schema };

export interface Field {
  readonly key: string;
  readonly type: FieldType;
  readonly repeated?: true;
}

/** Fields by their number. */
export type Schema = readonly (Field | undefined)[];

export type Plain = Record<string, unknown>;

/** Reads a message into the plain object that its JSON would be, with the fields of the schema only. Throws a RangeError when it is cut off or no message. */
export function readMessage(bytes: Buffer, schema: Schema): Plain {
  const into: Plain = {};
  new Reader(bytes).message(bytes.length, schema, into);
  return into;
}

/** A varint at `at`; undefined when the bytes end in it. */
export function varintAt(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  let scale = 1;
  for (let next = at; next < bytes.length && next < at + 10; next += 1) {
    const byte = bytes[next] ?? 0;
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte < 128) return { value, next: next + 1 };
  }
  return undefined;
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  message(end: number, schema: Schema, into: Plain): void {
    while (this.#at < end) {
      const tag = this.#varint();
      const field = schema[tag >>> 3];
      if (field) this.#field(field, tag & 7, into);
      else this.#skip(tag & 7);
      if (this.#at > end) throw new RangeError('a field goes beyond its message');
    }
  }

  #field({ key, type, repeated }: Field, wire: number, into: Plain): void {
    if (wire === 0 && (type === 'int' || type === 'int-unless-0' || type === 'flag')) {
      const number = this.#signed();
      if (type === 'flag') into[key] = number !== 0;
      else if (type === 'int' || number !== 0) into[key] = number;
      return;
    }
    if (wire !== 2) return this.#skip(wire);
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('a field is cut off');
    const value = this.#value(type, end, into, key);
    this.#at = end;
    if (value === undefined) return;
    if (!repeated) into[key] = value;
    else if (Array.isArray(into[key])) (into[key] as unknown[]).push(value);
    else into[key] = [value];
  }

  #value(type: FieldType, end: number, into: Plain, key: string): unknown {
    if (type === 'text') return this.#text(end);
    if (type === 'time') return this.#time(end);
    if (type === 'presence') return {};
    if (type === 'text-map' || type === 'quantity-map') return this.#entry(type, end, (into[key] ?? {}) as Plain);
    if (typeof type === 'string') return undefined;
    if ('inline' in type) {
      this.message(end, type.inline, into);
      return undefined;
    }
    const part: Plain = {};
    this.message(end, type.message, part);
    return part;
  }

  #entry(type: 'text-map' | 'quantity-map', end: number, map: Plain): Plain {
    const entry: Plain = {};
    this.message(end, type === 'text-map' ? TEXT_ENTRY : QUANTITY_ENTRY, entry);
    map[typeof entry['key'] === 'string' ? entry['key'] : ''] = entry['value'] ?? '';
    return map;
  }

  /** Nothing at all is Go's zero time, which JSON writes as null. */
  #time(end: number): string | undefined {
    let seconds = 0;
    let nanos = 0;
    if (this.#at === end) return undefined;
    while (this.#at < end) {
      const tag = this.#varint();
      if (tag === 8) seconds = this.#signed();
      else if (tag === 16) nanos = this.#signed();
      else this.#skip(tag & 7);
    }
    return timeText(seconds, nanos);
  }

  #text(end: number): string {
    return this.#bytes.toString('utf8', this.#at, end);
  }

  #varint(): number {
    const bytes = this.#bytes;
    const first = bytes[this.#at];
    if (first !== undefined && first < 128) {
      this.#at += 1;
      return first;
    }
    const read = varintAt(bytes, this.#at);
    if (!read) throw new RangeError('a number is cut off');
    this.#at = read.next;
    return read.value;
  }

  /** A negative number takes ten bytes and stands for 2^64 more than it is. */
  #signed(): number {
    const value = this.#varint();
    return value >= 2 ** 63 ? Number(BigInt.asIntN(64, BigInt(value))) : value;
  }

  #skip(wire: number): void {
    if (wire === 0) this.#varint();
    else if (wire === 2) this.#at = this.#varint() + this.#at;
    else if (wire === 1) this.#at += 8;
    else if (wire === 5) this.#at += 4;
    else throw new RangeError(`wire type ${wire} is not known`);
    if (this.#at > this.#bytes.length) throw new RangeError('a field is cut off');
  }
}

const TEXT_ENTRY: Schema = [undefined, { key: 'key', type: 'text' }, { key: 'value', type: 'text' }];
const QUANTITY_ENTRY: Schema = [undefined, { key: 'key', type: 'text' }, { key: 'value', type: { inline: [undefined, { key: 'value', type: 'text' }] } }];

/** Times of a cluster are near each other: the text of a second is made once. */
const SECONDS = new Map<number, string>();

function timeText(seconds: number, nanos: number): string {
  let text = SECONDS.get(seconds);
  if (text === undefined) {
    if (SECONDS.size > 2000) SECONDS.clear();
    text = new Date(seconds * 1000).toISOString().slice(0, -5);
    SECONDS.set(seconds, text);
  }
  return nanos === 0 ? `${text}Z` : `${text}.${String(nanos).padStart(9, '0').replace(/(000)+$/, '')}Z`;
}
