import type { Cause } from './causes.ts';

/**
 * Those of `causes` that cost the pods most altogether, and the rest; each part with the longest time first, as it is
 * shown.
 */
export function weightiest(
  causes: readonly Cause[],
  count: number,
): readonly [shown: readonly Cause[], rest: readonly Cause[]] {
  const longestFirst = (part: readonly Cause[]): readonly Cause[] =>
    [...part].sort((a, b) => b.explains.longest - a.explains.longest);
  return [longestFirst(causes.slice(0, count)), longestFirst(causes.slice(count))];
}
