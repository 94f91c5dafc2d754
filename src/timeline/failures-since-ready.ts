import type { Timeline } from './timeline.ts';

/** How often a container failed after the pod had first been ready: what "Ready in" alone would hide. */
export function failuresSinceReady({ instants, phases }: Timeline): number {
  const ready = instants['podReady']?.at;
  if (ready === undefined) return 0;
  return phases.filter(({ kind, outcome, end }) => kind === 'run' && outcome === 'failed' && (end?.at ?? Infinity) > ready).length;
}
