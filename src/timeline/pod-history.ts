import type { ConditionFacts, ContainerStatusFacts, PodFacts, PodObservation, RunFacts } from './facts.ts';
import { compareVersions } from './resource-version.ts';
import type { EpochMs } from './units.ts';

/** One pod over all versions of it that were seen. */
export interface PodHistory {
  /** Oldest first. */
  readonly versions: readonly PodObservation[];
  readonly first: PodFacts;
  readonly newest: PodFacts;
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
  const versions = [...seen].sort(byVersion).filter((version, index, all) => !sameVersion(version, all[index - 1]));
  const first = versions[0]?.pod;
  const newest = versions.at(-1)?.pod;
  return first === undefined || newest === undefined ? undefined : { versions, first, newest };
}

/** Of the same version seen twice, the one that arrived first counts; a deletion comes last. */
const byVersion = (a: PodObservation, b: PodObservation): number =>
  compareVersions(a.pod.resourceVersion, b.pod.resourceVersion) || Number(a.how === 'deleted') - Number(b.how === 'deleted') || (a.arrivedAt ?? Infinity) - (b.arrivedAt ?? Infinity);

const sameVersion = (a: PodObservation, b: PodObservation | undefined): boolean =>
  a.pod.resourceVersion === b?.pod.resourceVersion && (a.how === 'deleted') === (b.how === 'deleted');

/** The first version in which `find` finds something. */
export function firstSeen<T>(history: PodHistory, find: (pod: PodFacts) => T | undefined): FirstSeen<T> | undefined {
  for (const [index, seen] of history.versions.entries()) {
    const value = find(seen.pod);
    if (value === undefined) continue;
    const fresh = seen.how === 'watched' && index > 0;
    return { value, pod: seen.pod, fresh, ...(seen.arrivedAt === undefined ? {} : { arrivedAt: seen.arrivedAt }) };
  }
  return undefined;
}

export const conditionOf = (pod: PodFacts, type: string): ConditionFacts | undefined => pod.conditions.find((condition) => condition.type === type);

export const trueCondition = (pod: PodFacts, type: string): ConditionFacts | undefined =>
  pod.conditions.find((condition) => condition.type === type && condition.status === 'True');

export const statusOf = (pod: PodFacts, container: string): ContainerStatusFacts | undefined => pod.statuses.find((status) => status.name === container);

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
  const numbers = new Set<number>();
  for (const { pod } of history.versions) for (const number of runNumbers(statusOf(pod, container))) numbers.add(number);
  return [...numbers].sort((a, b) => a - b).map((number) => readRun(history, container, number));
}

function runNumbers(status: ContainerStatusFacts | undefined): number[] {
  if (status === undefined) return [];
  return [status.restartCount, status.restartCount + 1].filter((number) => runOf(status, number) !== undefined);
}

/**
 * What `status` says of the run with this number. `restartCount` only moves when the next run is created: while a container waits for
 * its back-off, `lastState` is the run that has just ended (kubernetes pkg/kubelet/kubelet_pods.go, convertToAPIContainerStatuses).
 */
export function runOf(status: ContainerStatusFacts | undefined, number: number): RunFacts | undefined {
  if (status === undefined || number < 1) return undefined;
  if (status.state.state === 'waiting') return status.restartCount + 1 === number ? status.lastRun : undefined;
  if (status.restartCount + 1 === number) return status.state.run;
  return status.restartCount === number ? status.lastRun : undefined;
}

const isCurrent = (status: ContainerStatusFacts | undefined, number: number): status is ContainerStatusFacts => status !== undefined && status.restartCount + 1 === number;

function readRun(history: PodHistory, container: string, number: number): RunHistory {
  const status = (pod: PodFacts): ContainerStatusFacts | undefined => statusOf(pod, container);
  const seen = (test: (status: ContainerStatusFacts) => boolean): FirstSeen<true> | undefined =>
    firstSeen(history, (pod) => {
      const now = status(pod);
      return isCurrent(now, number) && test(now) ? true : undefined;
    });
  const parts = {
    runningSeen: seen((now) => now.state.state === 'running'),
    startedSeen: seen((now) => now.started === true),
    readySeen: seen((now) => now.ready),
    terminatedSeen: firstSeen(history, (pod) => (runOf(status(pod), number)?.finishedAt === undefined ? undefined : (true as const))),
  };
  const found = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Omit<RunHistory, 'number' | 'facts'>;
  return { number, facts: newestFacts(history, container, number), ...found };
}

function newestFacts(history: PodHistory, container: string, number: number): RunFacts {
  let facts: RunFacts = {};
  for (const { pod } of history.versions) facts = { ...facts, ...runOf(statusOf(pod, container), number) };
  return facts;
}
