import { beforeAll, describe, expect, test } from 'vitest';
import { availabilityOf } from '../../../../../src/engine/timeline/many/availability.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import { nodeQueues } from '../../../../../src/engine/timeline/many/node-queue.ts';
import { rowOf } from '../../../../../src/engine/timeline/many/pod-row.ts';
import type { Rollout } from '../../../../../src/engine/timeline/many/rollout.ts';
import { rolloutsOf } from '../../../../../src/engine/timeline/many/rollouts.ts';
import { criticalTimes, phaseSpreads, spreadOf } from '../../../../../src/engine/timeline/many/statistics.ts';
import { formatText, type Text } from '../../../../../src/engine/timeline/model/text.ts';
import { outliersOf } from '../../../../../src/engine/timeline/many/workload/outlier.ts';
import { overviewOf } from '../../../../../src/engine/timeline/many/workload/overview.ts';
import { type RecordedTimelines, recordedTimelines } from '../../../../golden/recordings.ts';
import type { Timeline } from '../../../../../src/engine/timeline/model/timeline.ts';
import { created, phase, timeline } from '../../../webview/timeline-builder.ts';

const say = (text: Text): string => formatText(text, english);
const overview = ({ timelines, now }: RecordedTimelines) => overviewOf(timelines, now);

describe('the rollout of three replicas from v1 to v2 and back', () => {
  let recorded: RecordedTimelines;
  let rollouts: readonly Rollout[];
  const second = (): Rollout => rollouts[1]!;

  beforeAll(async () => {
    recorded = await recordedTimelines('rollout');
    rollouts = rolloutsOf(recorded.timelines);
  });

  test('a template that comes again is a rollback with a new number', () => {
    expect(rollouts.map(({ kind, revision, pods }) => [kind, revision, pods.length])).toEqual([
      ['first', '1', 3],
      ['update', '2', 3],
      ['rollback', '3', 3],
    ]);
  });

  test('with maxSurge 1 it waited for its pods one after another', () => {
    expect(second().waitedFor).toEqual(second().pods.map(({ pod }) => pod.uid));
  });

  test('it was done when its last pod was ready', () => {
    expect(second().lastReadyAt).toBe(Math.max(...second().pods.map(({ instants }) => instants['podReady']!.at)));
  });

  test('the one slow pod is named with its cause and with why the others had none of it', () => {
    expect(overview(recorded).headline.map(say)).toEqual([
      expect.stringMatching(
        /^8 pods were ready in [\d.]+ s to [\d.]+ s; shop-7c48f5ffdd-\w+ took 5\.\d+ s: 3\.\d+ s pulling shop:2, which the pods after it found on the node\.$/,
      ),
    ]);
  });

  test('a cause that several share is told once', () => {
    const causes = overview(recorded).causes.map(({ id, pods }) => [id, pods.length > 1]);
    expect(causes).toEqual([
      ['app-slow-to-ready', true],
      ['image-pull', false],
    ]);
  });

  test('each rollout says how it went', () => {
    expect(
      overview(recorded).groups.map(({ title, detail }) => `${say(title)}: ${say(detail).replace(/[\d.]+ s$/, '… s')}`),
    ).toEqual([
      'revision 1: 3 pods at once: all ready after … s',
      'revision 2: 3 pods, one after another: the first ready after 5.31 s, all after … s',
      'revision 3 (rollback to revision 1): 3 pods, one after another: the first ready after 2.27 s, all after … s',
    ]);
  });

  test('what cost the pods of the second revision most is readiness, then the pull', () => {
    expect(
      phaseSpreads(second().pods.map(rowOf))
        .slice(0, 2)
        .map(({ step }) => step),
    ).toEqual(['readiness', 'pull']);
  });

  test('for more than a moment there was never more than one pod beyond the three, nor one too few', () => {
    const steps = availabilityOf(recorded.timelines.map(rowOf));
    const full = steps.findIndex(({ ready }) => ready === 3);
    const lastDeletion = Math.min(
      ...recorded.timelines.filter(({ deleted }) => !deleted).map(({ instants }) => instants['podReady']!.at),
    );
    const during = steps.filter(
      ({ at }, index) => index >= full && at <= lastDeletion && (steps[index + 1]?.at ?? Infinity) - at >= 100,
    );
    expect([Math.max(...during.map(({ pods }) => pods)), Math.min(...during.map(({ ready }) => ready))]).toEqual([
      4, 3,
    ]);
  });
});

