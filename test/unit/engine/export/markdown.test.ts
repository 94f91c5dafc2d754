import { expect, test } from 'vitest';
import { manyMarkdown } from '../../../../src/engine/export/many-markdown.ts';
import { markdownOf } from '../../../../src/engine/export/markdown.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { atOnce } from '../../../../src/engine/timeline/many/steps.ts';
import { modelsOf } from '../../../../src/engine/timeline/what-if/models-of.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

const startsOf = async (recording: string) =>
  [...(await loadEvidence(`test/recordings/${recording}.ndjson.gz`, 'live')).values()].map((evidence) => ({
    evidence,
    timeline: buildTimeline(evidence),
  }));

test('a summary says what the changes that it asks for would bring', async () => {
  const starts = await startsOf('whatif/combined.before');
  const [{ timeline }] = starts as [(typeof starts)[0]];
  const lines = markdownOf(timeline, 0, english, modelsOf(starts).get(timeline.pod.uid)).split('\n');
  expect(lines.filter((line) => line.startsWith('- What if'))).toEqual([
    '- What if image-pull, readiness-delay, init-slow: 32.5 s → about 3.33 s (3.30 s to 3.37 s)',
  ]);
});

test('a summary of many says it of the middle one and the slowest', async () => {
  const starts = await startsOf('rollout');
  const timelines = starts.map(({ timeline }) => timeline);
  const written = atOnce(manyMarkdown('Deployment/shop', timelines, 0, english, modelsOf(starts)));
  expect(written).toMatch(/^What if: 9 pods, median 2\.47 s → about 2\.\d s, slowest 5\.31 s → about \d\.\d s$/m);
});

test('without a change to make nothing is promised', async () => {
  const starts = await startsOf('cached');
  const [{ timeline }] = starts as [(typeof starts)[0]];
  const models = modelsOf(starts);
  expect(markdownOf(timeline, 0, english, models.get(timeline.pod.uid))).not.toContain('What if');
  expect(
    atOnce(
      manyMarkdown(
        'web',
        starts.map((start) => start.timeline),
        0,
        english,
        models,
      ),
    ),
  ).not.toContain('What if');
});
