import type { Phase } from './timeline.ts';
import { durationMs, type DurationMs } from './units.ts';

/**
 * How long a phase took; one that goes on is counted to `now` (milliseconds since the epoch, by the reference clock).
 * Never below zero: where clocks disagree, an end may lie before its start.
 */
export const phaseLength = ({ start, end }: Pick<Phase, 'start' | 'end'>, now: number): DurationMs =>
  durationMs(Math.max(0, (end?.at ?? now) - start.at));
