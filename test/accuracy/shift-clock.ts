import type { DecodedChange } from '../../src/cluster/changes.ts';
import type { EventFacts, PodFacts, RunFacts } from '../../src/timeline/facts.ts';
import type { EpochMs } from '../../src/timeline/units.ts';
import { epochMs } from '../../src/timeline/units.ts';

/** The parts of a cluster that have a clock of their own. */
export type Part = 'apiserver' | 'scheduler' | 'controller' | 'kubelet' | 'client';

/** The same changes as they would have been if the clock of `part` had been `by` ms ahead. */
export function shiftClock(changes: readonly DecodedChange[], part: Part, by: number): DecodedChange[] {
  const shift = new Shift(part, by);
  for (const change of changes) if (change.resource === 'events') shift.learn(change.facts);
  return changes.map((change) => shift.change(change));
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

  change(change: DecodedChange): DecodedChange {
    const arrivedAt = this.#part === 'client' && change.arrivedAt !== undefined ? epochMs(change.arrivedAt + this.#by) : change.arrivedAt;
    const seen = arrivedAt === undefined ? {} : { arrivedAt };
    if (change.resource === 'pods') return { ...change, ...seen, facts: this.#pod(change.facts, change.arrivedAt) };
    if (change.resource === 'events') return { ...change, ...seen, facts: this.#event(change.facts, change.arrivedAt) };
    return { ...change, ...seen };
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
