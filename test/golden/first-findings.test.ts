import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { recordedTimelines, recordingNames } from './recordings.ts';

/** By recording, then by pod (or owner): the first finding, or `none`. Written by hand, from what each recording is about. */
type Expected = Readonly<Record<string, readonly (readonly [name: string, finding: string])[]>>;

const expected = JSON.parse(fs.readFileSync(path.join(import.meta.dirname, 'first-findings.json'), 'utf8')) as Expected;

const firstFinding = ({ pod, findings }: Timeline): string => `${pod.name}: ${findings[0]?.id ?? 'none'}`;

describe('the first finding is the one that a careful person would name', () => {
  test.each(recordingNames)('%s', async (name) => {
    const { timelines } = await recordedTimelines(name);
    expect(timelines.map(firstFinding).sort()).toEqual([...expected[name]!].map(([pod, finding]) => `${pod}: ${finding}`).sort());
  });
});

test('a healthy, quick start has no finding at all', async () => {
  const found = await Promise.all(['cached', 'daemonset', 'static'].map((name) => recordedTimelines(name)));
  expect(found.flatMap(({ timelines }) => timelines.flatMap(({ findings }) => findings.map(({ id }) => id)))).toEqual([]);
});
