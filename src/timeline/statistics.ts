import type { PhaseKind, Timeline } from './timeline.ts';
import { type DurationMs, durationMs } from './units.ts';

/** How a time is spread over many pods. Each is a time that one of them really took (nearest rank). */
export interface Spread {
  readonly count: number;
  readonly shortest: DurationMs;
  readonly p50: DurationMs;
  readonly p90: DurationMs;
  readonly p99: DurationMs;
  readonly longest: DurationMs;
}

/** What one kind of phase cost the pods whose readiness waited for it; `count` is how many. */
export interface PhaseSpread extends Spread {
  readonly kind: PhaseKind;
}

/** The spread of some times. Undefined when there are none. */
export function spreadOf(times: readonly number[]): Spread | undefined {
  if (times.length === 0) return undefined;
  const sorted = [...times].sort((a, b) => a - b);
  const rank = (share: number): DurationMs => durationMs(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { count: sorted.length, shortest: rank(0), p50: rank(0.5), p90: rank(0.9), p99: rank(0.99), longest: rank(1) };
}

/** Creation to ready, of the pods that became ready. */
export const totalSpread = (timelines: readonly Timeline[]): Spread | undefined => spreadOf(timelines.flatMap(({ totals }) => totals.ready?.ms ?? []));

/** What each kind of phase cost the pods that became ready: what lies on their critical path, added up within a pod. The costliest over all pods first. */
export function phaseSpreads(timelines: readonly Timeline[]): readonly PhaseSpread[] {
  const times = new Map<PhaseKind, number[]>();
  for (const timeline of timelines) for (const [kind, ms] of criticalTimes(timeline)) times.set(kind, [...(times.get(kind) ?? []), ms]);
  const spreads = [...times].flatMap(([kind, each]): PhaseSpread[] => {
    const spread = spreadOf(each);
    return spread ? [{ kind, ...spread }] : [];
  });
  return spreads.sort((a, b) => b.p50 * b.count - a.p50 * a.count);
}

function criticalTimes({ totals, phases }: Timeline): ReadonlyMap<PhaseKind, number> {
  const times = new Map<PhaseKind, number>();
  if (!totals.ready) return times;
  for (const { kind, critical, start, end } of phases) if (critical && end) times.set(kind, (times.get(kind) ?? 0) + end.at - start.at);
  return times;
}
