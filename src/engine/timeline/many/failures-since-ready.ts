import type { Instant, Timeline } from '../model/timeline.ts';

/** How often a container failed after the pod had first been ready: what "Ready in" alone would hide. */
export function failuresSinceReady({ instants, phases }: Timeline): number {
  const ready = instants['podReady']?.at;
  if (ready === undefined) return 0;
  const failed = phases.filter(
    ({ kind, outcome, end }) => kind === 'run' && outcome === 'failed' && (end?.at ?? Infinity) > ready,
  );
  return failed.reduce((sum, { runs = 1 }) => sum + runs, 0);
}

/**
 * When a pod that failed after it had been ready was ready again: its last flag, or its last start where it has no
 * probe that says so.
 */
export function readyAgain({ instants }: Timeline): Instant | undefined {
  const again = Object.entries(instants).filter(([id]) => /\/run\/\d+\/(?:ready|started)$/.test(id));
  return again.map(([, instant]) => instant).sort((a, b) => b.at - a.at)[0];
}
