import { formatText, type Language, text } from '../timeline/text.ts';
import type { Outcome, Span, Timeline } from '../timeline/timeline.ts';
import type { EpochMs } from '../timeline/units.ts';
import { safeLine } from './terminal-text.ts';

/** How far the pod got, in a line. */
export function outcomeLine({ outcome, instants }: Timeline, now: EpochMs, language: Language): string[] {
  const since = instants['created']?.at ?? now;
  return [safeLine(`${sentence(outcome, since, now, language)}${precision(outcome, language)}`)];
}

function sentence(outcome: Outcome, created: number, now: EpochMs, language: Language): string {
  const write = (template: ReturnType<typeof text>): string => formatText(template, language);
  switch (outcome.state) {
    case 'starting':
      return write(text('Starting for {time}', { time: { ms: now - created } }));
    case 'stuck':
      return write(text('Stuck: {reason}', { reason: outcome.reason }));
    case 'ready':
      return write(text('Ready in {time}', { time: outcome.startup }));
    case 'unready':
      return outcome.reason === undefined ? write(text('Ready in {time}, not ready since', { time: outcome.startup })) : write(text('Ready in {time}, then not any more: {reason}', { time: outcome.startup, reason: outcome.reason }));
    case 'completed':
      return write(text('Completed; started in {time}', { time: outcome.startup }));
    case 'failed':
      return outcome.startup ? write(text('Failed: {reason}; had been ready in {time}', { reason: outcome.reason, time: outcome.startup })) : write(text('Failed before it was ready: {reason}', { reason: outcome.reason }));
  }
}

/** "±0.01 s" when the total is less exact than it is written. */
function precision(outcome: Outcome, language: Language): string {
  const span: Span | undefined = 'startup' in outcome ? outcome.startup : undefined;
  if (!span) return '';
  const error = Math.max(span.longest - span.ms, span.ms - span.shortest);
  return error < Math.max(1, span.ms * 0.001) ? '' : ` (±${language.duration(error)})`;
}
