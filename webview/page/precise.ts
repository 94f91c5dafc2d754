import type { Span } from '../../src/engine/timeline/model/timeline.ts';
import { errorOf } from '../parts/span.ts';
import type { Speech } from '../parts/language.ts';

/** The one big number: to the hundredth of a second where it is known so well, else as every duration. */
export function preciseDuration(span: Span, speech: Speech): string {
  if (span.ms < 10_000 || span.ms >= 60_000 || errorOf(span) > 50) return speech.duration(span.ms);
  return seconds(span.ms, 2, speech);
}

const seconds = (ms: number, digits: number, speech: Speech): string =>
  `${(ms / 1000).toFixed(digits).replace('.', speech.duration(1500).includes(',') ? ',' : '.')} s`;

function stepFor(width: number): number {
  if (width >= 500) return 1000;
  return width >= 50 ? 100 : 10;
}

/** A time that is known to `width` ms, without figures that would claim more. */
export function roundedTime(ms: number, width: number, speech: Speech): string {
  const step = stepFor(width);
  if (width < 10 || ms >= 60_000) return speech.duration(ms);
  const rounded = Math.round(ms / step) * step;
  if (step === 1000 || (step === 100 && rounded >= 1000)) return seconds(rounded, step === 1000 ? 0 : 1, speech);
  return speech.duration(rounded);
}
