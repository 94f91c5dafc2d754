import { expect, test } from 'vitest';
import { writeJson, type ExportedTimelines } from '../../../../src/engine/export/timeline-json.ts';
import type { WriteOptions } from '../../../../src/engine/export/exporter.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import type { PodEvidence } from '../../../../src/engine/timeline/model/facts.ts';
import { text } from '../../../../src/engine/timeline/model/text.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';
import { phase, timeline } from '../../webview/timeline-builder.ts';

const timelinesJson = (timelines: readonly Timeline[], now: number, options?: Partial<WriteOptions>): string =>
  [...writeJson(timelines, { now, language: english, ...options })].join('');

const exported = async (recording: string): Promise<ExportedTimelines> => {
  const { timelines, now } = await recordedTimelines(recording);
  return JSON.parse(timelinesJson(timelines, now)) as ExportedTimelines;
};

test('a file says what it is, when it was made and in which units', async () => {
  const { pods: _, ...head } = await exported('samepull');
  expect(head).toEqual({
    format: 'podfall-timelines',
    version: 1,
    exportedAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/) as unknown,
    units: {
      times: 'Unix epoch in milliseconds, by the clock of the API server',
      durations: 'milliseconds',
      bounds: 'the truth lies from earliest to latest, or from shortest to longest',
    },
  });
});

test('one pod has the shape that many have', () => {
  const { pods } = JSON.parse(timelinesJson([timeline([])], 0)) as ExportedTimelines;
  expect(pods.map(({ pod }) => pod.name)).toEqual(['web-1']);
});

test('no pods are a file as well', () => {
  expect((JSON.parse(timelinesJson([], 0)) as ExportedTimelines).pods).toEqual([]);
});

/** Which fields the pods of a file have, whatever is in them. */
const fields = (value: unknown): readonly string[] =>
  [...new Set((value as readonly object[]).flatMap((one) => Object.keys(one)))].sort();

test('the fields of a pod are those that the documentation tells of', async () => {
  const { pods } = await exported('shop');
  expect({
    pod: fields(pods),
    phase: fields(pods.flatMap(({ phases }) => phases)),
    instant: fields(pods.flatMap(({ instants }) => Object.values(instants))),
  }).toEqual({
    pod: expect.arrayContaining([
      'criticalPath',
      'events',
      'findings',
      'instants',
      'lanes',
      'outcome',
      'phases',
      'pod',
      'skews',
      'totals',
    ]) as unknown,
    phase: expect.arrayContaining([
      'attempt',
      'critical',
      'end',
      'events',
      'id',
      'kind',
      'lane',
      'outcome',
      'start',
      'yaml',
    ]) as unknown,
    instant: ['at', 'earliest', 'latest', 'sources'],
  });
});

test('findings are sentences', async () => {
  const { pods } = await exported('coldpull');
  expect(
    pods[0]?.findings.map(({ title, sentence, advice }) => [typeof title, typeof sentence, typeof advice]),
  ).toContainEqual(['string', 'string', 'string']);
});

test('the phases that readiness waited for add up to the startup', async () => {
  const off = (await exported('shop')).pods.flatMap(({ outcome, criticalPath, phases }) => {
    if (outcome.state !== 'ready') return [];
    const lengths = phases
      .filter(({ id }) => criticalPath.includes(id))
      .map(({ start, end }) => (end?.at ?? Number.NaN) - start.at);
    return [Math.abs(lengths.reduce((sum, ms) => sum + ms, 0) - outcome.startup.ms)];
  });
  expect(Math.max(...off)).toBeLessThan(0.1);
});

test('what runs has no end', () => {
  const { pods } = JSON.parse(timelinesJson([timeline([phase('pull', { from: 0 })])], 0)) as ExportedTimelines;
  expect(pods[0]?.phases[0]).not.toHaveProperty('end');
});

test('what goes on is a sentence', () => {
  const starting = {
    ...timeline([]),
    step: { phase: 'p', since: epochMs(0), words: text('pulling {image}', { image: 'a:1' }) },
  };
  const { pods } = JSON.parse(timelinesJson([starting], 0)) as ExportedTimelines;
  expect(pods[0]?.step?.words).toBe('pulling a:1');
});

test('nothing in a file steers a terminal or turns a line around, and it says the same', () => {
  const hostile = 'a\u001b]0;title\u0007\u009b31m\u202egnp.exe\u2066\u2028\u007f\n\r{ok}\u{e0041}"\\';
  const written = timelinesJson([timeline([], { pod: { uid: 'u', namespace: hostile, name: hostile } })], 0);
  const { pods } = JSON.parse(written) as ExportedTimelines;
  expect([/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u.test(written), pods[0]?.pod.name]).toEqual([false, hostile]);
});

test('with the evidence it says what that cannot know of each clock', async () => {
  const [[uid, evidence]] = [...(await loadEvidence('test/recordings/cached.ndjson.gz', 'stored'))] as [
    [string, PodEvidence],
  ];
  const options = { evidence: (asked: string) => (asked === uid ? evidence : undefined) };
  const { pods } = JSON.parse(timelinesJson([buildTimeline(evidence)], 0, options)) as ExportedTimelines;
  expect(pods[0]?.clocks?.map(({ clock }) => clock)).toContainEqual(expect.stringContaining('kubelet'));
});
