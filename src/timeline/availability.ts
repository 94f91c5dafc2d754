import type { Timeline } from './timeline.ts';
import { epochMs, type EpochMs } from './units.ts';

/** How many of a workload's pods there were, and were ready, from `at` on. */
export interface AvailabilityStep {
  readonly at: EpochMs;
  readonly pods: number;
  readonly ready: number;
  /** Pods beyond the desired number. Absent when that is not known. */
  readonly surge?: number;
  /** Ready pods short of the desired number. */
  readonly unavailable?: number;
}

/**
 * Surge and unavailability over time, over all revisions. A pod counts from its creation until its deletion is asked for, as ready from when
 * it first was until then (later flips are not followed).
 */
export function availabilityOf(timelines: readonly Timeline[], desired?: number): readonly AvailabilityStep[] {
  const changes = timelines.flatMap(changesOf).sort((a, b) => a.at - b.at);
  const steps: AvailabilityStep[] = [];
  let pods = 0;
  let ready = 0;
  for (const change of changes) {
    pods += change.pods;
    ready += change.ready;
    const step = { at: epochMs(change.at), pods, ready, ...(desired !== undefined && { surge: Math.max(0, pods - desired), unavailable: Math.max(0, desired - ready) }) };
    if (steps.at(-1)?.at === change.at) steps[steps.length - 1] = step;
    else steps.push(step);
  }
  return steps;
}

interface Change {
  readonly at: number;
  readonly pods: number;
  readonly ready: number;
}

function changesOf({ instants }: Timeline): readonly Change[] {
  const { created, podReady, deleted } = instants;
  if (!created) return [];
  const gone = deleted?.at ?? Infinity;
  const isCounted = podReady && podReady.at < gone;
  return [
    { at: created.at, pods: 1, ready: 0 },
    ...(isCounted ? [{ at: podReady.at, pods: 0, ready: 1 }] : []),
    ...(deleted ? [{ at: deleted.at, pods: -1, ready: isCounted ? -1 : 0 }] : []),
  ];
}
