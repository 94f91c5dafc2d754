import type { Instant, Timeline } from '../../src/engine/timeline/model/timeline.ts';

/** When the last run that failed ended: a pod that fails for good does so then, not when it had become ready. */
export const lastFailure = ({ phases }: Timeline): Instant | undefined =>
  phases
    .flatMap(({ kind, outcome, end }) => (kind === 'run' && outcome === 'failed' && end ? [end] : []))
    .sort((a, b) => a.at - b.at)
    .at(-1);
