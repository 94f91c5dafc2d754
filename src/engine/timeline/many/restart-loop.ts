import { failuresSinceReady, readyAgain } from './failures-since-ready.ts';
import { text, type Text } from '../model/text.ts';
import type { Timeline } from '../model/timeline.ts';

/** So much longer than its longest failed run a container must run before its failures count as over. */
const OVER = 2;

/**
 * A pod whose container fails again and again: what came after its first readiness is what counts, not that it is ready
 * again for a moment. Follows no other words: "Keeps running out of memory: killed 2 times, first ready after 593 ms".
 * Undefined for one that does not. `first`: how long it took to be ready first. `now`: our own clock.
 */
export function loopWords(timeline: Timeline, now: number, first: Text['args'][string]): Text | undefined {
  const count = failuresSinceReady(timeline);
  if (count < 2 || isOver(timeline, now)) return undefined;
  const args = { count, total: first };
  const isGone = timeline.deleted !== undefined;
  const ids = new Set(timeline.findings.map(({ id }) => id));
  if (ids.has('oom-killed')) {
    return isGone
      ? text('Kept running out of memory: killed {count} times, first ready after {total}', args)
      : text('Keeps running out of memory: killed {count} times, first ready after {total}', args);
  }
  if (ids.has('liveness-killed')) {
    return isGone
      ? text('Was stopped again and again because a probe failed: {count} times, first ready after {total}', args)
      : text('Is stopped again and again because a probe fails: {count} times, first ready after {total}', args);
  }
  return isGone
    ? text('Failed again and again: {count} times, first ready after {total}', args)
    : text('Fails again and again: {count} times so far, first ready after {total}', args);
}

/** It has been running since, for longer than it ever took to fail, or came to its end. */
function isOver(timeline: Timeline, now: number): boolean {
  const { phases, outcome, deleted } = timeline;
  if (outcome.state === 'completed') return true;
  const again = readyAgain(timeline);
  if (outcome.state !== 'ready' || !again) return false;
  const failed = phases.filter(
    (phase) => phase.kind === 'run' && phase.outcome === 'failed' && phase.runs === undefined,
  );
  const longest = Math.max(0, ...failed.map(({ start, end }) => (end?.at ?? start.at) - start.at));
  return (deleted?.at ?? now) - again.at > OVER * longest;
}
