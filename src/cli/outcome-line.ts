import { failuresSinceReady } from '../timeline/failures-since-ready.ts';
import { formatText, type Language, type Text, text } from '../timeline/text.ts';
import type { Evidence, Span, Timeline } from '../timeline/timeline.ts';
import type { EpochMs } from '../timeline/units.ts';
import { safeLine } from './terminal-text.ts';

/** How far the pod got, and how exact the total is where that matters, in a line. */
export function outcomeLine(timeline: Timeline, now: EpochMs, language: Language): string {
  const span = 'startup' in timeline.outcome ? timeline.outcome.startup : undefined;
  const error = span && range(timeline, span);
  return safeLine(`${formatText(sentence(timeline, now), language)}${error ? formatText(error, language) : ''}`);
}

function sentence(timeline: Timeline, now: EpochMs): Text {
  const { outcome, deleted } = timeline;
  switch (outcome.state) {
    case 'starting':
      return text('Starting for {time}', { time: { ms: now - begin(timeline, now) } });
    case 'stuck':
      return deleted ? text('Stuck until it was deleted after {time}: {reason}', { time: { ms: deleted.at - begin(timeline, now) }, reason: outcome.reason }) : text('Stuck for {time}: {reason}', { time: { ms: now - outcome.since }, reason: outcome.reason });
    case 'ready':
      return ready(timeline, outcome.startup);
    case 'unready':
      return outcome.reason === undefined ? text('Ready in {time}, but not now', { time: outcome.startup }) : text('Ready in {time}, but not now: {reason}', { time: outcome.startup, reason: outcome.reason });
    case 'completed':
      return text('Completed; started in {time}', { time: outcome.startup });
    case 'failed':
      return failed(outcome.reason, outcome.startup);
  }
}

function ready(timeline: Timeline, time: Span): Text {
  const count = failuresSinceReady(timeline);
  if (count > 0) return count === 1 ? text('First ready in {time}; a container failed once since', { time }) : text('First ready in {time}; containers failed {count} times since', { time, count });
  return timeline.findings.length === 0 ? text('Ready in {time}; nothing was slow', { time }) : text('Ready in {time}', { time });
}

const begin = ({ instants }: Timeline, now: EpochMs): number => instants['created']?.at ?? now;

function failed(reason: string, startup: Span | undefined): Text {
  if (reason === 'Deleted') return startup ? text('Deleted before it was ready; it became ready all the same after {time}', { time: startup }) : text('Deleted before it was ready');
  return startup ? text('Failed ({reason}) after it had been ready in {time}', { reason, time: startup }) : text('Failed before it was ready: {reason}', { reason });
}

/** What the total may be, when its ends were not seen live: then stamps of whole seconds are all there is. */
function range({ instants }: Timeline, { ms, shortest, longest }: Span): Text | undefined {
  const { created, podReady } = instants;
  if ([created, podReady].every((instant) => instant?.sources.some(isClose))) return undefined;
  return longest - shortest < Math.max(10, ms * 0.01) ? undefined : text(' (between {shortest} and {longest})', { shortest: { ms: shortest }, longest: { ms: longest } });
}

/** Within some milliseconds: its arrival was watched, or the stamp has them. */
const isClose = (source: Evidence): boolean => source.kind === 'arrival' || (source.kind === 'event' && (source.stamp === 'name' || source.stamp === 'eventTime'));
