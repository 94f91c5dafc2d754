import type { OwnerRef } from '../model/facts.ts';
import { rowOf } from './pod-row.ts';
import { atOnce } from './steps.ts';
import { revisionsOf } from './rollout-revision.ts';
import type { Timeline } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';
import type { Start, Run } from './rollout-run.ts';
import type { Rollout } from './rollout.ts';

/** Groups pods by workload and template, in the order in which they began. Bare pods belong to none. */
export const rolloutsOf = (timelines: readonly Timeline[]): readonly Rollout[] => atOnce(rolloutsInSteps(timelines));

/** The same in steps of a few milliseconds at most, for ten thousand pods. */
export function* rolloutsInSteps(timelines: readonly Timeline[]): Generator<undefined, readonly Rollout[]> {
  const workloads = new Map<string, Timeline[]>();
  for (const timeline of timelines) {
    const { workload } = timeline.pod;
    if (!workload) continue;
    const known = workloads.get(workload.uid);
    if (known) known.push(timeline);
    else workloads.set(workload.uid, [timeline]);
  }
  const rollouts: Rollout[] = [];
  for (const pods of workloads.values()) rollouts.push(...(yield* rolloutsOfWorkload(pods)));
  return rollouts.sort((a, b) => a.startedAt - b.startedAt);
}

function startOf(timeline: Timeline): Start {
  const { created, total } = rowOf(timeline);
  return { timeline, created, ...(total !== undefined && { ready: epochMs(created + total) }) };
}

function* rolloutsOfWorkload(timelines: readonly Timeline[]): Generator<undefined, readonly Rollout[]> {
  const starts = timelines
    .map(startOf)
    .sort((a, b) => a.created - b.created || (a.timeline.pod.uid < b.timeline.pod.uid ? -1 : 1));
  yield undefined;
  const runs = runsOf(starts);
  const revisions = revisionsOf(runs);
  const rollouts: Rollout[] = [];
  for (const [index, run] of runs.entries()) {
    yield undefined;
    const pod = run.starts[0]?.timeline.pod;
    if (!pod?.workload) continue;
    const before =
      run.kind === 'rollback'
        ? runs.findLastIndex(({ template }, place) => place < index && template === run.template)
        : -1;
    rollouts.push(
      rolloutOf(run, {
        namespace: pod.namespace,
        workload: pod.workload,
        revision: revisions[index],
        backTo: revisions[before],
      }),
    );
  }
  return rollouts;
}

/**
 * So long after all pods of a template were ready, a further one is no longer part of its rollout, in ms. Longer than
 * most minReadySeconds.
 */
const LATER = 60_000;

function runsOf(starts: readonly Start[]): readonly Run[] {
  const runs: Run[] = [];
  let ends: Ends = { settled: -Infinity, firstDeleted: Infinity };
  for (const start of starts) {
    const template = templateOf(start.timeline);
    const last = runs.at(-1);
    if (last?.template === template && !isOver(ends, start.created)) last.starts.push(start);
    else {
      runs.push({ template, kind: kindOf(template, runs), starts: [start] });
      ends = { settled: -Infinity, firstDeleted: Infinity };
    }
    const deleted = start.timeline.deleted?.at ?? Infinity;
    ends = {
      settled: Math.max(ends.settled, start.ready ?? deleted),
      firstDeleted: Math.min(ends.firstDeleted, deleted),
    };
  }
  return runs;
}

/**
 * Of the pods of a run so far: when the last one was ready or gone (never: infinite), and when the first one was
 * deleted.
 */
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
const isOver = ({ settled, firstDeleted }: Ends, next: number): boolean =>
  settled + (firstDeleted < next ? 0 : LATER) < next;

/** A ReplicaSet is a template; the other controllers name theirs by a hash. A Job's template cannot change. */
function templateOf({ pod }: Timeline): string {
  if (pod.owner?.kind === 'ReplicaSet') return pod.owner.uid;
  return pod.owner?.kind === 'Job' ? '' : (pod.revision ?? '');
}

function rolloutOf(
  { kind, starts }: Run,
  of: {
    readonly namespace: string;
    readonly workload: OwnerRef;
    readonly revision: string | undefined;
    readonly backTo: string | undefined;
  },
): Rollout {
  const ready = starts.filter(isReady).sort((a, b) => a.ready - b.ready);
  const isDone = ready.length > 0 && starts.every((start) => start.ready !== undefined || start.timeline.deleted);
  const last = isDone ? ready.at(-1) : starts.findLast((start) => !start.timeline.deleted && start.ready === undefined);
  const [firstReadyAt, lastReadyAt] = [ready[0]?.ready, isDone ? last?.ready : undefined];
  return {
    namespace: of.namespace,
    workload: of.workload,
    ...(of.revision !== undefined && { revision: of.revision }),
    kind,
    ...(of.backTo !== undefined && of.backTo !== of.revision && { backTo: of.backTo }),
    pods: starts.map(({ timeline }) => timeline),
    startedAt: epochMs(starts[0]?.created ?? 0),
    ...(firstReadyAt !== undefined && { firstReadyAt }),
    ...(lastReadyAt !== undefined && { lastReadyAt }),
    waitedFor: chainTo(last, ready),
  };
}

type Ready = Start & { readonly ready: EpochMs };

const isReady = (start: Start): start is Ready => start.ready !== undefined;

/** A controller makes the next pod within this time of the news that made it possible. */
const REACTION = 1500;

/**
 * Backwards from the last pod: the one whose readiness let the controller make it, and so on to one that was made at
 * the start.
 */
function chainTo(last: Start | undefined, byReady: readonly Ready[]): readonly string[] {
  const chain = new Set<string>();
  for (let next = last; next && !chain.has(next.timeline.pod.uid); next = enabledBy(next, byReady)) {
    chain.add(next.timeline.pod.uid);
  }
  return [...chain].reverse();
}

/** The last one that was ready before `start` was made, unless that was long before. */
function enabledBy(start: Start, byReady: readonly Ready[]): Start | undefined {
  let place = readyBy(start.created, byReady) - 1;
  if (byReady[place]?.timeline === start.timeline) place -= 1;
  const best = byReady[place];
  return best && start.created - best.ready <= REACTION ? best : undefined;
}

/** How many were ready then. */
function readyBy(at: number, byReady: readonly Ready[]): number {
  let [low, high] = [0, byReady.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((byReady[middle]?.ready ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
