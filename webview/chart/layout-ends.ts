import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Lane, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { originOf } from '../parts/span.ts';

/** How the last run of a container that was started more than once went. */
export interface LaneEnd {
  readonly words: Text;
  readonly tone: 'good' | 'bad' | 'waiting';
}

/**
 * What became of a container after its restarts; absent for one that was started once, and while an attempt is under
 * way.
 */
export function laneEnd(timeline: Timeline, { id }: Lane): LaneEnd | undefined {
  const { phases, instants } = timeline;
  const run = lastRun(Object.keys(instants), id);
  const last = phases.filter((phase) => phase.lane === id).at(-1);
  if (!last || run < 2) return undefined;
  if (last.kind === 'crash-backoff') {
    return last.end ? undefined : { words: text('run {run} failed · waits to run again', { run }), tone: 'waiting' };
  }
  if (last.kind === 'run') {
    return last.outcome === 'failed' ? { words: text('run {run} · failed', { run }), tone: 'bad' } : undefined;
  }
  if (!last.end) return undefined;
  const ready = instants[`${id}/run/${run}/ready`];
  if (ready) {
    return {
      words: text('run {run} · ready again at {at}', { run, at: { ms: ready.at - originOf(timeline) } }),
      tone: 'good',
    };
  }
  return { words: text('run {run} · started', { run }), tone: 'waiting' };
}

/** The number of the last run that was started, by the ids of its instants; 1 when there is no second. */
function lastRun(ids: readonly string[], lane: string): number {
  const prefix = `${lane}/run/`;
  const runs = ids
    .filter((id) => id.startsWith(prefix) && id.endsWith('/started'))
    .map((id) => Number.parseInt(id.slice(prefix.length), 10));
  return Math.max(1, ...runs);
}
