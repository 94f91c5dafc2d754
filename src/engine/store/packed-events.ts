import type { EventFacts, EventObservation } from '../timeline/model/facts.ts';
import { epochMs, type EpochMs } from '../timeline/model/units.ts';
import { hexNumber } from '../decode/json/decode-event.ts';
import { knownTexts } from '../decode/known-texts.ts';
import { EventShape, RefShape } from '../decode/shapes.ts';
import { StringTable } from './string-table.ts';

/*
 * Events in columns: 30,000 of them as objects are 22 MB, here a quarter of that. They are made into objects again when
 * a timeline asks, which is for the few pods that someone looks at.
 */

/** Columns of times, and of the resource version. */
const N = {
  creationAt: 0,
  firstAt: 1,
  lastAt: 2,
  eventAt: 3,
  nameAt: 4,
  arrivedAt: 5,
  lastObservedAt: 6,
  version: 7,
} as const;
const NUMBERS = 8;

/** Columns of words: four of the uid (or its hash), two of the name's hex, then counts, texts and flags. */
const W = {
  uid: 0,
  hex: 4,
  count: 6,
  seriesCount: 7,
  namespace: 8,
  reason: 9,
  component: 10,
  host: 11,
  kind: 12,
  fieldPath: 13,
  involvedNamespace: 14,
  flags: 15,
} as const;
const WORDS = 16;

/** Those that hold a word's number. */
const WORD_COLUMNS = [W.namespace, W.reason, W.component, W.host, W.kind, W.fieldPath, W.involvedNamespace] as const;

const HOWS = { listed: 0, watched: 1, deleted: 2 } as const;
const HOW_NAMES = ['listed', 'watched', 'deleted'] as const;
const WARNING = 4;
const HAS_SERIES = 8;
/** What the columns cannot hold is in a table of odd texts. */
const ODD_UID = 16;
const ODD_NAME = 32;
const ODD_VERSION = 64;

/** Rows come in blocks, so that growing neither copies what is there nor leaves much room unused. */
const BLOCK_BITS = 9;
const BLOCK = 1 << BLOCK_BITS;

interface Block {
  readonly numbers: Float64Array;
  readonly words: Uint32Array;
}

interface Odd {
  readonly uid: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
}

/** Versions of events by row number. */
export class PackedEvents {
  readonly #table = new StringTable();
  readonly #blocks: Block[] = [];
  readonly #messages: string[] = [];
  readonly #involvedNames: string[] = [];
  readonly #involvedUids: (string | undefined)[] = [];
  readonly #odd = new Map<number, Odd>();
  readonly #free: number[] = [];
  #uid = '';
  #isUuid = false;
  /** The words of `#uid` when it is a UUID. */
  readonly #uidWords = new Uint32Array(4);

