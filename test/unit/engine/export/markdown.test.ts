import { expect, test } from 'vitest';
import { writeMarkdown } from '../../../../src/engine/export/markdown.ts';
import type { WriteOptions } from '../../../../src/engine/export/exporter.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { modelsOf } from '../../../../src/engine/timeline/what-if/models-of.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

const startsOf = async (recording: string) =>
  [...(await loadEvidence(`test/recordings/${recording}.ndjson.gz`, 'live')).values()].map((evidence) => ({
    evidence,
    timeline: buildTimeline(evidence),
  }));

const summary = (timelines: readonly Timeline[], options: Partial<WriteOptions> = {}): string =>
  [...writeMarkdown(timelines, { now: 0, language: english, ...options })].join('');

const whatIfLines = (written: string): readonly string[] =>
  written.split('\n').filter((line) => line.startsWith('- What if'));

test('a summary says what the changes that it asks for would bring', async () => {
  const starts = await startsOf('whatif/combined.before');
  const [{ timeline }] = starts as [(typeof starts)[0]];
  expect(whatIfLines(summary([timeline], { models: () => modelsOf(starts) }))).toEqual([
    '- What if image-pull, readiness-delay, init-slow: 32.5 s → about 3.33 s (3.30 s to 3.37 s)',
  ]);
});

test('a summary says it of the changes that were asked for', async () => {
  const starts = await startsOf('whatif/combined.before');
  const [{ timeline }] = starts as [(typeof starts)[0]];
  const changes = new Map([[timeline.pod.uid, [{ finding: 'init-slow' as const }]]]);
  expect(whatIfLines(summary([timeline], { models: () => modelsOf(starts), changes }))).toEqual([
    expect.stringMatching(/^- What if init-slow: 32\.5 s → about /),
  ]);
  expect(whatIfLines(summary([timeline], { models: () => modelsOf(starts), changes: new Map() }))).toEqual([]);
});

test('a summary of many says it of the middle one and the slowest', async () => {
  const starts = await startsOf('rollout');
  const written = summary(
    starts.map(({ timeline }) => timeline),
    { models: () => modelsOf(starts) },
  );
  expect(written).toMatch(/^What if: 9 pods, median 2\.47 s → about 2\.\d s, slowest 5\.31 s → about \d\.\d s$/m);
  expect(written).toMatch(/^### 9 pods$/m);
});

test('without a change to make nothing is promised', async () => {
  const starts = await startsOf('cached');
  const timelines = starts.map(({ timeline }) => timeline);
  const models = () => modelsOf(starts);
  expect(summary(timelines.slice(0, 1), { models })).not.toContain('What if');
  expect(summary(timelines, { models })).not.toContain('What if');
});

test('no pods are a summary as well', () => expect(summary([])).toMatch(/^### 0 pods$/m));
