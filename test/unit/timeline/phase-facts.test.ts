import { expect, test } from 'vitest';
import type { Phase } from '../../../src/timeline/timeline.ts';
import { timelinesOf } from '../../page/scenes.ts';

/** The phases of the only pod of a recording, and its creation. */
async function phasesOf(recording: string): Promise<{ readonly phases: readonly Phase[]; readonly created: number }> {
  const [timeline] = (await timelinesOf(recording)).timelines;
  return { phases: timeline?.phases ?? [], created: timeline?.instants['created']?.at ?? Number.NaN };
}

test('each run that failed says how it ended', async () => {
  const { phases } = await phasesOf('oom');
  expect(phases.filter(({ kind, outcome }) => kind === 'run' && outcome === 'failed').map(({ exit }) => exit)).toEqual(Array(3).fill({ code: 137, reason: 'OOMKilled' }));
});

test('only a run that failed has an end', async () => {
  const { phases } = await phasesOf('crashthenok');
  expect(phases.filter(({ exit }) => exit).map(({ id }) => id)).toEqual(['container/app/run', 'container/app/run/2']);
});

test('a readiness probe with a delay says from when it was asked, counted from the whole second of the start', async () => {
  const { phases, created } = await phasesOf('readiness');
  const probe = phases.find(({ kind, lane }) => kind === 'readiness' && lane !== 'pod')?.probe;
  expect([probe?.delaySeconds, ((probe?.askedFrom ?? 0) - created) / 1000]).toEqual([10, expect.closeTo(9.98, 2)]);
});

test('the tries of a startup probe that failed lie a period apart', async () => {
  const { phases } = await phasesOf('startupprobe');
  const { failedAt: [first = 0, second = 0] = [], periodSeconds = 0 } = phases.find(({ kind }) => kind === 'startup-probe')?.probe ?? {};
  expect((second - first) / 1000).toBeCloseTo(periodSeconds, 1);
});
