import { formatText, type Language, type Text, text } from '../timeline/text.ts';
import type { Span, Timeline } from '../timeline/timeline.ts';
import type { EpochMs } from '../timeline/units.ts';
import { safeLine } from './terminal-text.ts';

/** How far the pod got, and how exact the total is, in a line. */
export function outcomeLine(timeline: Timeline, now: EpochMs, language: Language): string {
  const span = 'startup' in timeline.outcome ? timeline.outcome.startup : undefined;
  return safeLine(`${formatText(sentence(timeline, now), language)}${span ? precision(span, language) : ''}`);
}

function sentence(timeline: Timeline, now: EpochMs): Text {
  const { outcome, deleted } = timeline;
  switch (outcome.state) {
    case 'starting':
      return text('Starting for {time}', { time: { ms: now - begin(timeline, now) } });
    case 'stuck':
      return deleted ? text('Stuck until it was deleted after {time}: {reason}', { time: { ms: deleted.at - begin(timeline, now) }, reason: outcome.reason }) : text('Stuck for {time}: {reason}', { time: { ms: now - outcome.since }, reason: outcome.reason });
    case 'ready':
      return text('Ready in {time}', { time: outcome.startup });
    case 'unready':
      return outcome.reason === undefined ? text('Ready in {time}, but not now', { time: outcome.startup }) : text('Ready in {time}, but not now: {reason}', { time: outcome.startup, reason: outcome.reason });
    case 'completed':
      return text('Completed; started in {time}', { time: outcome.startup });
    case 'failed':
      return failed(outcome.reason, outcome.startup);
  }
}

const begin = ({ instants }: Timeline, now: EpochMs): number => instants['created']?.at ?? now;

function failed(reason: string, startup: Span | undefined): Text {
  if (reason === 'Deleted') return startup ? text('Deleted before it was ready; it became ready all the same after {time}', { time: startup }) : text('Deleted before it was ready');
  return startup ? text('Failed ({reason}) after it had been ready in {time}', { reason, time: startup }) : text('Failed before it was ready: {reason}', { reason });
}

/** Half the width of what the total may be, when that can be seen in the figure. */
function precision({ ms, shortest, longest }: Span, language: Language): string {
  const error = Math.max(longest - ms, ms - shortest);
  return error < Math.max(1, ms * 0.001) ? '' : ` (±${language.duration(error)})`;
}
