import type { EventFacts, EventObservation, PodEvidence, PodFacts, RunFacts } from '../../src/timeline/facts.ts';
import type { EpochMs } from '../../src/timeline/units.ts';
import { epochMs } from '../../src/timeline/units.ts';

/** The parts of a cluster that have a clock of their own. */
export type Part = 'apiserver' | 'scheduler' | 'controller' | 'kubelet' | 'client';

/**
 * The same evidence as it would have been if the clock of `part` had been `by` ms ahead. `live` is what was seen of the same pod as it
 * happened: by it is known where in a whole second something really was.
 */
export function shiftClock(evidence: PodEvidence, live: PodEvidence, part: Part, by: number): PodEvidence {
  const shift = new Shift(part, by);
  for (const { event } of live.events) shift.learn(event);
  shift.evidence(live);
  return shift.evidence(evidence);
}

class Shift {
  readonly #part: Part;
  readonly #by: number;
  /** When a whole second that is written somewhere really was: the arrival of the version that first showed it tells. */
  readonly #hidden = new Map<string, number>();

  constructor(part: Part, by: number) {
    this.#part = part;
    this.#by = by;
  }

  /** A container's start is known better by its event than by the arrival of its status, which may be late. */
  learn(event: EventFacts): void {
    const container = /\{(.+)\}/.exec(event.involved.fieldPath ?? '')?.[1];
    if (event.reason !== 'Started' || event.nameAt === undefined || container === undefined) return;
    const startedAt = event.nameAt - 0.5;
    this.#hidden.set(`${event.involved.uid ?? ''} ${container} started ${Math.floor(startedAt / 1000) * 1000}`, startedAt);
  }

  evidence(evidence: PodEvidence): PodEvidence {
    const event = (seen: EventObservation): EventObservation => ({ ...seen, ...this.#arrival(seen.arrivedAt), event: this.#event(seen.event, seen.arrivedAt) });
    return {
      ...evidence,
      pods: evidence.pods.map((seen) => ({ ...seen, ...this.#arrival(seen.arrivedAt), pod: this.#pod(seen.pod, seen.arrivedAt) })),
      events: evidence.events.map(event),
      relatedEvents: evidence.relatedEvents.map(event),
    };
  }

  #arrival(at: EpochMs | undefined): { readonly arrivedAt?: EpochMs } {
    return at === undefined ? {} : { arrivedAt: this.#part === 'client' ? epochMs(at + this.#by) : at };
  }

  #second(part: Part, key: string, at: EpochMs | undefined, arrivedAt: number | undefined): EpochMs | undefined {
    if (at === undefined || part !== this.#part) return at;
    const name = `${key} ${at}`;
    const hidden = this.#hidden.get(name) ?? Math.min(at + 999, Math.max(at, (arrivedAt ?? at + 500) - 8));
    this.#hidden.set(name, hidden);
    return epochMs(Math.floor((hidden + this.#by) / 1000) * 1000);
  }

  #pod(pod: PodFacts, arrivedAt: number | undefined): PodFacts {
    const second = (part: Part, key: string, at: EpochMs | undefined): EpochMs | undefined => this.#second(part, `${pod.uid} ${key}`, at, arrivedAt);
    const run = (key: string, facts: RunFacts): RunFacts => defined({ ...facts, startedAt: second('kubelet', `${key} started`, facts.startedAt), finishedAt: second('kubelet', `${key} finished`, facts.finishedAt) });
    return defined({
      ...pod,
      creationAt: second('apiserver', 'creation', pod.creationAt),
      deletionAt: second('apiserver', 'deletion', pod.deletionAt),
      statusAt: second('apiserver', 'status', pod.statusAt),
      startAt: second('kubelet', 'start', pod.startAt),
      conditions: pod.conditions.map((condition) => defined({ ...condition, lastTransitionAt: second(condition.type === 'PodScheduled' ? 'apiserver' : 'kubelet', `${condition.type}=${condition.status}`, condition.lastTransitionAt) })),
      statuses: pod.statuses.map((status) =>
        defined({
          ...status,
          state: status.state.state === 'waiting' ? status.state : { ...status.state, run: run(status.name, status.state.run) },
          lastRun: status.lastRun && run(status.name, status.lastRun),
        }),
      ),
    });
  }

  #event(event: EventFacts, arrivedAt: number | undefined): EventFacts {
    const reporter: Part = event.component === 'kubelet' ? 'kubelet' : event.component.includes('scheduler') ? 'scheduler' : 'controller';
    const exact = (at: EpochMs | undefined): EpochMs | undefined => (at === undefined || reporter !== this.#part ? at : epochMs(at + this.#by));
    const first = event.nameAt !== undefined && reporter === this.#part ? epochMs(Math.floor((event.nameAt + this.#by) / 1000) * 1000) : event.firstAt;
    return defined({
      ...event,
      creationAt: this.#second('apiserver', `${event.uid} creation`, event.creationAt, event.nameAt === undefined ? arrivedAt : event.nameAt + 10),
      nameAt: exact(event.nameAt),
      eventAt: exact(event.eventAt),
      firstAt: event.firstAt === undefined ? undefined : first,
      lastAt: event.count <= 1 && event.lastAt !== undefined ? first : this.#second(reporter, `${event.uid} last`, event.lastAt, arrivedAt),
    });
  }
}

/** Facts leave out what is unknown. */
const defined = (fields: object): never => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
