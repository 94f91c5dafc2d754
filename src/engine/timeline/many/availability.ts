import type { PodRow } from './pod-row.ts';
import { epochMs, type EpochMs } from '../model/units.ts';

/** How many of a workload's pods there were, and were ready, from `at` on. */
export interface AvailabilityStep {
  readonly at: EpochMs;
  readonly pods: number;
  readonly ready: number;
}

/**
 * How many pods there were and were ready over time, over all revisions. A pod counts from its creation until its
 * deletion is asked for, as ready from when it first was until then (later flips are not followed).
 */
export function availabilityOf(rows: readonly PodRow[]): readonly AvailabilityStep[] {
  const changes = rows.flatMap(changesOf).sort((a, b) => a.at - b.at);
  const steps: AvailabilityStep[] = [];
  let pods = 0;
  let ready = 0;
  for (const change of changes) {
    pods += change.pods;
    ready += change.ready;
    const step = { at: epochMs(change.at), pods, ready };
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

function changesOf({ created, total, deletedAt: deletion }: PodRow): readonly Change[] {
  const deletedAt: number = deletion ?? Infinity;
  const readyAt: number = total === undefined ? Infinity : created + total;
  const counts = readyAt < deletedAt;
  return [
    { at: created, pods: 1, ready: 0 },
    ...(counts ? [{ at: readyAt, pods: 0, ready: 1 }] : []),
    ...(deletedAt === Infinity ? [] : [{ at: deletedAt, pods: -1, ready: counts ? -1 : 0 }]),
  ];
}
