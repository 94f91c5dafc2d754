import { rowOf } from '../pod-row.ts';
import { loopWords } from '../restart-loop.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { EpochMs } from '../../model/units.ts';

/**
 * How a pod is counted among others, each once. `ready`: it became ready, or ran to its end, and nothing was wrong with
 * it since; `failing`: its container ends again and again, whatever it was in between; `deleted`: before it was ready.
 */
export type Standing = 'ready' | 'failing' | 'failed' | 'broken' | 'starting' | 'deleted';

/** `now`: our own clock. */
export function standingOf(timeline: Timeline, now: EpochMs): Standing {
  const { outcome, deleted } = timeline;
  switch (outcome.state) {
    case 'completed':
      return 'ready';
    case 'failed':
      return outcome.reason === 'Deleted' ? 'deleted' : 'failed';
    case 'starting':
      return deleted ? 'deleted' : 'starting';
    case 'stuck':
      return deleted ? 'deleted' : 'broken';
    case 'ready':
    case 'unready':
      if (loopWords(timeline, now, { ms: outcome.startup.ms })) return 'failing';
      return outcome.state === 'ready' || deleted ? 'ready' : 'broken';
  }
}

/** Those that count as ready and whose time is known. */
export const readyOnes = (timelines: readonly Timeline[], now: EpochMs): readonly Timeline[] =>
  timelines.filter((timeline) => rowOf(timeline).total !== undefined && standingOf(timeline, now) === 'ready');
