import type { OwnerRef } from './facts.ts';
import { type PhaseSpread, phaseSpreads, type Spread, totalSpread } from './statistics.ts';
import type { Timeline } from './timeline.ts';
import type { EpochMs } from './units.ts';

/** The pods of one workload that were made from one revision of its template. */
export interface Rollout {
  readonly namespace: string;
  readonly workload: OwnerRef;
  readonly revision?: string;
  /** By creation. */
  readonly pods: readonly Timeline[];
  /** The first pod's creation. */
  readonly startedAt?: EpochMs;
  readonly firstReadyAt?: EpochMs;
  /** Absent while a pod that was not deleted is not ready. */
  readonly lastReadyAt?: EpochMs;
  /** Pods that the rollout waited for, one after another, from its start to the last one ready: each was made when the one before was ready. */
  readonly waitedFor: readonly string[];
  readonly total?: Spread;
  readonly phases: readonly PhaseSpread[];
  /** Uids of the pods in the middle and at the end of the totals. */
  readonly median?: string;
  readonly slowest?: string;
}

/** Groups pods by workload and template revision; the latest rollout first. Bare pods belong to none. */
export function rolloutsOf(timelines: readonly Timeline[]): readonly Rollout[] {
  const groups = new Map<string, { readonly workload: OwnerRef; readonly pods: Timeline[] }>();
  for (const timeline of timelines) {
    const { workload, revision = '' } = timeline.pod;
    if (!workload) continue;
    const key = `${workload.uid}/${revision}`;
    const known = groups.get(key);
    if (known) known.pods.push(timeline);
    else groups.set(key, { workload, pods: [timeline] });
  }
  const rollouts = [...groups.values()].map(({ workload, pods }) => rolloutOf(workload, pods));
  return rollouts.sort((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0));
}

function rolloutOf(workload: OwnerRef, timelines: readonly Timeline[]): Rollout {
  const pods = [...timelines].sort((a, b) => createdAt(a) - createdAt(b) || (a.pod.uid < b.pod.uid ? -1 : 1));
  const ready = pods.filter((timeline) => readyAt(timeline) !== undefined).sort((a, b) => (readyAt(a) ?? 0) - (readyAt(b) ?? 0));
  const isDone = ready.length > 0 && pods.every((timeline) => readyAt(timeline) !== undefined || timeline.deleted);
  const byTotal = [...ready].sort((a, b) => (a.totals.ready?.ms ?? 0) - (b.totals.ready?.ms ?? 0));
  const [first] = pods;
  const total = totalSpread(pods);
  return withoutAbsent({
    namespace: first?.pod.namespace ?? '',
    workload,
    revision: first?.pod.revision,
    pods,
    startedAt: first?.instants['created']?.at,
    firstReadyAt: ready[0] && readyAt(ready[0]),
    lastReadyAt: isDone ? lastReady(ready) : undefined,
    waitedFor: chainTo(isDone ? ready.at(-1) : pods.findLast((timeline) => !timeline.deleted && readyAt(timeline) === undefined), pods),
    total,
    phases: phaseSpreads(pods),
    median: byTotal[Math.floor((byTotal.length - 1) / 2)]?.pod.uid,
    slowest: byTotal.at(-1)?.pod.uid,
  });
}

const createdAt = ({ instants }: Timeline): number => instants['created']?.at ?? Infinity;

const readyAt = ({ instants }: Timeline): EpochMs | undefined => instants['podReady']?.at;

const lastReady = (ready: readonly Timeline[]): EpochMs | undefined => {
  const last = ready.at(-1);
  return last && readyAt(last);
};

/** A controller makes the next pod within this time of the news that made it possible. */
const REACTION = 1500;

/** Backwards from the last pod: the one whose readiness let the controller make it, and so on to one that was made at the start. */
function chainTo(last: Timeline | undefined, pods: readonly Timeline[]): readonly string[] {
  const chain: string[] = [];
  for (let next = last; next && !chain.includes(next.pod.uid); next = enabledBy(next, pods)) chain.unshift(next.pod.uid);
  return chain;
}

function enabledBy(timeline: Timeline, pods: readonly Timeline[]): Timeline | undefined {
  const created = createdAt(timeline);
  let best: Timeline | undefined;
  for (const other of pods) {
    const ready = readyAt(other);
    if (ready === undefined || ready > created || created - ready > REACTION) continue;
    if (!best || ready > (readyAt(best) ?? 0)) best = other;
  }
  return best;
}

/** Unknown is absent. */
function withoutAbsent<T extends object>(value: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}
