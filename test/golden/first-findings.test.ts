import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { recordedTimelines, recordingNames } from './recordings.ts';

/**
 * By recording, then by pod (or owner): the first finding, or `none`. Written by hand, from what each recording is
 * about.
 */
type Expected = Readonly<Record<string, readonly (readonly [name: string, finding: string])[]>>;

const expected = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'first-findings.json'), 'utf8')) as Expected;

const firstFinding = ({ pod, findings }: Timeline): string => `${pod.name}: ${findings[0]?.id ?? 'none'}`;

describe('the first finding is the one that a careful person would name', () => {
  test.each(recordingNames.filter((name) => !name.startsWith('live/')))('%s', async (name) => {
    const { timelines } = await recordedTimelines(name);
    expect(timelines.map(firstFinding).sort()).toEqual(
      [...expected[name]!].map(([pod, finding]) => `${pod}: ${finding}`).sort(),
    );
  });
});

test('a healthy, quick start has no finding at all', async () => {
  const found = await Promise.all(['cached', 'daemonset', 'static'].map((name) => recordedTimelines(name)));
  expect(found.flatMap(({ timelines }) => timelines.flatMap(({ findings }) => findings.map(({ id }) => id)))).toEqual(
    [],
  );
});

/**
 * By recording of the second series: the acceptable first findings of the pod that matters, written by who recorded it;
 * empty: none.
 */
const acceptable = JSON.parse(
  fs.readFileSync(path.join(import.meta.dirname, '../recordings/live/expected.json'), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

describe.each(['live', 'stored'] as const)('the second series, %s', (kind) => {
  test.each(Object.entries(acceptable))('%s: %s', async (name, ids) => {
    const { timelines } = await recordedTimelines(`live/${name}`, kind);
    const first = timelines.map(({ findings }) => findings[0]?.id ?? '');
    expect(first.some((id) => ids.includes(id))).toBe(true);
  });
});
