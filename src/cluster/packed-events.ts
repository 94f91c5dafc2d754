import type { EventFacts, EventObservation } from '../timeline/facts.ts';
import { epochMs, type EpochMs } from '../timeline/units.ts';
import { StringTable } from './string-table.ts';

/*
 * Events in columns: 30,000 of them as objects are 22 MB, here a third of that. They are made into objects again when a timeline asks,
 * which is for the few pods that someone looks at.
 */

const TIMES = ['creationAt', 'firstAt', 'lastAt', 'eventAt', 'nameAt'] as const;
const ARRIVED = TIMES.length;
const SERIES = ARRIVED + 1;
const NUMBERS = SERIES + 1;

/** Columns of words: four of the uid, two of the name's hex, then counts, texts and flags. */
const W = { uid: 0, hex: 4, count: 6, seriesCount: 7, namespace: 8, reason: 9, component: 10, host: 11, kind: 12, fieldPath: 13, involvedNamespace: 14, flags: 15 } as const;
const WORDS = 16;

const HOWS = ['listed', 'watched', 'deleted'] as const;
const WARNING = 4;
const HAS_UID = 8;
const HAS_SERIES = 16;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const HEX = /^[1-9a-f][0-9a-f]{8,15}$/;

/** What of a row does not fit into columns; strings that are shared where they repeat. */
interface Texts {
  readonly message: string;
  readonly involvedName: string;
  readonly involvedUid: string | undefined;
  readonly resourceVersion: string | number;
  /** When it is no UUID. */
  readonly uid: string | undefined;
  /** When it is not the involved object's name, a dot and hex digits. */
  readonly name: string | undefined;
}

/** Versions of events by row number. */
export class PackedEvents {
  readonly #table = new StringTable();
  readonly #texts: (Texts | undefined)[] = [];
  readonly #free: number[] = [];
  #numbers = new Float64Array(64 * NUMBERS);
  #words = new Uint32Array(64 * WORDS);

