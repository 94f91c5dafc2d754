import { beforeAll, describe, expect, test } from 'vitest';
import { availabilityOf } from '../../../src/timeline/availability.ts';
import { nodeQueues } from '../../../src/timeline/node-queue.ts';
import { type Rollout, rolloutsOf } from '../../../src/timeline/rollout.ts';
import { spreadOf } from '../../../src/timeline/statistics.ts';
import type { Timeline } from '../../../src/timeline/timeline.ts';
import { recordedTimelines } from '../../golden/recordings.ts';

describe('the rollout of three replicas from v1 to v2 and back', () => {
  let timelines: readonly Timeline[];
  let rollouts: readonly Rollout[];
  const second = (): Rollout => rollouts.find(({ pods }) => pods.some(({ pod }) => pod.name.includes('7c48f5ffdd')))!;

  beforeAll(async () => {
    ({ timelines } = await recordedTimelines('rollout'));
    rollouts = rolloutsOf(timelines);
  });

  test('pods are grouped by workload and template revision', () => {
    expect(rollouts.map(({ pods }) => pods.length).sort()).toEqual([3, 6]);
  });

  test('with maxSurge 1 it waited for its pods one after another', () => {
    expect(second().waitedFor).toEqual(second().pods.map(({ pod }) => pod.uid));
  });

  test('it was done when its last pod was ready', () => {
    expect(second().lastReadyAt).toBe(Math.max(...second().pods.map(({ instants }) => instants['podReady']!.at)));
  });

  test('the slowest pod is the one that had to pull the image', () => {
    const slowest = second().pods.find(({ pod }) => pod.uid === second().slowest)!;
    expect(slowest.findings[0]?.id).toBe('image-pull');
  });

  test('what cost the pods of the second revision most is readiness, then the pull', () => {
    expect(second().phases.slice(0, 2).map(({ kind }) => kind)).toEqual(['readiness', 'pull']);
  });

  test('for more than a moment there was never more than one pod beyond the three, nor one too few', () => {
    const steps = availabilityOf(timelines, 3);
    const full = steps.findIndex(({ ready }) => ready === 3);
    const lastDeletion = Math.min(...timelines.filter(({ deleted }) => !deleted).map(({ instants }) => instants['podReady']!.at));
    const during = steps.filter(({ at }, index) => index >= full && at <= lastDeletion && (steps[index + 1]?.at ?? Infinity) - at >= 100);
    expect([Math.max(...during.map(({ surge }) => surge!)), Math.max(...during.map(({ unavailable }) => unavailable!))]).toEqual([1, 0]);
  });
});

test('the second of two pods that want one image waits behind the first', async () => {
  const [queue] = nodeQueues((await recordedTimelines('samepull')).timelines);
  expect(queue!.pulls.map(({ pod, behind }) => [pod.name, behind[0]?.pod.name])).toEqual([
    ['twin-a', undefined],
    ['twin-b', 'twin-a'],
  ]);
});

test('a percentile is a time that a pod really took', () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ count: 5, shortest: 1, p50: 3, p90: 5, p99: 5, longest: 5 });
});
