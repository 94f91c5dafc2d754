import { legend, type Meaning } from '../chart/meaning.ts';
import type { PodSummary } from './summary.ts';

/** The value below which `share` of the sorted values lie, between neighbours in a straight line. Absent for no values. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)];
  const high = sorted[Math.ceil(place)];
  return low === undefined || high === undefined ? undefined : low + (high - low) * (place - Math.floor(place));
}

export interface Spread {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly least: number;
  readonly most: number;
}

/** How values are spread; absent for none. */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [p50, p90, p99, least, most] = [0.5, 0.9, 0.99, 0, 1].map((share) => quantile(sorted, share));
  return p50 === undefined || p90 === undefined || p99 === undefined || least === undefined || most === undefined ? undefined : { p50, p90, p99, least, most };
}

export interface MeaningSpread extends Spread {
  readonly meaning: Meaning;
  /** Over all pods: what costs the most comes first. */
  readonly sum: number;
}

/** The spread of the time that ready pods spent on each kind of phase (none counts as 0), what costs them most first. */
export function spreadByMeaning(pods: readonly PodSummary[]): readonly MeaningSpread[] {
  return legend
    .flatMap(({ meaning }) => {
      if (!pods.some((pod) => pod.spent[meaning])) return [];
      const values = pods.filter((pod) => pod.total !== undefined).map((pod) => pod.spent[meaning] ?? 0);
      const spread = spreadOf(values);
      return spread ? [{ meaning, sum: values.reduce((sum, value) => sum + value, 0), ...spread }] : [];
    })
    .sort((a, b) => b.sum - a.sum);
}

/** The slowest ready pod, and the one in the middle. */
export function outstanding(pods: readonly PodSummary[]): { readonly slowest?: PodSummary; readonly median?: PodSummary } {
  const ready = pods.filter((pod) => pod.total !== undefined).sort((a, b) => (a.total ?? 0) - (b.total ?? 0));
  const slowest = ready.at(-1);
  const median = ready[Math.floor((ready.length - 1) / 2)];
  return { ...(slowest && { slowest }), ...(median && ready.length > 2 && { median }) };
}
