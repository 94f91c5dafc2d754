import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../src/engine/timeline/build-timeline.ts';
import type {
  ContainerStatusFacts,
  EventObservation,
  PodEvidence,
} from '../../../../src/engine/timeline/model/facts.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';
import {
  at,
  containerSpec,
  containerStatus,
  isTrue,
  kubeletEvent,
  podEvidence,
  scheduledEvent,
  second,
  watched,
} from './facts-builder.ts';

const recorded = async (name: string): Promise<readonly PodEvidence[]> => [
  ...(await loadEvidence(path.join(import.meta.dirname, `../../../recordings/${name}.ndjson.gz`), 'live')).values(),
];

const kindsOf = (timeline: Timeline, lane: string): readonly string[] =>
  timeline.phases.filter((phase) => phase.lane === lane).map(({ kind }) => kind);

const chainLength = (timeline: Timeline): number =>
  timeline.phases.filter(({ critical }) => critical).reduce((sum, { start, end }) => sum + (end!.at - start.at), 0);

test('of a pod of which only events are left, the pull is still told', async () => {
  const [evidence] = await recorded('coldpull');
  expect(kindsOf(buildTimeline({ ...evidence!, pods: [] }), 'container/app')).toContain('pull');
});

test('of a pod without any event, the containers are still there', async () => {
  const [evidence] = await recorded('coldpull');
  expect(
    buildTimeline({ ...evidence!, events: [], relatedEvents: [], nodePulls: [] }).lanes.map(({ id }) => id),
  ).toEqual(['pod', 'container/app']);
});

test('nothing at all is a timeline in which nothing happened', () => {
  expect(buildTimeline(podEvidence())).toMatchObject({
    phases: [],
    criticalPath: [],
    findings: [],
    events: [],
    outcome: { state: 'starting' },
  });
});

test('a static pod is not scheduled and has no finding', async () => {
  const [evidence] = await recorded('static');
  const timeline = buildTimeline(evidence!);
  expect([kindsOf(timeline, 'pod').includes('scheduling'), timeline.findings]).toEqual([false, []]);
});

test('pods of one name are told apart by their uids', async () => {
  const timelines = (await recorded('statefulset'))
    .map((one) => buildTimeline(one))
    .filter(({ pod }) => pod.name === 'db-1');
  expect(timelines.map(({ totals }) => totals.ready!.ms < 4000)).toEqual([true, true]);
});

const crash = (run: number): ContainerStatusFacts => {
  const ended = { startedAt: second(run * 60), finishedAt: second(run * 60 + 5), exitCode: 1, reason: 'Error' };
  return containerStatus({
    state: { state: 'waiting', reason: 'CrashLoopBackOff' },
    lastRun: ended,
    restartCount: run,
  });
};

test('a crash loop of 40 runs keeps its attempts in order and costs what it cost', () => {
  const runs = Array.from({ length: 40 }, (_, index) => index + 1);
  const bound = { spec: { nodeName: 'node1' }, startAt: at(0), phase: 'Running' as const };
  const evidence = podEvidence({
    pods: [
      watched(1, 0.005, bound),
      ...runs.map((run) =>
        watched(run + 1, run * 60 + 6, { ...bound, conditions: [isTrue('PodScheduled', 0)], statuses: [crash(run)] }),
      ),
    ],
    events: [scheduledEvent(0.01)],
  });
  const timeline = buildTimeline(evidence);
  const starts = timeline.phases.filter(({ lane }) => lane === 'container/app').map(({ start }) => start.at);
  expect([timeline.findings[0]?.id, timeline.outcome.state, starts]).toEqual([
    'crash-loop',
    'stuck',
    [...starts].sort((a, b) => a - b),
  ]);
});

