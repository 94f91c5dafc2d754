import type { OwnerRef } from './facts.ts';
import { rowOf } from './pod-row.ts';
import { revisionsOf } from './rollout-revision.ts';
import type { Timeline } from './timeline.ts';
import { epochMs, type EpochMs } from './units.ts';

/** The pods of one workload that were made from one template, one after another or together, until another template came. */
export interface Rollout {
  readonly namespace: string;
  readonly workload: OwnerRef;
  /** At the time, as far as it can be told: a Deployment that is rolled back gives the old template a new number. */
  readonly revision?: string;
  /**
   * `update`: pods of another template were there before. `rollback`: of another one, and of this one before that. `later`: of the template
   * that was there, when all its pods were ready: scaled up or replaced. `first`: nothing was seen before.
   */
  readonly kind: 'first' | 'update' | 'rollback' | 'later';
  /** Of a rollback: the number that the template had when it was there before. */
  readonly backTo?: string;
  /** By creation. */
  readonly pods: readonly Timeline[];
  /** The first pod's creation. */
  readonly startedAt: EpochMs;
  readonly firstReadyAt?: EpochMs;
  /** Absent while a pod that was not deleted is not ready. */
  readonly lastReadyAt?: EpochMs;
  /** Pods that the rollout waited for, one after another, from its start to the last one ready: each was made when the one before was ready. */
  readonly waitedFor: readonly string[];
}

/** Groups pods by workload and template, in the order in which they began. Bare pods belong to none. */
export function rolloutsOf(timelines: readonly Timeline[]): readonly Rollout[] {
  const workloads = new Map<string, Timeline[]>();
  for (const timeline of timelines) {
    const { workload } = timeline.pod;
    if (!workload) continue;
    const known = workloads.get(workload.uid);
    if (known) known.push(timeline);
    else workloads.set(workload.uid, [timeline]);
  }
  return [...workloads.values()].flatMap(rolloutsOfWorkload).sort((a, b) => a.startedAt - b.startedAt);
}

/** One template's pods until another's came. */
export interface Run {
  readonly template: string;
  readonly kind: Rollout['kind'];
  readonly pods: Timeline[];
}

function rolloutsOfWorkload(timelines: readonly Timeline[]): readonly Rollout[] {
  const runs = runsOf([...timelines].sort((a, b) => createdAt(a) - createdAt(b) || (a.pod.uid < b.pod.uid ? -1 : 1)));
  const revisions = revisionsOf(runs);
  return runs.flatMap((run, index) => {
    const [first] = run.pods;
    return first?.pod.workload ? [rolloutOf(run, { namespace: first.pod.namespace, workload: first.pod.workload, revision: revisions[index], backTo: run.kind === 'rollback' ? revisions[runs.findLastIndex(({ template }, place) => place < index && template === run.template)] : undefined })] : [];
  });
}

/** So long after all pods of a template were ready, a further one is no longer part of its rollout, in ms. Longer than most minReadySeconds. */
const LATER = 60_000;

function runsOf(pods: readonly Timeline[]): readonly Run[] {
  const runs: Run[] = [];
  let ends: Ends = { settled: -Infinity, firstDeleted: Infinity };
  for (const timeline of pods) {
    const template = templateOf(timeline);
    const last = runs.at(-1);
    if (last?.template === template && !isOver(ends, createdAt(timeline))) last.pods.push(timeline);
    else {
      runs.push({ template, kind: kindOf(template, runs), pods: [timeline] });
      ends = { settled: -Infinity, firstDeleted: Infinity };
    }
    const deleted = timeline.deleted?.at ?? Infinity;
    ends = { settled: Math.max(ends.settled, readyAt(timeline) ?? deleted), firstDeleted: Math.min(ends.firstDeleted, deleted) };
  }
  return runs;
}

/** Of the pods of a run so far: when the last one was ready or gone (never: infinite), and when the first one was deleted. */
interface Ends {
  readonly settled: number;
  readonly firstDeleted: number;
}

function kindOf(template: string, before: readonly Run[]): Rollout['kind'] {
  const last = before.at(-1);
  if (!last) return 'first';
  if (last.template === template) return 'later';
  return before.some((run) => run.template === template) ? 'rollback' : 'update';
}

/** All its pods were ready, and the next one comes long after or in the place of one that was deleted since. */
const isOver = ({ settled, firstDeleted }: Ends, next: number): boolean => settled + (firstDeleted < next ? 0 : LATER) < next;

/** A ReplicaSet is a template; the other controllers name theirs by a hash. A Job's template cannot change. */
const templateOf = ({ pod }: Timeline): string => (pod.owner?.kind === 'ReplicaSet' ? pod.owner.uid : pod.owner?.kind === 'Job' ? '' : (pod.revision ?? ''));

function rolloutOf({ kind, pods }: Run, of: { readonly namespace: string; readonly workload: OwnerRef; readonly revision: string | undefined; readonly backTo: string | undefined }): Rollout {
  const ready = pods.filter((timeline) => readyAt(timeline) !== undefined).sort((a, b) => (readyAt(a) ?? 0) - (readyAt(b) ?? 0));
  const isDone = ready.length > 0 && pods.every((timeline) => readyAt(timeline) !== undefined || timeline.deleted);
  const last = isDone ? ready.at(-1) : pods.findLast((timeline) => !timeline.deleted && readyAt(timeline) === undefined);
  const [firstReadyAt, lastReadyAt] = [ready[0] && readyAt(ready[0]), isDone && last ? readyAt(last) : undefined];
  return {
    namespace: of.namespace,
    workload: of.workload,
    ...(of.revision !== undefined && { revision: of.revision }),
    kind,
    ...(of.backTo !== undefined && of.backTo !== of.revision && { backTo: of.backTo }),
    pods,
    startedAt: epochMs(pods[0] ? createdAt(pods[0]) : 0),
    ...(firstReadyAt !== undefined && { firstReadyAt }),
    ...(lastReadyAt !== undefined && { lastReadyAt }),
    waitedFor: chainTo(last, pods),
  };
}

const createdAt = (timeline: Timeline): number => rowOf(timeline).created;

function readyAt(timeline: Timeline): EpochMs | undefined {
  const { created, total } = rowOf(timeline);
  return total === undefined ? undefined : epochMs(created + total);
}

/** A controller makes the next pod within this time of the news that made it possible. */
const REACTION = 1500;

/** Backwards from the last pod: the one whose readiness let the controller make it, and so on to one that was made at the start. */
function chainTo(last: Timeline | undefined, pods: readonly Timeline[]): readonly string[] {
  const byReady = pods.filter((timeline) => readyAt(timeline) !== undefined).sort((a, b) => (readyAt(a) ?? 0) - (readyAt(b) ?? 0));
  const chain: string[] = [];
  for (let next = last; next && !chain.includes(next.pod.uid); next = enabledBy(next, byReady)) chain.unshift(next.pod.uid);
  return chain;
}

/** The last one that was ready before `timeline` was made, unless that was long before. */
function enabledBy(timeline: Timeline, byReady: readonly Timeline[]): Timeline | undefined {
  const created = createdAt(timeline);
  const best = byReady.findLast((other) => other !== timeline && (readyAt(other) ?? Infinity) <= created);
  return best && created - (readyAt(best) ?? 0) <= REACTION ? best : undefined;
}
