import { goDuration } from '../../src/engine/timeline/instants/event-text.ts';
import { buildInstants } from '../../src/engine/timeline/instants/instants.ts';
import type {
  EventFacts,
  EventObservation,
  NodePull,
  PodEvidence,
  PodFacts,
  ProbeFacts,
  RunFacts,
} from '../../src/engine/timeline/model/facts.ts';
import type { DurationMs, EpochMs } from '../../src/engine/timeline/model/units.ts';
import { durationMs, epochMs } from '../../src/engine/timeline/model/units.ts';

/** The parts of a cluster that have a clock of their own. */
export type Part = 'apiserver' | 'scheduler' | 'controller' | 'kubelet' | 'client';

/** Where the clock of each part would have stood at a time. */
interface Move {
  readonly time: (part: Part, at: number) => number;
  readonly duration: (ms: number) => number;
}

/**
 * The same evidence as it would have been if the clock of `part` had been `by` ms ahead. `live` is what was seen of the
 * same pod as it happened: by it is known where in a whole second something really was.
 */
export function shiftClock(evidence: PodEvidence, live: PodEvidence, part: Part, by: number): PodEvidence {
  return moved(evidence, live, { time: (of, at) => (of === part ? at + by : at), duration: (ms) => ms });
}

/** The same evidence of a cluster on which everything takes `factor` times as long from `begin` on. */
export function stretchTime(evidence: PodEvidence, live: PodEvidence, begin: number, factor: number): PodEvidence {
  return moved(evidence, live, { time: (_, at) => begin + (at - begin) * factor, duration: (ms) => ms * factor });
}

function moved(evidence: PodEvidence, live: PodEvidence, move: Move): PodEvidence {
  const mover = new Mover(move);
  for (const { event } of live.events) mover.learn(event);
  mover.learnSteps(live);
  mover.evidence(live);
  return mover.evidence(evidence);
}

const WRITTEN = [
  ['start', 'kubeletSeen'],
  ['PodScheduled=True', 'scheduled'],
  ['creation', 'created'],
] as const;

class Mover {
  readonly #move: Move;
  /**
   * When a whole second that is written somewhere really was: the arrival of the version that first showed it tells.
   */
  readonly #hidden = new Map<string, number>();

  constructor(move: Move) {
    this.#move = move;
  }

