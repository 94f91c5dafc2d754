import type { Step } from './phase-kinds.ts';
import type { PodRow } from './pod-row.ts';
import { type DurationMs, durationMs } from './units.ts';

/** How a time is spread over many pods. Each is a time that one of them really took (nearest rank). */
export interface Spread {
  readonly count: number;
  readonly shortest: DurationMs;
  readonly p50: DurationMs;
  readonly longest: DurationMs;
  /** Absent for so few that it would be the longest, or one beside it, under a grand name. */
  readonly p90?: DurationMs;
  readonly p99?: DurationMs;
}

/** What one step cost the pods whose readiness waited for it; `count` is how many. */
export interface PhaseSpread extends Spread {
  readonly step: Step;
}

/** A percentile needs so many times that ten of them, or one in a hundred, lie beyond it. */
const ENOUGH = { p90: 20, p99: 200 } as const;

/** The spread of some times. Undefined when there are none. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  const sorted = [...times].sort((a, b) => a - b);
  const count = sorted.length;
  if (count === 0) return undefined;
  const rank = (share: number): DurationMs => durationMs(sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0);
  return { count, shortest: rank(0), p50: rank(0.5), longest: rank(1), ...(count >= ENOUGH.p90 && { p90: rank(0.9) }), ...(count >= ENOUGH.p99 && { p99: rank(0.99) }) };
}

/** What each step cost the pods that became ready: what lies on their critical path, added up within a pod. The costliest over all pods first. */
export function phaseSpreads(rows: readonly PodRow[]): readonly PhaseSpread[] {
  const times = new Map<Step, number[]>();
  for (const row of rows) {
    for (const [step, ms] of criticalTimes(row)) {
      const each = times.get(step);
      if (each) each.push(ms);
      else times.set(step, [ms]);
    }
  }
  const sum = (each: readonly number[]): number => each.reduce((before, one) => before + one, 0);
  return [...times].sort(([, a], [, b]) => sum(b) - sum(a)).flatMap(([step, each]): PhaseSpread[] => {
    const spread = spreadOf(each);
    return spread ? [{ step, ...spread }] : [];
  });
}

const known = new WeakMap<PodRow, ReadonlyMap<Step, number>>();

/** The time on the critical path of a pod that became ready, by step: adds up to its total. Empty for one that did not. */
export function criticalTimes(row: PodRow): ReadonlyMap<Step, number> {
  const before = known.get(row);
  if (before) return before;
  const times = new Map<Step, number>();
  if (row.total !== undefined) for (const { step, from, to } of row.stretches) if (to !== undefined && step !== 'terminating') times.set(step, (times.get(step) ?? 0) + to - from);
  known.set(row, times);
  return times;
}
