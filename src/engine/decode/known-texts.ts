/** A power of two. */
const SLOTS = 32_768;

/** What is longer is seldom the same again, and would be kept for long. */
const LONGEST = 512;

/** Most are, and uids just so. */
const SHORT = 36;

/** Of a longer text the first and the last characters tell it from others well enough. */
const HASHED_HEAD = 4;
const HASHED_TAIL = 12;

/**
 * Texts that were seen lately: objects of a cluster say the same names, images and reasons again and again, and each is
 * held once. From bytes a text that is known is not even made. Bounded: a text gives way to another one that falls into
 * its slot.
 */
class KnownTexts {
  readonly #hashes = new Int32Array(SLOTS);
  readonly #texts = new Array<string>(SLOTS).fill('');
  /** Of those that are ASCII; others are not known from bytes. */
  readonly #lengths = new Uint16Array(SLOTS);
  /** The short ones once more, since bytes are compared twice as fast with bytes as with a text. */
  readonly #bytes = new Uint8Array(SLOTS * SHORT);

  /** The text that these bytes are in UTF-8. */
  read(bytes: Buffer, from: number, to: number): string {
    const length = to - from;
    if (length > LONGEST) return bytes.toString('utf8', from, to);
    let hash = length;
    const head = length > HASHED_HEAD + HASHED_TAIL ? from + HASHED_HEAD : to;
    for (let at = from; at < head; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    for (let at = head < to ? to - HASHED_TAIL : to; at < to; at += 1) {
      hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
    }
    const slot = slotOf(hash);
    if (this.#hashes[slot] === hash && this.#lengths[slot] === length && this.#isAt(slot, bytes, from, to)) {
      return this.#texts[slot] ?? '';
    }
    const text = textAt(bytes, from, to);
    return text.length === length ? this.#keep(slot, hash, text) : this.same(text);
  }

  /** The same text, as the one that is held. */
  same(text: string): string {
    const length = text.length;
    if (length > LONGEST) return text;
    let hash = length;
    const head = length > HASHED_HEAD + HASHED_TAIL ? HASHED_HEAD : length;
    for (let at = 0; at < head; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    for (let at = head < length ? length - HASHED_TAIL : length; at < length; at += 1) {
      hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    }
    const slot = slotOf(hash);
    if (this.#hashes[slot] === hash && this.#texts[slot] === text) return this.#texts[slot];
    return this.#keep(slot, hash, text);
  }

  #keep(slot: number, hash: number, text: string): string {
    this.#hashes[slot] = hash;
    this.#texts[slot] = text;
    this.#lengths[slot] = this.#encode(slot * SHORT, text) ? text.length : 0;
    return text;
  }

  /** False when it is not ASCII. */
  #encode(own: number, text: string): boolean {
    const isShort = text.length <= SHORT;
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code > 127) return false;
      if (isShort) this.#bytes[own + at] = code;
    }
    return true;
  }

  #isAt(slot: number, bytes: Buffer, from: number, to: number): boolean {
    if (to - from > SHORT) return isAt(this.#texts[slot] ?? '', bytes, from);
    const known = this.#bytes;
    const own = slot * SHORT - from;
    for (let at = from; at < to; at += 1) if (known[own + at] !== bytes[at]) return false;
    return true;
  }
}

const slotOf = (hash: number): number => (hash ^ (hash >>> 15)) & (SLOTS - 1);

function isAt(text: string, bytes: Buffer, from: number): boolean {
  for (let at = 0; at < text.length; at += 1) if (bytes[from + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** UTF-8, quickly where it is ASCII. */
export function textAt(bytes: Buffer, from: number, to: number): string {
  for (let at = from; at < to; at += 1) if ((bytes[at] ?? 0) > 127) return bytes.toString('utf8', from, to);
  return bytes.toString('latin1', from, to);
}

/** One for all clusters of this process. */
export const knownTexts = new KnownTexts();
