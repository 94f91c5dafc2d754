import type { EventFacts, EventObservation } from '../timeline/facts.ts';

/** A counted event is updated at every occurrence: its first version and the newest of these are kept. */
const MAX_VERSIONS = 24;

/** Events by the object that they are on, in all versions that matter. */
export class EventIndex {
  readonly #byObject = new Map<string, EventObservation[]>();
  readonly #objectOf = new Map<string, string>();

  /** Events on the object with this key: see {@link keyOf}. */
  on(key: string): readonly EventObservation[] {
    return this.#byObject.get(key) ?? [];
  }

  has(key: string): boolean {
    return this.#byObject.has(key);
  }

  /** False when this version is known already. */
  add(seen: EventObservation): boolean {
    const key = keyOf(seen.event);
    this.#objectOf.set(seen.event.uid, key);
    const events = this.#byObject.get(key);
    if (!events) {
      this.#byObject.set(key, [seen]);
      return true;
    }
    if (events.some((other) => sameVersion(other, seen))) return false;
    events.push(seen);
    thin(events, seen.event.uid);
    return true;
  }

  /** Lets go of everything on the object. */
  forget(key: string): void {
    for (const { event } of this.on(key)) this.#objectOf.delete(event.uid);
    this.#byObject.delete(key);
  }

  keys(): Iterable<string> {
    return this.#byObject.keys();
  }

  /** Events, not versions. */
  get size(): number {
    return this.#objectOf.size;
  }
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

const sameVersion = (a: EventObservation, b: EventObservation): boolean =>
  a.event.uid === b.event.uid && a.event.resourceVersion === b.event.resourceVersion;

function thin(events: EventObservation[], uid: string): void {
  const versions = events.filter(({ event }) => event.uid === uid);
  const spare = versions.length > MAX_VERSIONS ? versions[1] : undefined;
  if (spare) events.splice(events.indexOf(spare), 1);
}