  add({ event, how, arrivedAt }: EventObservation): number {
    const row = this.#free.pop() ?? this.#messages.length;
    const block = this.#blockOf(row);
    this.#messages[row] = knownTexts.same(event.message);
    this.#involvedNames[row] = knownTexts.same(event.involved.name);
    this.#involvedUids[row] = event.involved.uid === undefined ? undefined : knownTexts.same(event.involved.uid);
    const version = decimal(event.resourceVersion);
    fillNumbers(block.numbers, (row % BLOCK) * NUMBERS, event, arrivedAt, version);
    const at = (row % BLOCK) * WORDS;
    this.#fillWords(block.words, at, event);
    const odd =
      this.#fillUid(block.words, at, event.uid) |
      fillHex(block.words, at + W.hex, event) |
      (version === undefined ? ODD_VERSION : 0);
    block.words[at + W.flags] =
      HOWS[how] | (event.type === 'Warning' ? WARNING : 0) | (event.series ? HAS_SERIES : 0) | odd;
    if (odd !== 0) {
      this.#odd.set(row, {
        uid: odd & ODD_UID ? event.uid : undefined,
        name: odd & ODD_NAME ? event.name : undefined,
        version: odd & ODD_VERSION ? event.resourceVersion : undefined,
      });
    }
    return row;
  }

  remove(row: number): void {
    for (const column of WORD_COLUMNS) this.#table.release(this.#word(row, column));
    this.#messages[row] = '';
    this.#involvedNames[row] = '';
    this.#involvedUids[row] = undefined;
    this.#odd.delete(row);
    this.#free.push(row);
  }

  /** Whether the row is a version of the event with this uid. */
  is(row: number, uid: string): boolean {
    const isUuid = this.#readUid(uid);
    const { words } = this.#block(row);
    const own = this.#uidWords;
    const at = (row % BLOCK) * WORDS;
    if (words[at + 3] !== own[3] || words[at] !== own[0] || words[at + 1] !== own[1] || words[at + 2] !== own[2]) {
      return false;
    }
    const isOdd = ((words[at + W.flags] ?? 0) & ODD_UID) !== 0;
    return isOdd ? this.#odd.get(row)?.uid === uid : isUuid;
  }

  isVersion(row: number, event: EventFacts): boolean {
    return this.#versionOf(row) === event.resourceVersion && this.is(row, event.uid);
  }

  /** Whether the event of the row is in that namespace. */
  isIn(row: number, namespace: string): boolean {
    return this.#table.text(this.#word(row, W.namespace)) === namespace;
  }

  get(row: number): EventObservation {
    const arrivedAt = this.#time(row, N.arrivedAt);
    const how = HOW_NAMES[this.#word(row, W.flags) & 3] ?? 'listed';
    return { event: this.#event(row), how, ...(arrivedAt !== undefined && { arrivedAt }) };
  }

  uid(row: number): string {
    if (this.#word(row, W.flags) & ODD_UID) return this.#odd.get(row)?.uid ?? '';
    const hex = [0, 1, 2, 3]
      .map((part) =>
        this.#word(row, W.uid + part)
          .toString(16)
          .padStart(8, '0'),
      )
      .join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #event(row: number): EventFacts {
    const flags = this.#word(row, W.flags);
    const involvedName = this.#involvedNames[row] ?? '';
    const text = (column: number): string | undefined => this.#table.text(this.#word(row, column));
    return new EventShape({
      uid: this.uid(row),
      namespace: text(W.namespace) ?? '',
      name: flags & ODD_NAME ? (this.#odd.get(row)?.name ?? '') : `${involvedName}.${this.#hex(row)}`,
      resourceVersion: this.#versionOf(row),
      involved: new RefShape({
        kind: text(W.kind) ?? '',
        namespace: text(W.involvedNamespace),
        name: involvedName,
        uid: this.#involvedUids[row],
        fieldPath: text(W.fieldPath),
      }),
      reason: text(W.reason) ?? '',
      message: this.#messages[row] ?? '',
      type: flags & WARNING ? 'Warning' : 'Normal',
      component: text(W.component) ?? '',
      host: text(W.host),
      creationAt: this.#time(row, N.creationAt) ?? epochMs(0),
      firstAt: this.#time(row, N.firstAt),
      lastAt: this.#time(row, N.lastAt),
      eventAt: this.#time(row, N.eventAt),
      nameAt: this.#time(row, N.nameAt),
      count: this.#word(row, W.count),
      series: flags & HAS_SERIES ? this.#series(row) : undefined,
    });
  }

  #series(row: number): NonNullable<EventFacts['series']> {
    const lastObservedAt = this.#time(row, N.lastObservedAt);
    return { count: this.#word(row, W.seriesCount), ...(lastObservedAt !== undefined && { lastObservedAt }) };
  }

  #versionOf(row: number): string {
    if (this.#word(row, W.flags) & ODD_VERSION) return this.#odd.get(row)?.version ?? '';
    return String(this.#block(row).numbers[(row % BLOCK) * NUMBERS + N.version]);
  }

  #fillWords(words: Uint32Array, at: number, event: EventFacts): void {
    const { involved } = event;
    words[at + W.count] = event.count;
    words[at + W.seriesCount] = event.series?.count ?? 0;
    words[at + W.namespace] = this.#table.take(event.namespace);
    words[at + W.reason] = this.#table.take(event.reason);
    words[at + W.component] = this.#table.take(event.component);
    words[at + W.host] = this.#table.take(event.host);
    words[at + W.kind] = this.#table.take(involved.kind);
    words[at + W.fieldPath] = this.#table.take(involved.fieldPath);
    words[at + W.involvedNamespace] = this.#table.take(involved.namespace);
  }

  /** The flag of what could not be filled in. */
  #fillUid(words: Uint32Array, at: number, uid: string): number {
    const isUuid = this.#readUid(uid);
    words.set(this.#uidWords, at + W.uid);
    return isUuid ? 0 : ODD_UID;
  }

  /**
   * Reads it into `#uidWords`; false when it is no UUID, which is told from others by a hash. The same uid is asked for
   * again and again.
   */
  #readUid(uid: string): boolean {
    if (uid === this.#uid) return this.#isUuid;
    this.#uid = uid;
    this.#isUuid = packUuid(uid, this.#uidWords);
    if (!this.#isUuid) this.#uidWords.fill(hashOf(uid));
    return this.#isUuid;
  }

  #hex(row: number): string {
    const low = this.#word(row, W.hex + 1).toString(16);
    return `${this.#word(row, W.hex).toString(16)}${low.padStart(8, '0')}`;
  }

  #word(row: number, column: number): number {
    return this.#block(row).words[(row % BLOCK) * WORDS + column] ?? 0;
  }

  #time(row: number, column: number): EpochMs | undefined {
    const time = this.#block(row).numbers[(row % BLOCK) * NUMBERS + column];
    return time === undefined || Number.isNaN(time) ? undefined : epochMs(time);
  }

  #block(row: number): Block {
    const block = this.#blocks[row >> BLOCK_BITS];
    if (!block) throw new RangeError(`no event in row ${row}`);
    return block;
  }

  #blockOf(row: number): Block {
    return (this.#blocks[row >> BLOCK_BITS] ??= {
      numbers: new Float64Array(BLOCK * NUMBERS),
      words: new Uint32Array(BLOCK * WORDS),
    });
  }
}

