import { text } from '../../src/engine/timeline/model/text.ts';
import type { Span } from '../../src/engine/timeline/model/timeline.ts';
import type { Speech } from './language.ts';
import { errorOf } from './span.ts';

/** A share of the longest that counts as nothing: "3 ms to 2 s" says no more than "at most 2 s". */
const nothing = 0.05;

/**
 * A duration and how well it is known: "3.27 s ±19 ms"; where the error is more than half of it, the bounds instead.
 */
export function spanWords(span: Span, speech: Speech): string {
  const error = errorOf(span);
  const about = speech.duration(span.ms);
  if (error < 0.5) return about;
  if (error <= Math.abs(span.ms) / 2 || span.longest <= 0) return `${about} ±${speech.duration(error)}`;
  if (span.shortest <= span.longest * nothing) {
    return speech.say(text('at most {most}', { most: { ms: span.longest } }));
  }
  return speech.say(text('{least} to {most}', { least: { ms: span.shortest }, most: { ms: span.longest } }));
}

/**
 * As {@link spanWords}, but an error below `matters` ms, or small beside the duration, is left out: for someone who
 * looks at the whole.
 */
export const roughSpanWords = (span: Span, matters: number, speech: Speech): string =>
  errorOf(span) > Math.max(5, matters, Math.abs(span.ms) / 4) ? spanWords(span, speech) : speech.duration(span.ms);
