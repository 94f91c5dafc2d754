import { expect, test } from 'vitest';
import { timelinesJson, type ExportedTimelines } from '../../../../src/engine/export/timeline-json.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';
import { phase, timeline } from '../../webview/timeline-builder.ts';

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
