import { describe, expect, test } from 'vitest';
import { failuresSinceReady } from '../../../../src/engine/timeline/many/failures-since-ready.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';

const stored = async (name: string) => (await recordedTimelines(name, 'stored')).timelines[0]!;

describe('what the API stores of runs that are over', () => {
  test.each([
    ['crashthenok', 2],
    ['live/restartrules', 2],
    ['liveness', 3],
    ['crashloop', 4],
  ])('%s: it failed %d times since it was first ready', async (name, count) => {
    expect(failuresSinceReady(await stored(name))).toBe(count);
  });

  test.each(['crashthenok', 'liveness', 'live/restartrules'])(
    '%s: a run that ended after the pod was ready is no step to its readiness',
    async (name) => {
      const { phases } = await stored(name);
      expect(phases.filter(({ kind, critical }) => kind === 'run' && critical)).toEqual([]);
    },
  );

  test('runs that nobody saw end are told as such, and the next one keeps its number', async () => {
    const { phases } = await stored('crashloop');
    expect(phases.filter(({ kind }) => kind === 'run').map(({ runs, attempt }) => [runs, attempt])).toEqual([
      [2, 1],
      [undefined, 3],
      [undefined, 4],
    ]);
  });

  test('a hook without a probe after it takes all of the time between start and readiness', async () => {
    const { phases } = await stored('poststart');
    expect(
      phases.filter(({ critical, start, end }) => critical && end && end.at - start.at > 500).map(({ kind }) => kind),
    ).toEqual(['post-start']);
  });
});