  /** A container's start is known better by its event than by the arrival of its status, which may be late. */
  learn(event: EventFacts): void {
    const container = /\{(.+)\}/.exec(event.involved.fieldPath ?? '')?.[1];
    if (event.reason !== 'Started' || event.nameAt === undefined || container === undefined) return;
    const startedAt = event.nameAt - 0.5;
    this.#hidden.set(
      `${event.involved.uid ?? ''} ${container} started ${Math.floor(startedAt / 1000) * 1000}`,
      startedAt,
    );
  }

  /** What is written once is known better by what surrounds it than by its arrival. */
  learnSteps(live: PodEvidence): void {
    const { instants } = buildInstants(live);
    for (const [key, id] of WRITTEN) {
      const at = instants[id]?.at;
      if (at !== undefined) {
        this.#hidden.set(`${live.pods[0]?.pod.uid ?? ''} ${key} ${Math.floor(at / 1000) * 1000}`, at);
      }
    }
  }

  evidence(evidence: PodEvidence): PodEvidence {
    const event = (seen: EventObservation): EventObservation => ({
      ...seen,
      ...this.#arrival(seen.arrivedAt),
      event: this.#event(seen.event, seen.arrivedAt),
    });
    return {
      ...evidence,
      pods: evidence.pods.map((seen) => ({
        ...seen,
        ...this.#arrival(seen.arrivedAt),
        pod: this.#pod(seen.pod, seen.arrivedAt),
      })),
      events: evidence.events.map(event),
      relatedEvents: evidence.relatedEvents.map(event),
      nodePulls: evidence.nodePulls.map((pull) => this.#pull(pull)),
    };
  }

  #at(part: Part, at: EpochMs | undefined): EpochMs | undefined {
    return at === undefined ? undefined : epochMs(this.#move.time(part, at));
  }

  #lasting(ms: DurationMs | undefined): DurationMs | undefined {
    return ms === undefined ? undefined : durationMs(this.#move.duration(ms));
  }

  #arrival(at: EpochMs | undefined): { readonly arrivedAt?: EpochMs } {
    return defined({ arrivedAt: this.#at('client', at) });
  }

  #pull(pull: NodePull): NodePull {
    return defined({
      ...pull,
      queuedAt: this.#at('kubelet', pull.queuedAt),
      endedAt: this.#at('kubelet', pull.endedAt),
      took: this.#lasting(pull.took),
      waited: this.#lasting(pull.waited),
    });
  }

  #second(part: Part, key: string, at: EpochMs | undefined, arrivedAt: number | undefined): EpochMs | undefined {
    // The runtime's zero time is no time.
    if (at === undefined || at <= 0 || this.#move.time(part, at + 1) === at + 1) return at;
    const name = `${key} ${at}`;
    const hidden = this.#hidden.get(name) ?? Math.min(at + 999, Math.max(at, (arrivedAt ?? at + 500) - 8));
    this.#hidden.set(name, hidden);
    return this.#wholeSecond(part, hidden);
  }

  #wholeSecond(part: Part, at: number): EpochMs {
    return epochMs(Math.floor(this.#move.time(part, at) / 1000) * 1000);
  }

  #pod(pod: PodFacts, arrivedAt: number | undefined): PodFacts {
    const second = (part: Part, key: string, at: EpochMs | undefined): EpochMs | undefined =>
      this.#second(part, `${pod.uid} ${key}`, at, arrivedAt);
    const grace = (pod.deletionGraceSeconds ?? 0) * 1000;
    const run = (key: string, facts: RunFacts): RunFacts =>
      defined({
        ...facts,
        startedAt: second('kubelet', `${key} started`, facts.startedAt),
        finishedAt: second('kubelet', `${key} finished`, facts.finishedAt),
      });
    return defined({
      ...pod,
      spec: {
        ...pod.spec,
        containers: pod.spec.containers.map((container) =>
          container.readinessProbe
            ? { ...container, readinessProbe: this.#probe(container.readinessProbe) }
            : container,
        ),
      },
      creationAt: second('apiserver', 'creation', pod.creationAt),
      // The grace period is no time that passed.
      deletionAt:
        pod.deletionAt && epochMs((second('apiserver', 'deletion', epochMs(pod.deletionAt - grace)) ?? 0) + grace),
      // Several writes may share a second.
      statusAt: second('apiserver', `status ${pod.resourceVersion}`, pod.statusAt),
      startAt: second('kubelet', 'start', pod.startAt),
      conditions: pod.conditions.map((condition) =>
        defined({
          ...condition,
          lastTransitionAt: second(
            condition.type === 'PodScheduled' ? 'apiserver' : 'kubelet',
            `${condition.type}=${condition.status}`,
            condition.lastTransitionAt,
          ),
        }),
      ),
      statuses: pod.statuses.map((status) =>
        defined({
          ...status,
          state:
            status.state.state === 'waiting'
              ? status.state
              : { ...status.state, run: run(status.name, status.state.run) },
          lastRun: status.lastRun && run(status.name, status.lastRun),
        }),
      ),
    });
  }

  /** A delay that is kept as well where time runs otherwise; up to a second of it may lie in the cut of the start. */
  #probe(probe: ProbeFacts): ProbeFacts {
    const seconds = this.#move.duration(1000) / 1000;
    return seconds === 1
      ? probe
      : { ...probe, initialDelaySeconds: Math.max(0, Math.floor((probe.initialDelaySeconds - 1) * seconds)) };
  }

  #event(event: EventFacts, arrivedAt: number | undefined): EventFacts {
    const reporter: Part =
      event.component === 'kubelet' ? 'kubelet' : event.component.includes('scheduler') ? 'scheduler' : 'controller';
    const moves = this.#at(reporter, event.nameAt) !== event.nameAt;
    const first = event.nameAt !== undefined && moves ? this.#wholeSecond(reporter, event.nameAt) : event.firstAt;
    return defined({
      ...event,
      message: event.message.replace(
        /^(Successfully pulled image "[^"]*" in )(\S+)( \()(\S+)/,
        (_, head: string, took: string, middle: string, waited: string) =>
          `${head}${this.#written(took)}${middle}${this.#written(waited)}`,
      ),
      creationAt: this.#second(
        'apiserver',
        `${event.uid} creation`,
        event.creationAt,
        event.nameAt === undefined ? arrivedAt : event.nameAt + 10,
      ),
      nameAt: this.#at(reporter, event.nameAt),
      eventAt: this.#at(reporter, event.eventAt),
      firstAt: event.firstAt === undefined ? undefined : first,
      lastAt:
        event.count <= 1 && event.lastAt !== undefined
          ? first
          : this.#second(reporter, `${event.uid} last`, event.lastAt, arrivedAt),
    });
  }

  /** A duration in the message of an event, whole milliseconds. */
  #written(duration: string): string {
    return `${Math.floor(this.#move.duration(goDuration(duration) ?? 0))}ms`;
  }
}

/** Facts leave out what is unknown. */
const defined = (fields: object): never =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
