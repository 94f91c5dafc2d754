import type { Step } from '../model/phase-kinds.ts';
import type { PodRow } from './pod-row.ts';
import { atOnce } from './steps.ts';
import { type DurationMs, durationMs } from '../model/units.ts';

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

/** How many times a percentile needs before it is told: two must lie beyond it. */
const ENOUGH = { p90: 20, p99: 200 } as const;

/** The spread of some times. Undefined when there are none. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  const sorted = Float64Array.from(times).sort();
  const count = sorted.length;
  if (count === 0) return undefined;
  const rank = (share: number): DurationMs => durationMs(sorted[Math.max(0, Math.ceil(share * count) - 1)] ?? 0);
  return {
    count,
    shortest: rank(0),
    p50: rank(0.5),
    longest: rank(1),
    ...(count >= ENOUGH.p90 && { p90: rank(0.9) }),
    ...(count >= ENOUGH.p99 && { p99: rank(0.99) }),
  };
}

/**
 * What each step cost the pods that became ready: what lies on their critical path, added up within a pod. The
 * costliest over all pods first.
 */
export const phaseSpreads = (rows: readonly PodRow[]): readonly PhaseSpread[] => atOnce(phaseSpreadsInSteps(rows));

/** The same in steps of a few milliseconds at most, for ten thousand pods. */
export function* phaseSpreadsInSteps(rows: readonly PodRow[]): Generator<undefined, readonly PhaseSpread[]> {
  const times = new Map<Step, { readonly each: number[]; sum: number }>();
  for (const row of rows) {
    for (const [step, ms] of criticalTimes(row)) {
      const known = times.get(step) ?? { each: [], sum: 0 };
      known.each.push(ms);
      known.sum += ms;
      times.set(step, known);
    }
    yield undefined;
  }
  const spreads: PhaseSpread[] = [];
  for (const [step, { each }] of [...times].sort(([, a], [, b]) => b.sum - a.sum)) {
    const spread = spreadOf(each);
    if (spread) spreads.push({ step, ...spread });
    yield undefined;
  }
  return spreads;
}

const known = new WeakMap<PodRow, ReadonlyMap<Step, number>>();

/**
 * The time on the critical path of a pod that became ready, by step: adds up to its total. Empty for one that did not.
 */
export function criticalTimes(row: PodRow): ReadonlyMap<Step, number> {
  const before = known.get(row);
  if (before) return before;
  const times = new Map<Step, number>();
  if (row.total !== undefined) {
    for (const { step, from, to } of row.stretches) {
      if (to !== undefined && step !== 'terminating') times.set(step, (times.get(step) ?? 0) + to - from);
    }
  }
  known.set(row, times);
  return times;
}
