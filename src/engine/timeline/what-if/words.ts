import { type Language, type Text, text } from '../model/text.ts';
import type { Span } from '../model/timeline.ts';
import type { Change } from './change.ts';

/** "49.4 s → about 24 s (23 s to 26 s)", with no more digits than are known. `from`: what the start took, in ms. */
export function predictionWords(from: number, ready: Span, language: Language): Text {
  const width = ready.longest - ready.shortest;
  const args = {
    from: { ms: from },
    to: rough(ready.ms, width, language),
    shortest: rough(ready.shortest, width, language),
    longest: rough(ready.longest, width, language),
  };
  if (isSame(from, ready.ms)) return text('{from}: nothing is won ({shortest} to {longest} another time)', args);
  return text('{from} → about {to} ({shortest} to {longest})', args);
}

/** What is won by less than this is won by chance. */
const isSame = (from: number, to: number): boolean => Math.abs(from - to) < Math.max(5, from * 0.002);

/** A duration that is known to within `width` ms, without the digits that are not. */
export function rough(ms: number, width: number, { duration }: Language): string {
  const unit = Math.min(COARSEST, 10 ** Math.floor(Math.log10(Math.max(1, width / PARTS))));
  const decimals = Math.max(0, Math.round(Math.log10(COARSEST / unit)));
  const told = duration(Math.round(ms / unit) * unit);
  return told.replace(/([.,])(\d+)/, (_, separator: string, digits: string) =>
    decimals === 0 ? '' : separator + digits.slice(0, decimals),
  );
}

/** Whole seconds tell enough of what is known to some seconds. In ms. */
const COARSEST = 1000;

/** An interval is rounded to steps so coarse that it still has at least this many of them. */
const PARTS = 2.5;

/** `image-pull, readiness-delay@app`: as the command line takes it. */
export const changesWritten = (changes: readonly Change[]): string =>
  changes.map(({ finding, container }) => (container === undefined ? finding : `${finding}@${container}`)).join(', ');

/** What many starts take, and would take: the middle one and the slowest. Undefined without any. */
export function togetherWords(
  starts: readonly { readonly from: number; readonly to: number }[],
  language: Language,
): Text | undefined {
  const [from, to] = [starts.map((start) => start.from), starts.map((start) => start.to)].map(inOrder);
  const half = Math.ceil(starts.length / 2) - 1;
  if (!from || !to || starts.length === 0) return undefined;
  const about = (ms = 0): string => rough(ms, ms / 4, language);
  return text('What if: {count} pods, median {median} → about {toMedian}, slowest {slowest} → about {toSlowest}', {
    count: starts.length,
    median: { ms: from[half] ?? 0 },
    toMedian: about(to[half]),
    slowest: { ms: from.at(-1) ?? 0 },
    toSlowest: about(to.at(-1)),
  });
}

const inOrder = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);
