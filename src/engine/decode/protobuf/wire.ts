import { epochMs, type EpochMs } from '../../timeline/model/units.ts';
import { boundedText, LONGEST_TEXT } from '../bounded-text.ts';
import { knownTexts, textAt } from '../known-texts.ts';

const VARINT = 0;
const EIGHT_BYTES = 1;
const DELIMITED = 2;
const FOUR_BYTES = 5;

/** Of the years that an RFC 3339 time can have, 0 to 9999, the API has no others. */
const FIRST_SECOND = -62_167_219_200;
const LAST_SECOND = 253_402_300_799;

/** No text that is read has more bytes: a character of UTF-16 takes no more than three. */
const MOST_BYTES = 3 * (LONGEST_TEXT + 1);

/**
 * Reads the wire form of Protocol Buffers, as far as the API server uses it: varints and length-delimited fields.
 *
 *     const end = wire.enter();
 *     for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
 *       if (field === 1) name = wire.text();
 *       else wire.skip();
 *     }
 *
 * Each of its methods throws a RangeError when the bytes are cut off or are no message.
 */
export class Wire {
  readonly #bytes: Buffer;
  #at = 0;
  /** The wire type of the field that was named last. */
  #type = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Where the bytes end. */
  get end(): number {
    return this.#bytes.length;
  }

  /** The number of the next field of the message that ends there; 0 when there is none. */
  next(end: number): number {
    if (this.#at >= end) {
      if (this.#at > end) throw new RangeError('a field goes beyond its message');
      return 0;
    }
    const tag = this.#varint();
    this.#type = tag & 7;
    const number = Math.floor(tag / 8);
    if (number === 0) throw new RangeError('a field has no number');
    return number;
  }

  /** Goes into the message that the field is; the answer is where it ends. */
  enter(): number {
    this.#expect(DELIMITED);
    const length = this.#varint();
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('a field is cut off');
    return end;
  }

  /** The field's bytes; a view, which keeps all of the buffer alive. */
  bytes(): Buffer {
    const end = this.enter();
    const from = this.#at;
    this.#at = end;
    return this.#bytes.subarray(from, end);
  }

  /** A text that others are likely to have as well: it is held once. No longer than anyone reads. */
  text(): string {
    const end = this.enter();
    const from = this.#at;
    this.#at = end;
    return end - from <= LONGEST_TEXT ? knownTexts.read(this.#bytes, from, end) : this.#longText(from, end);
  }

  /** A text that no other has, such as a resource version. */
  ownText(): string {
    const end = this.enter();
    const from = this.#at;
    this.#at = end;
    return end - from <= LONGEST_TEXT ? textAt(this.#bytes, from, end) : this.#longText(from, end);
  }

  #longText(from: number, end: number): string {
    return boundedText(textAt(this.#bytes, from, Math.min(end, from + MOST_BYTES)));
  }

  /** Whether the field is this text, in ASCII. Makes no text. */
  isText(text: string): boolean {
    const end = this.enter();
    const from = this.#at;
    this.#at = end;
    if (end - from !== text.length) return false;
    for (let at = 0; at < text.length; at += 1) if (this.#bytes[from + at] !== text.charCodeAt(at)) return false;
    return true;
  }

  /**
   * A negative number takes ten bytes and stands for 2^64 more than it is. Of an int64 that a number cannot hold
   * exactly the nearest that it can.
   */
  int(): number {
    this.#expect(VARINT);
    const from = this.#at;
    const value = this.#varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    return Math.min(Number.MAX_SAFE_INTEGER, Math.max(Number.MIN_SAFE_INTEGER, this.#signed(from)));
  }

  flag(): boolean {
    return this.int() !== 0;
  }

  /** metav1.Time and MicroTime: seconds and nanoseconds. Nothing at all is Go's zero time, which stands for none. */
  time(): EpochMs | undefined {
    const end = this.enter();
    if (this.#at === end) return undefined;
    let seconds = 0;
    let nanos = 0;
    for (let field = this.next(end); field !== 0; field = this.next(end)) {
      if (field === 1) seconds = this.int();
      else if (field === 2) nanos = this.int();
      else this.skip();
    }
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND || nanos < 0 || nanos >= 1e9) {
      throw new RangeError('a time is out of range');
    }
    return epochMs(nanos === 0 ? seconds * 1000 : seconds * 1000 + Math.floor(nanos / 1e6) + (nanos % 1e6) / 1e6);
  }

  /** Whether the field is there is all that matters. */
  presence(): true {
    this.skip();
    return true;
  }

  skip(): void {
    if (this.#type === DELIMITED) this.#at = this.enter();
    else if (this.#type === VARINT) this.#varint();
    else if (this.#type === EIGHT_BYTES) this.#at += 8;
    else if (this.#type === FOUR_BYTES) this.#at += 4;
    else throw new RangeError(`wire type ${this.#type} is not known`);
    if (this.#at > this.#bytes.length) throw new RangeError('a field is cut off');
  }

  #signed(from: number): number {
    let value = 0n;
    for (let at = from; at < this.#at; at += 1) {
      value |= BigInt((this.#bytes[at] ?? 0) & 127) << BigInt(7 * (at - from));
    }
    return Number(BigInt.asIntN(64, value));
  }

  #expect(type: number): void {
    if (this.#type !== type) throw new RangeError(`a field has wire type ${this.#type}, not ${type}`);
  }

  #varint(): number {
    const bytes = this.#bytes;
    const first = bytes[this.#at];
    if (first !== undefined && first < 128) {
      this.#at += 1;
      return first;
    }
    const second = bytes[this.#at + 1];
    if (first !== undefined && second !== undefined && second < 128) {
      this.#at += 2;
      return (first & 127) + second * 128;
    }
    const read = varintAt(bytes, this.#at);
    if (!read) throw new RangeError('a number is cut off');
    this.#at = read.next;
    return read.value;
  }
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

/** The text of a field that each object has. Throws when it is empty. */
export function required(text: string, field: string): string {
  if (text === '') throw new SyntaxError(`${field} is missing`);
  return text;
}
