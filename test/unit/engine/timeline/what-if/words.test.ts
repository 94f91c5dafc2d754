import { expect, test } from 'vitest';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import { durationMs } from '../../../../../src/engine/timeline/model/units.ts';
import { predictionWords, rough, togetherWords } from '../../../../../src/engine/timeline/what-if/words.ts';

const said = (from: number, ms: number, shortest: number, longest: number): string =>
  formatText(
    predictionWords(
      from,
      { ms: durationMs(ms), shortest: durationMs(shortest), longest: durationMs(longest) },
      english,
    ),
    english,
  );

test.each([
  [49_378, 24_123, 22_900, 26_300, '49.4 s → about 24 s (23 s to 26 s)'],
  [2127, 1334, 1304, 1370, '2.13 s → about 1.33 s (1.30 s to 1.37 s)'],
  [600, 560, 500, 655, '600 ms → about 560 ms (500 ms to 660 ms)'],
  [200_000, 90_400, 70_000, 121_000, '3 min 20 s → about 1 min 30 s (1 min 10 s to 2 min 1 s)'],
  [13_370, 13_370, 12_560, 13_520, '13.4 s: nothing is won (12.6 s to 13.5 s another time)'],
])('%d ms after a change: no more digits than are known', (from, ms, shortest, longest, words) =>
  expect(said(from, ms, shortest, longest)).toBe(words),
);

test('a language keeps its decimal separator', () =>
  expect(rough(1330, 300, { ...english, duration: (ms) => english.duration(ms).replace('.', ',') })).toBe('1,3 s'));

test('of many starts the middle one and the slowest are told', () => {
  const starts = [2000, 40_000, 3000].map((from) => ({ from, to: from / 2 }));
  const words = togetherWords(starts, english);
  expect(words && formatText(words, english)).toBe(
    'What if: 3 pods, median 3.00 s → about 1.5 s, slowest 40.0 s → about 20 s',
  );
});