  add({ event, how, arrivedAt }: EventObservation): number {
    const row = this.#free.pop() ?? this.#texts.length;
    this.#reserve(row);
    this.#texts[row] = this.#textsOf(event);
    const at = row * NUMBERS;
    TIMES.forEach((name, index) => (this.#numbers[at + index] = event[name] ?? NaN));
    this.#numbers[at + ARRIVED] = arrivedAt ?? NaN;
    this.#numbers[at + SERIES] = event.series?.lastObservedAt ?? NaN;
    this.#fill(row * WORDS, event, HOWS.indexOf(how));
    return row;
  }

  remove(row: number): void {
    this.#texts[row] = undefined;
    this.#free.push(row);
  }

  is(row: number, event: EventFacts): boolean {
    return this.#uid(row) === event.uid;
  }

  isVersion(row: number, event: EventFacts): boolean {
    return this.#texts[row]?.resourceVersion === version(event.resourceVersion) && this.is(row, event);
  }

  get(row: number): EventObservation {
    const arrivedAt = this.#time(row, ARRIVED);
    const how = HOWS[this.#word(row, 'flags') & 3] ?? 'listed';
    return { event: this.#event(row), how, ...(arrivedAt !== undefined && { arrivedAt }) };
  }

  #event(row: number): EventFacts {
    const texts = this.#texts[row];
    if (!texts) throw new RangeError(`no event in row ${row}`);
    const flags = this.#word(row, 'flags');
    const times = Object.fromEntries(TIMES.map((name, index) => [name, this.#time(row, index)] as const).filter(([, time]) => time !== undefined));
    const [host, involvedNamespace, fieldPath] = [this.#text(row, 'host'), this.#text(row, 'involvedNamespace'), this.#text(row, 'fieldPath')];
    const lastObservedAt = this.#time(row, SERIES);
    return {
      uid: this.#uid(row),
      namespace: this.#text(row, 'namespace') ?? '',
      name: texts.name ?? `${texts.involvedName}.${this.#hex(row)}`,
      resourceVersion: String(texts.resourceVersion),
      involved: { kind: this.#text(row, 'kind') ?? '', name: texts.involvedName, ...(involvedNamespace !== undefined && { namespace: involvedNamespace }), ...(texts.involvedUid !== undefined && { uid: texts.involvedUid }), ...(fieldPath !== undefined && { fieldPath }) },
      reason: this.#text(row, 'reason') ?? '',
      message: texts.message,
      type: flags & WARNING ? 'Warning' : 'Normal',
      component: this.#text(row, 'component') ?? '',
      ...(host !== undefined && { host }),
      creationAt: epochMs(0),
      ...times,
      count: this.#word(row, 'count'),
      ...(flags & HAS_SERIES && { series: { count: this.#word(row, 'seriesCount'), ...(lastObservedAt !== undefined && { lastObservedAt }) } }),
    };
  }

  #fill(at: number, event: EventFacts, how: number): void {
    const words = this.#words;
    const { involved, series } = event;
    const hasUid = UUID.test(event.uid);
    if (hasUid) packUuid(event.uid, words, at + W.uid);
    const hex = hexOf(event);
    if (hex !== undefined) {
      words[at + W.hex] = parseInt(hex.slice(0, -8), 16);
      words[at + W.hex + 1] = parseInt(hex.slice(-8), 16);
    }
    words[at + W.count] = event.count;
    words[at + W.seriesCount] = series?.count ?? 0;
    words[at + W.namespace] = this.#table.index(event.namespace);
    words[at + W.reason] = this.#table.index(event.reason);
    words[at + W.component] = this.#table.index(event.component);
    words[at + W.host] = this.#table.index(event.host);
    words[at + W.kind] = this.#table.index(involved.kind);
    words[at + W.fieldPath] = this.#table.index(involved.fieldPath);
    words[at + W.involvedNamespace] = this.#table.index(involved.namespace);
    words[at + W.flags] = how | (event.type === 'Warning' ? WARNING : 0) | (hasUid ? HAS_UID : 0) | (series ? HAS_SERIES : 0);
  }

  #textsOf(event: EventFacts): Texts {
    return {
      message: this.#table.recent(event.message),
      involvedName: this.#table.recent(event.involved.name),
      involvedUid: event.involved.uid === undefined ? undefined : this.#table.recent(event.involved.uid),
      resourceVersion: version(event.resourceVersion),
      uid: UUID.test(event.uid) ? undefined : event.uid,
      name: hexOf(event) === undefined ? event.name : undefined,
    };
  }

  #uid(row: number): string {
    if (!(this.#word(row, 'flags') & HAS_UID)) return this.#texts[row]?.uid ?? '';
    const hex = [0, 1, 2, 3].map((part) => (this.#words[row * WORDS + W.uid + part] ?? 0).toString(16).padStart(8, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  #hex(row: number): string {
    const at = row * WORDS + W.hex;
    return `${(this.#words[at] ?? 0).toString(16)}${(this.#words[at + 1] ?? 0).toString(16).padStart(8, '0')}`;
  }

  #word(row: number, name: keyof typeof W): number {
    return this.#words[row * WORDS + W[name]] ?? 0;
  }

  #text(row: number, name: keyof typeof W): string | undefined {
    return this.#table.text(this.#word(row, name));
  }

  #time(row: number, column: number): EpochMs | undefined {
    const time = this.#numbers[row * NUMBERS + column];
    return time === undefined || Number.isNaN(time) ? undefined : epochMs(time);
  }

  #reserve(row: number): void {
    if ((row + 1) * WORDS <= this.#words.length) return;
    const rows = Math.ceil((row + 1) * 1.25);
    const numbers = new Float64Array(rows * NUMBERS);
    numbers.set(this.#numbers);
    this.#numbers = numbers;
    const words = new Uint32Array(rows * WORDS);
    words.set(this.#words);
    this.#words = words;
  }
}

/** A decimal version as a number, which takes no memory of its own. */
const version = (text: string): string | number => (/^[1-9]\d{0,8}$/.test(text) ? Number(text) : text);

/** `01234567-89ab-cdef-0123-456789abcdef` as four words. */
function packUuid(uid: string, words: Uint32Array, at: number): void {
  words[at] = parseInt(uid.slice(0, 8), 16);
  words[at + 1] = parseInt(uid.slice(9, 13), 16) * 65536 + parseInt(uid.slice(14, 18), 16);
  words[at + 2] = parseInt(uid.slice(19, 23), 16) * 65536 + parseInt(uid.slice(24, 28), 16);
  words[at + 3] = parseInt(uid.slice(28), 16);
}

/** The digits after the involved object's name, when the name is that. */
function hexOf({ name, involved }: EventFacts): string | undefined {
  if (!name.startsWith(involved.name) || name.charAt(involved.name.length) !== '.') return undefined;
  const hex = name.slice(involved.name.length + 1);
  return HEX.test(hex) ? hex : undefined;
}
