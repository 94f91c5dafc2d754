import type { EventFacts, EventObservation } from '../timeline/model/facts.ts';
import { PackedEvents } from './packed-events.ts';
import type { Retained } from './retention.ts';

/** A counted event is updated at every occurrence: its first version and the newest of these are kept. */
const MAX_VERSIONS = 24;

/** What a long life brings is let go; the first tell the start, the last the state. */
const MAX_ON_OBJECT = 500;
const KEPT_FIRST = 250;
const FEW = 16;

const NO_ROWS: readonly number[] = [];

/** Events by the object that they are on, in all versions that matter. */
export class EventIndex implements Retained {
  readonly #packed = new PackedEvents();
  readonly #byObject = new Map<string, number[]>();
  /** Keys under which events of further namespaces are kept, by the object's key. */
  readonly #elsewhere = new Map<string, Set<string>>();
  #events = 0;

  /**
   * Events on the object with this key (see {@link keyOf}) in its namespace: who may create events in one can name any
   * object in them, also one of another. Without a namespace, as where nothing but events tells of the object, those of
   * the namespace that was told of first.
   */
  on(key: string, namespace?: string): readonly EventObservation[] {
    return this.#rowsOn(key, namespace)?.map((row) => this.#packed.get(row)) ?? [];
  }

  newestOn(key: string, namespace?: string): EventFacts | undefined {
    const row = this.#rowsOn(key, namespace)?.at(-1);
    return row === undefined ? undefined : this.#packed.get(row).event;
  }

  #rowsOn(key: string, namespace: string | undefined): readonly number[] | undefined {
    return this.#byObject.get(namespace === undefined ? key : this.#placeOf(key, namespace));
  }

  /** Under which key events of that namespace are. Nearly always it is the object's own. */
  #placeOf(key: string, namespace: string): string {
    const first = this.#byObject.get(key)?.[0];
    return first === undefined || this.#packed.isIn(first, namespace) ? key : `${namespace}\n${key}`;
  }

  has(key: string): boolean {
    return this.#byObject.has(key);
  }

  /** False when this version is known already. */
  add(seen: EventObservation): boolean {
    const { event } = seen;
    const object = keyOf(event);
    const key = this.#placeOf(object, event.namespace);
    if (key !== object) addTo(this.#elsewhere, object, key);
    const rows = this.#byObject.get(key);
    const known = rows ? this.#versionsOf(event.uid, rows) : NO_ROWS;
    if (known.some((row) => this.#packed.isVersion(row, event))) return false;
    const row = this.#packed.add(seen);
    if (known.length === 0) this.#events += 1;
    const kept = this.#keep(key, rows, row);
    const spare = known.length >= MAX_VERSIONS ? known[1] : undefined;
    if (spare !== undefined) this.#drop(kept, spare);
    else if (kept.length > MAX_ON_OBJECT) this.#dropEvent(kept, kept[KEPT_FIRST] ?? row);
    return true;
  }

  /** Most events are new. */
  #versionsOf(uid: string, rows: readonly number[]): readonly number[] {
    let found: number[] | undefined;
    for (const row of rows) if (this.#packed.is(row, uid)) (found ??= []).push(row);
    return found ?? NO_ROWS;
  }

  /** An array that grows by push keeps room for 17: the few that most objects have are copied instead. */
  #keep(key: string, rows: number[] | undefined, row: number): number[] {
    if (rows && rows.length >= FEW) {
      rows.push(row);
      return rows;
    }
    const kept = rows ? rows.concat(row) : [row];
    this.#byObject.set(key, kept);
    return kept;
  }

  /** Lets go of everything on the object. */
  forget(key: string): undefined {
    for (const other of this.#elsewhere.get(key) ?? []) this.#forgetRows(other);
    this.#elsewhere.delete(key);
    this.#forgetRows(key);
  }

  #forgetRows(key: string): void {
    const rows = this.#byObject.get(key) ?? [];
    const uids = new Set(rows.map((row) => this.#packed.uid(row)));
    for (const row of rows) this.#packed.remove(row);
    this.#events -= uids.size;
    this.#byObject.delete(key);
  }

  /** Events, not versions. */
  get size(): number {
    return this.#events;
  }

  #dropEvent(rows: number[], row: number): void {
    const uid = this.#packed.uid(row);
    for (const other of rows.filter((candidate) => this.#packed.is(candidate, uid))) this.#drop(rows, other);
    this.#events -= 1;
  }

  #drop(rows: number[], row: number): void {
    rows.splice(rows.indexOf(row), 1);
    this.#packed.remove(row);
  }
}

/** The uid of the object that the event is on (of a static pod: its config.hash), else its kind and name. */
export function keyOf(event: EventFacts): string {
  const { uid, kind, name } = event.involved;
  return uid === undefined || uid === '' ? nameKey(kind, event.namespace, name) : uid;
}

/** Controllers are allowed to leave the uid out; then the name has to do. */
export const nameKey = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

/** The newest version of each event, by first occurrence. */
export function newestVersions(observations: readonly EventObservation[]): readonly EventFacts[] {
  const newest = new Map<string, EventFacts>();
  for (const { event } of observations) newest.set(event.uid, event);
  return [...newest.values()].sort((a, b) => occurredAt(a) - occurredAt(b));
}

const occurredAt = (event: EventFacts): number => event.nameAt ?? event.eventAt ?? event.firstAt ?? event.creationAt;
