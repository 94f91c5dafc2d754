/** A power of two. */
const SLOTS = 32_768;

/** What is longer is seldom the same again, and would be kept for long. */
const LONGEST = 512;

/** Of a longer text the first and the last characters tell it from others well enough. */
const HASHED_HEAD = 4;
const HASHED_TAIL = 12;

/**
 * Texts that were seen lately: objects of a cluster say the same names, images and reasons again and again, and each is held once. From
 * bytes a text that is known is not even made. Bounded: a text gives way to another one that falls into its slot.
 */
class KnownTexts {
  readonly #hashes = new Int32Array(SLOTS);
  readonly #texts = new Array<string>(SLOTS).fill('');

  /** The text that these bytes are in UTF-8. */
  read(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString('utf8', from, to);
    let hash = length;
    const head = length > HASHED_HEAD + HASHED_TAIL ? from + HASHED_HEAD : to;
    for (let at = from; at < head; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    for (let at = head < to ? to - HASHED_TAIL : to; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    const slot = slotOf(hash);
    const known = this.#texts[slot] ?? '';
    if (this.#hashes[slot] === hash && known.length === length && isAt(known, bytes, from)) return known;
    const text = textAt(bytes, from, to);
    if (text.length !== length) return this.same(text);
    this.#hashes[slot] = hash;
    this.#texts[slot] = text;
    return text;
  }

  /** The same text, as the one that is held. */
  same(text: string): string {
    const length = text.length;
    if (length > LONGEST) return text;
    let hash = length;
    const head = length > HASHED_HEAD + HASHED_TAIL ? HASHED_HEAD : length;
    for (let at = 0; at < head; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    for (let at = head < length ? length - HASHED_TAIL : length; at < length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const slot = slotOf(hash);
    if (this.#hashes[slot] === hash && this.#texts[slot] === text) return this.#texts[slot];
    this.#hashes[slot] = hash;
    this.#texts[slot] = text;
    return text;
  }
}

const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);

/** Bytes above 127 are never equal to the character that they belong to. */
function isAt(text: string, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const byte = bytes[from + at];
    if (byte === undefined || byte > 127 || byte !== text.charCodeAt(at)) return false;
  }
  return true;
}

/** UTF-8, quickly where it is ASCII. */
export function textAt(bytes: Buffer, from: number, to: number): string {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > 127) return bytes.toString('utf8', from, to);
  return bytes.toString('latin1', from, to);
}

/** One for all clusters of this process. */
export const knownTexts = new KnownTexts();
