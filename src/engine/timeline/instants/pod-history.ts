import type { ConditionFacts, ContainerStatusFacts, PodFacts, PodObservation, RunFacts } from '../model/facts.ts';
import { compareVersions } from '../model/resource-version.ts';
import type { EpochMs } from '../model/units.ts';

/** One pod over all versions of it that were seen. */
export interface PodHistory {
  /** Oldest first. */
  readonly versions: readonly PodObservation[];
  readonly first: PodFacts;
  readonly newest: PodFacts;
  /** Where each condition was first seen to be true, by its type. */
  readonly firstTrue: ReadonlyMap<string, FirstSeen<ConditionFacts>>;
}

/** The first version in which something was so. */
export interface FirstSeen<T> {
  readonly value: T;
  readonly pod: PodFacts;
  /** Our own clock; an upper bound of when it came to be. */
  readonly arrivedAt?: EpochMs;
  /** The version was watched, and the one before it was seen without it: it had just come to be. */
  readonly fresh: boolean;
}

/** Sorts versions by their resource version; the order of `seen` does not matter. Undefined when there is none. */
export function readPodHistory(seen: readonly PodObservation[]): PodHistory | undefined {
  const versions = isInOrder(seen)
    ? seen
    : [...seen].sort(byVersion).filter((version, index, all) => !sameVersion(version, all[index - 1]));
  const first = versions[0]?.pod;
  const newest = versions.at(-1)?.pod;
  return first === undefined || newest === undefined
    ? undefined
    : { versions, first, newest, firstTrue: readConditions(versions) };
}

/** As a watch delivers them: each version is newer than the one before it. */
const isInOrder = (seen: readonly PodObservation[]): boolean =>
  seen.every(
    ({ pod }, index) =>
      index === 0 || compareVersions(seen[index - 1]?.pod.resourceVersion ?? '', pod.resourceVersion) < 0,
  );

/** Of the same version seen twice, the one that arrived first counts; a deletion comes last. */
const byVersion = (a: PodObservation, b: PodObservation): number =>
  compareVersions(a.pod.resourceVersion, b.pod.resourceVersion) ||
  Number(a.how === 'deleted') - Number(b.how === 'deleted') ||
  (a.arrivedAt ?? Infinity) - (b.arrivedAt ?? Infinity);

const sameVersion = (a: PodObservation, b: PodObservation | undefined): boolean =>
  a.pod.resourceVersion === b?.pod.resourceVersion && (a.how === 'deleted') === (b.how === 'deleted');

/** The first version in which `find` finds something. */
export function firstSeen<T>(history: PodHistory, find: (pod: PodFacts) => T | undefined): FirstSeen<T> | undefined {
  for (const [index, seen] of history.versions.entries()) {
    const value = find(seen.pod);
    if (value === undefined) continue;
    return toSeen(seen, index, value);
  }
  return undefined;
}

function toSeen<T>({ how, pod, arrivedAt }: PodObservation, index: number, value: T): FirstSeen<T> {
  const fresh = how === 'watched' && index > 0;
  return arrivedAt === undefined ? { value, pod, fresh } : { value, pod, fresh, arrivedAt };
}

function readConditions(versions: readonly PodObservation[]): Map<string, FirstSeen<ConditionFacts>> {
  const firstTrue = new Map<string, FirstSeen<ConditionFacts>>();
  let before: readonly ConditionFacts[] | undefined;
  for (const [index, seen] of versions.entries()) {
    // Versions share what did not change.
    if (seen.pod.conditions === before) continue;
    before = seen.pod.conditions;
    for (const condition of before) {
      if (condition.status === 'True' && !firstTrue.has(condition.type)) {
        firstTrue.set(condition.type, toSeen(seen, index, condition));
      }
    }
  }
  return firstTrue;
}

const statusOf = (pod: PodFacts, container: string): ContainerStatusFacts | undefined =>
  pod.statuses.find((status) => status.name === container);

/** One run of a container, put together from every version that shows it. */
export interface RunHistory {
  /** From 1. */
  readonly number: number;
  readonly facts: RunFacts;
  readonly startedSeen?: FirstSeen<true>;
  readonly readySeen?: FirstSeen<true>;
  readonly runningSeen?: FirstSeen<true>;
  readonly terminatedSeen?: FirstSeen<true>;
}

/** The runs of `container` that any version shows, oldest first; runs between two that were seen may be missing. */
export function runsOf(history: PodHistory, container: string): RunHistory[] {
  const runs = new Map<number, RunDraft>();
  for (const [index, seen] of history.versions.entries()) {
    const status = statusOf(seen.pod, container);
    if (status === undefined) continue;
    for (const number of [status.restartCount, status.restartCount + 1]) {
      const facts = runOf(status, number);
      if (facts !== undefined) addVersion(runs, number, facts, status, toSeen(seen, index, true));
    }
  }
  return [...runs.values()].sort((a, b) => a.number - b.number);
}

type RunDraft = { -readonly [K in keyof RunHistory]: RunHistory[K] };

function addVersion(
  runs: Map<number, RunDraft>,
  number: number,
  facts: RunFacts,
  status: ContainerStatusFacts,
  seen: FirstSeen<true>,
): void {
  let run = runs.get(number);
  if (run === undefined) runs.set(number, (run = { number, facts }));
  else if (run.facts !== facts) run.facts = { ...run.facts, ...facts };
  if (facts.finishedAt !== undefined) run.terminatedSeen ??= seen;
  if (status.restartCount + 1 !== number || status.state.state === 'waiting') return;
  if (status.state.state === 'running') run.runningSeen ??= seen;
  if (status.started === true) run.startedSeen ??= seen;
  if (status.ready) run.readySeen ??= seen;
}

/**
 * What `status` says of the run with this number. `restartCount` only moves when the next run is created: while a
 * container waits for its back-off, `lastState` is the run that has just ended (kubernetes pkg/kubelet/kubelet_pods.go,
 * convertToAPIContainerStatuses).
 */
function runOf(status: ContainerStatusFacts | undefined, number: number): RunFacts | undefined {
  if (status === undefined || number < 1) return undefined;
  if (status.state.state === 'waiting') return status.restartCount + 1 === number ? status.lastRun : undefined;
  if (status.restartCount + 1 === number) return status.state.run;
  return status.restartCount === number && !isToldTwice(status) ? status.lastRun : undefined;
}

/**
 * A pod that is deleted during a back-off tells the run that has ended as `state` too, while `lastState` still has it:
 * one run, not two.
 */
function isToldTwice({ state, lastRun }: ContainerStatusFacts): boolean {
  if (state.state !== 'terminated' || lastRun?.finishedAt === undefined) return false;
  return state.run.finishedAt === lastRun.finishedAt && state.run.startedAt === lastRun.startedAt;
}