describe('a pod of 50 containers', () => {
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
  const specs = names.map((name, index) => containerSpec({ name, index }));
  const startOf = (index: number): number => 1 + index * 0.1;
  const events = names.flatMap((name, index): EventObservation[] => [
    kubeletEvent('Pulled', 'Container image "app:1" already present on machine', startOf(index) - 0.08, name),
    kubeletEvent('Created', 'Container created', startOf(index) - 0.05, name),
    kubeletEvent('Started', 'Container started', startOf(index), name),
  ]);
  const statuses = names.map((name, index) =>
    containerStatus({
      name,
      state: { state: 'running', run: { startedAt: second(startOf(index)) } },
      started: true,
      ready: true,
    }),
  );
  const bound = { spec: { nodeName: 'node1', containers: specs }, startAt: at(0) };
  const timeline = buildTimeline(
    podEvidence({
      pods: [
        watched(1, 0.005, bound),
        watched(2, 6.1, {
          ...bound,
          phase: 'Running',
          conditions: [isTrue('PodScheduled', 0), isTrue('ContainersReady', 6), isTrue('Ready', 6)],
          statuses,
        }),
      ],
      events: [scheduledEvent(0.01), ...events],
    }),
  );

  test('has a path through all of them that adds up', () => {
    expect(chainLength(timeline)).toBeCloseTo(timeline.totals.ready!.ms, 6);
  });

  test('says that they start one after another', () => {
    expect(timeline.findings.map(({ id }) => id)).toContain('sequential-containers');
  });
});

test('an ephemeral container holds up nothing', () => {
  const specs = [containerSpec(), containerSpec({ name: 'debugger', role: 'ephemeral' })];
  const run = { state: 'running' as const, run: { startedAt: second(1) } };
  const bound = { spec: { nodeName: 'node1', containers: specs }, startAt: at(0), phase: 'Running' };
  const ready = {
    ...bound,
    conditions: [isTrue('PodScheduled', 0), isTrue('Ready', 1)],
    statuses: [
      containerStatus({ state: run, started: true, ready: true }),
      containerStatus({ name: 'debugger', state: { state: 'running', run: { startedAt: second(300) } } }),
    ],
  };
  const timeline = buildTimeline(
    podEvidence({
      pods: [watched(1, 0.005, bound), watched(2, 1.02, ready)],
      events: [scheduledEvent(0.01), kubeletEvent('Started', 'Container started', 1, 'app')],
    }),
  );
  expect(timeline.phases.filter(({ critical, lane }) => critical && lane === 'container/debugger')).toEqual([]);
});

test.each(['99999999999h', '2562047h47m16.854775807s', '26h'])(
  'a pull that says it waited %s is no evidence of when it was asked for',
  (waited) => {
    const bound = { spec: { nodeName: 'node1' }, startAt: at(0) };
    const evidence = podEvidence({
      pods: [watched(1, 0.005, bound)],
      events: [
        scheduledEvent(0.01),
        kubeletEvent('Pulled', `Successfully pulled image "app:1" in 1s (${waited} including waiting)`, 3, 'app'),
      ],
    });
    const { instants, skews } = buildTimeline(evidence);
    expect([instants['container/app/pullQueued'], skews]).toEqual([undefined, []]);
  },
);

test('a grace period that is longer than the pod’s life says nothing of when it was deleted', () => {
  const pods = [
    watched(1, 0.005),
    watched(2, 5, { deletionAt: at(30), deletionGraceSeconds: Number.MAX_SAFE_INTEGER }),
  ];
  const { deleted } = buildTimeline(podEvidence({ pods }));
  expect(deleted!.earliest).toBeGreaterThanOrEqual(at(0));
});

test('of two containers with one name, which the API does not take, the first has a lane', () => {
  const specs = [containerSpec(), containerSpec({ role: 'init' })];
  expect(
    buildTimeline(podEvidence({ pods: [watched(1, 0.005, { spec: { containers: specs } })] })).lanes.map(
      ({ id, role }) => [id, role],
    ),
  ).toEqual([
    ['pod', 'pod'],
    ['container/app', 'container'],
  ]);
});

test('a pod that says it was ready before it was made took no time, never less', () => {
  const pods = [{ ...watched(1, 0, { creationAt: at(60), conditions: [isTrue('Ready', 5)] }), how: 'listed' as const }];
  const { ready } = buildTimeline(podEvidence({ pods })).totals;
  expect([ready!.ms >= 0, ready!.shortest >= 0, ready!.longest >= 0]).toEqual([true, true, true]);
});
