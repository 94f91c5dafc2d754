import { expect, test } from 'vitest';
import { outcomeLine } from '../../../../../src/cli/outcome-line.ts';
import { english, formatDuration } from '../../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import { recordedTimelines } from '../../../../golden/recordings.ts';

const headline = async (name: string, kind: 'live' | 'stored' = 'live') => {
  const { timelines, now } = await recordedTimelines(name, kind);
  return outcomeLine(timelines[0]!, now, english);
};

test.each([
  ['oom', 'Kept running out of memory: killed 3 times, first ready after 525 ms'],
  ['liveness', 'Was stopped again and again because a probe failed: 3 times, first ready after 562 ms'],
  ['crashloop', 'Failed again and again: 4 times, first ready after 525 ms'],
  ['live/readonlyfs', 'Failed again and again: 4 times, first ready after 900 ms'],
  ['crashthenok', 'Ready again after 16.1 s: it failed 2 times since it was first ready after 491 ms'],
])('the headline of %s is that it fails again and again, or is over it', async (name, line) => {
  expect(await headline(name)).toBe(line);
});

test('a range stands behind the time that it is of', async () => {
  expect(await headline('crashthenok', 'stored')).toMatch(
    /^Ready again after 16\.5 s: .* first ready after 496 ms \(between 454 ms and 17\.0 s\)$/,
  );
});

test('the first restart has no back-off', async () => {
  const { timelines } = await recordedTimelines('live/restartrules');
  const waits = timelines[0]!.phases
    .filter(({ kind }) => kind === 'crash-backoff')
    .map(({ start, end }) => Math.round((end!.at - start.at) / 1000));
  expect(waits).toEqual([14]);
});

test('what init containers took is told as exactly as it is known', async () => {
  const { timelines } = await recordedTimelines('inits');
  const finding = timelines[0]!.findings.find(({ id }) => id === 'init-slow')!;
  // The node's own log: 6.0 s in the three, 2.5 s between them.
  expect(
    [finding.sentence, finding.advice].map((one) => formatText(one, english).match(/\d\.\d s to \d\.\d s/)?.[0]),
  ).toEqual(['4.9 s to 6.5 s', '1.5 s to 3.1 s']);
});

test.each([
  [2613, 0, '2.61 s'],
  [2613, 200, '2.6 s'],
  [2613, 1000, '3 s'],
  [713, 300, '0.7 s'],
  [65_000, 2000, '1 min 5 s'],
])('%d ms known to %d ms is %s', (ms, within, words) => {
  expect(formatDuration(ms, '.', within)).toBe(words);
});
