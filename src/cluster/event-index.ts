import type { EventFacts, EventObservation } from '../timeline/facts.ts';
import { PackedEvents } from './packed-events.ts';

/** A counted event is updated at every occurrence: its first version and the newest of these are kept. */
const MAX_VERSIONS = 24;

/** What a long life brings is let go; the first tell the start, the last the state. */
const MAX_ON_OBJECT = 500;
const KEPT_FIRST = 250;
const FEW = 16;

/** Events by the object that they are on, in all versions that matter. */
export class EventIndex {
  readonly #packed = new PackedEvents();
  readonly #byObject = new Map<string, number[]>();
  /** Hashes of the uids that were seen: most events are new, and that is quickly known. */
  readonly #seen = new Set<number>();
  #events = 0;

  /** Events on the object with this key: see {@link keyOf}. */
  on(key: string): readonly EventObservation[] {
    return this.#byObject.get(key)?.map((row) => this.#packed.get(row)) ?? [];
  }

  newestOn(key: string): EventFacts | undefined {
    const row = this.#byObject.get(key)?.at(-1);
    return row === undefined ? undefined : this.#packed.get(row).event;
  }

  has(key: string): boolean {
    return this.#byObject.has(key);
  }

  /** False when this version is known already. */
  add(seen: EventObservation): boolean {
    const key = keyOf(seen.event);
    const rows = this.#byObject.get(key);
    const hash = hashOf(seen.event.uid);
    const known = rows && this.#seen.has(hash) ? rows.filter((row) => this.#packed.is(row, seen.event)) : [];
    if (known.some((row) => this.#packed.isVersion(row, seen.event))) return false;
    const row = this.#packed.add(seen);
    this.#seen.add(hash);
    if (known.length === 0) this.#events += 1;
    if (rows && rows.length >= FEW) rows.push(row);
    else this.#byObject.set(key, rows ? [...rows, row] : [row]); // an array that grows by push keeps room for 17
    const kept = this.#byObject.get(key) ?? [];
    const spare = known.length >= MAX_VERSIONS ? known[1] : undefined;
    if (spare !== undefined) this.#drop(kept, spare);
    else if (kept.length > MAX_ON_OBJECT) this.#dropEvent(kept, kept[KEPT_FIRST] ?? row);
    return true;
  }

  /** Lets go of everything on the object. */
  forget(key: string): void {
    const rows = this.#byObject.get(key) ?? [];
    const uids = new Set(rows.map((row) => this.#packed.get(row).event.uid));
    for (const uid of uids) this.#seen.delete(hashOf(uid));
    for (const row of rows) this.#packed.remove(row);
    this.#events -= uids.size;
    this.#byObject.delete(key);
  }

  keys(): Iterable<string> {
    return this.#byObject.keys();
  }

  /** Events, not versions. */
  get size(): number {
    return this.#events;
  }

  #dropEvent(rows: number[], row: number): void {
    const { event } = this.#packed.get(row);
    for (const other of rows.filter((candidate) => this.#packed.is(candidate, event))) this.#drop(rows, other);
    this.#events -= 1;
  }

  #drop(rows: number[], row: number): void {
    rows.splice(rows.indexOf(row), 1);
    this.#packed.remove(row);
  }
}

/** 32 bits of the uid: only tells which events cannot have been seen before. */
function hashOf(uid: string): number {
  let hash = 0;
  for (let at = 0; at < uid.length; at += 1) hash = (Math.imul(hash, 31) + uid.charCodeAt(at)) | 0;
  return hash;
}

/** The uid of the object that the event is on (of a static pod: its config.hash), else its kind and name. */
export function keyOf(event: EventFacts): string {
  const { uid, kind, name } = event.involved;
  return uid === undefined || uid === '' ? nameKey(kind, event.involved.namespace ?? event.namespace, name) : uid;
}

/** Controllers are allowed to leave the uid out; then the name has to do. */
export const nameKey = (kind: string, namespace: string, name: string): string => `${kind}/${namespace}/${name}`;

/** The newest version of each event, by first occurrence. */
export function newestVersions(observations: readonly EventObservation[]): readonly EventFacts[] {
  const newest = new Map<string, EventFacts>();
  for (const { event } of observations) newest.set(event.uid, event);
  return [...newest.values()].sort((a, b) => occurredAt(a) - occurredAt(b));
}

const occurredAt = (event: EventFacts): number => event.nameAt ?? event.eventAt ?? event.firstAt ?? event.creationAt;