function fillNumbers(
  numbers: Float64Array,
  at: number,
  event: EventFacts,
  arrivedAt: EpochMs | undefined,
  version: number | undefined,
): void {
  numbers[at + N.creationAt] = event.creationAt;
  numbers[at + N.firstAt] = event.firstAt ?? NaN;
  numbers[at + N.lastAt] = event.lastAt ?? NaN;
  numbers[at + N.eventAt] = event.eventAt ?? NaN;
  numbers[at + N.nameAt] = event.nameAt ?? NaN;
  numbers[at + N.arrivedAt] = arrivedAt ?? NaN;
  numbers[at + N.lastObservedAt] = event.series?.lastObservedAt ?? NaN;
  numbers[at + N.version] = version ?? NaN;
}

/**
 * A decimal version as a number, which takes no memory of its own; undefined when it would not come out as it went in.
 */
function decimal(text: string): number | undefined {
  if (text.length === 0 || text.length > 15 || text.charCodeAt(0) === 0x30) return undefined;
  let value = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return undefined;
    value = value * 10 + digit;
  }
  return value;
}

function hashOf(uid: string): number {
  let hash = uid.length;
  for (let at = 0; at < uid.length; at += 1) hash = (Math.imul(hash, 31) + uid.charCodeAt(at)) | 0;
  return hash >>> 0;
}

const DASH = 0x2d;

/** `01234567-89ab-cdef-0123-456789abcdef` as four words; false when it is not that. */
function packUuid(uid: string, words: Uint32Array): boolean {
  if (
    uid.length !== 36 ||
    uid.charCodeAt(8) !== DASH ||
    uid.charCodeAt(13) !== DASH ||
    uid.charCodeAt(18) !== DASH ||
    uid.charCodeAt(23) !== DASH
  ) {
    return false;
  }
  const parts = [
    hexNumber(uid, 0, 8),
    hexNumber(uid, 9, 13) * 65_536 + hexNumber(uid, 14, 18),
    hexNumber(uid, 19, 23) * 65_536 + hexNumber(uid, 24, 28),
    hexNumber(uid, 28, 36),
  ] as const;
  words[0] = parts[0];
  words[1] = parts[1];
  words[2] = parts[2];
  words[3] = parts[3];
  return !Number.isNaN(parts[0] + parts[1] + parts[2] + parts[3]);
}

/**
 * Fills in the digits after the involved object's name, when the name is that; else the answer is the flag of an odd
 * one.
 */
function fillHex(words: Uint32Array, at: number, { name, involved }: EventFacts): number {
  const from = involved.name.length + 1;
  const digits = name.length - from;
  if (
    digits < 9 ||
    digits > 16 ||
    name.charCodeAt(from) === 0x30 ||
    name.charCodeAt(from - 1) !== 0x2e ||
    !name.startsWith(involved.name)
  ) {
    return ODD_NAME;
  }
  const high = hexNumber(name, from, name.length - 8);
  const low = hexNumber(name, name.length - 8, name.length);
  if (Number.isNaN(high + low)) return ODD_NAME;
  words[at] = high;
  words[at + 1] = low;
  return 0;
}