test('a pod that takes the place of a deleted one is not part of the rollout', async () => {
  expect(overview(await recordedTimelines('statefulset')).groups.map(({ pods }) => pods.length)).toEqual([3, 1]);
});

test('pods of one template with opposite diagnoses of their readiness: it is said', async () => {
  expect(say(overview(await recordedTimelines('burst')).contradiction!)).toMatch(
    /^The pods disagree about readiness: in \d+ .* in \d+ /,
  );
});

test('pods that are much alike have no outlier', async () => {
  expect(outliersOf((await recordedTimelines('burst')).timelines)).toBeUndefined();
});

test('what stands out is told against the others', () => {
  const pod = (uid: string, seconds: number) =>
    timeline([phase('sandbox', { from: 0, to: seconds })], { pod: { uid, namespace: 'n', name: uid } });
  expect(say(outliersOf([pod('a', 1), pod('b', 1.2), pod('c', 1.1), pod('d', 9)])!.why)).toBe(
    '9.00 s of it sandbox and network, against 1.10 s for the others',
  );
});

test('while the events of some are read, no step is blamed and no pod stands out', async () => {
  const { timelines, now } = await recordedTimelines('burst');
  const [first, ...rest] = timelines as [Timeline, ...Timeline[]];
  const said = (some: readonly Timeline[]) => overviewOf(some, now).headline.map(say).join(' ');
  expect(said(timelines)).toMatch(/What (takes|costs)|: .*\./);
  const unread = said([{ ...first, settled: false, findings: [] }, ...rest]);
  expect(unread).not.toMatch(/What (takes|costs)/);
  expect(unread).toContain('The events of one are being read: why it took that long is not known yet.');
});

test('a pod that is stuck is named with its reason', () => {
  const stuck = timeline([phase('pull-backoff', { from: 0 })], {
    outcome: { state: 'stuck', reason: 'ImagePullBackOff', since: rowOf(timeline([])).created },
  });
  expect(overviewOf([stuck], rowOf(stuck).created).headline.map(say)).toEqual([
    'web-1 is not ready: ImagePullBackOff.',
  ]);
});

test('the second of two pods that want one image waits behind the first', async () => {
  const [queue] = nodeQueues((await recordedTimelines('samepull')).timelines);
  expect(queue!.pulls.map(({ pod, behind }) => [pod, behind[0]?.pod])).toEqual([
    ['twin-a', undefined],
    ['twin-b', 'twin-a'],
  ]);
});

test('a node says whose pull cost the others most', async () => {
  const [queue] = nodeQueues((await recordedTimelines('shop')).timelines);
  expect(say(queue!.headline[1]!)).toMatch(/^The pull of recommender:0\.9 for recommender-\S+ kept 7 of them waiting/);
});

test('the median is a time that a pod really took, and few pods have no percentiles', () => {
  expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ count: 5, shortest: 1, p50: 3, longest: 5 });
});

test('many pods have percentiles', () => {
  expect(spreadOf(Array.from({ length: 200 }, (_, index) => index + 1))).toMatchObject({ p90: 180, p99: 198 });
});

test('the times of a pod that became ready add up to its total', async () => {
  const rows = (await recordedTimelines('shop')).timelines
    .map(rowOf)
    .filter(({ total, state }) => total !== undefined && state === 'ready');
  for (const row of rows) {
    expect([...criticalTimes(row).values()].reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(row.total!, 3);
  }
});

test('of a pod without a critical path, all that it did is in its row', () => {
  expect(rowOf(timeline([phase('pull', { from: 0, to: 1, critical: false })])).stretches).toEqual([
    { lane: 'container/app', step: 'pull', from: created, to: created + 1000 },
  ]);
});
