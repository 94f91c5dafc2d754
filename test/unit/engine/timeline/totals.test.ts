import { beforeAll, describe, expect, test } from 'vitest';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';

const at = ({ instants }: Timeline, id: string): number => instants[id]!.at;

describe('the kubelet’s totals', () => {
  let cold: Timeline;
  let chain: Timeline;
  let old: Timeline;

  beforeAll(async () => {
    [cold] = (await recordedTimelines('coldpull')).timelines as [Timeline];
    [chain] = (await recordedTimelines('inits')).timelines as [Timeline];
    [old] = (await recordedTimelines('v1.29/inits')).timelines as [Timeline];
  });

  test('the total ends when the last container is started', () => {
    expect(cold.totals.kubeletTotal!.ms).toBe(at(cold, 'container/app/started') - at(cold, 'created'));
  });

  test('the SLI leaves out the pull from when it was asked for', () => {
    expect(cold.totals.kubeletTotal!.ms - cold.totals.kubeletSli!.ms).toBeCloseTo(
      at(cold, 'container/app/pullEnded') - at(cold, 'container/app/pullQueued'),
      3,
    );
  });

  test('from 1.36 the SLI leaves out the runs of init containers, too', () => {
    const runs = ['fetch', 'migrate', 'wait-db'].reduce(
      (sum, name) => sum + at(chain, `container/${name}/terminated`) - at(chain, `container/${name}/started`),
      0,
    );
    expect(chain.totals.kubeletTotal!.ms - chain.totals.kubeletSli!.ms).toBeGreaterThan(runs);
  });

  test('before, it leaves out all from the first pull’s start to the last one’s end', () => {
    const [first, last] = [at(old, 'container/fetch/pullQueued'), at(old, 'container/migrate/pullEnded')];
    expect(old.totals.kubeletTotal!.ms - old.totals.kubeletSli!.ms).toBeCloseTo(last - first, 3);
  });

  test('ready is counted to the Ready condition, after them', () => {
    expect(cold.totals.ready!.ms).toBeGreaterThan(cold.totals.kubeletTotal!.ms);
  });
});
