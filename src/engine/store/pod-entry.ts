import type { LogLine, OwnerRef, PodFacts, PodObservation } from '../timeline/model/facts.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { EventsListed } from './events-coverage.ts';
import type { PodRecord } from './pod-store.ts';

/** The first versions tell the start, the last the state; what a long life has in between is let go. */
const MAX_VERSIONS = 64;
const KEPT_FIRST = 40;

/** One pod in the store. */
export class PodEntry {
  observations: PodObservation[] = [];
  logs: Readonly<Record<string, readonly LogLine[]>> = {};
  timeline?: Timeline;
  /** The moment for which it was built; absent: the last thing that was known. */
  builtFor?: EpochMs;
  record: PodRecord;
  /** Whether its events had been listed when it came, or have been since. */
  eventsState: EventsListed;

  constructor(pod: PodFacts, eventsState: EventsListed) {
    this.record = { pod, deleted: false };
    this.eventsState = eventsState;
  }

  get pod(): PodFacts {
    return this.record.pod;
  }

  get deleted(): boolean {
    return this.record.deleted;
  }

  /** False when this version was seen before. */
  observe(seen: PodObservation): boolean {
    if (seen.how === 'deleted' ? this.deleted : this.#knows(seen)) return false;
    if (this.observations.length === 0) this.observations = [seen];
    else this.observations.push(seen);
    if (this.observations.length > MAX_VERSIONS) this.observations.splice(KEPT_FIRST, 1);
    this.record = { ...this.record, pod: seen.pod, deleted: seen.how === 'deleted' };
    return true;
  }

  /** True when it made a difference. */
  setWorkload(workload: OwnerRef | undefined): boolean {
    const before = this.record.workload;
    if (before?.uid === workload?.uid || !workload) return false;
    this.record = { ...this.record, workload };
    return true;
  }

  /** A pod that comes back after its deletion was inferred is news, whatever its version. */
  #knows(seen: PodObservation): boolean {
    return !this.deleted && this.observations.some(({ pod }) => pod.resourceVersion === seen.pod.resourceVersion);
  }
}
