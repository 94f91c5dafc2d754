import type { Span } from '../../src/timeline/timeline.ts';
import { errorOf } from '../chart/span.ts';
import type { Speech } from '../language.ts';

/** The one big number: to the hundredth of a second where it is known so well, else as every duration. */
export function preciseDuration(span: Span, speech: Speech): string {
  if (span.ms < 10_000 || span.ms >= 60_000 || errorOf(span) > 50) return speech.duration(span.ms);
  const [whole = '', unit = 's'] = speech.duration(span.ms).split(' ');
  const decimal = /[.,]/.exec(whole)?.[0] ?? '.';
  return `${(span.ms / 1000).toFixed(2).replace('.', decimal)} ${unit}`;
}
