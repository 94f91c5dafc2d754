import { describe, expect, test } from 'vitest';
import type {
  EventFacts,
  EventObservation,
  NodePull,
  PodEvidence,
  PodObservation,
} from '../../../../../src/engine/timeline/model/facts.ts';
import { buildInstants } from '../../../../../src/engine/timeline/instants/instants.ts';
import type { Instant } from '../../../../../src/engine/timeline/model/timeline.ts';
import {
  at,
  containerSpec,
  containerStatus,
  eventFacts,
  isTrue,
  kubeletEvent,
  podEvidence,
  podFacts,
  scheduledEvent,
  second,
  secondsOf,
  watched,
} from '../facts-builder.ts';

const instantsOf = (evidence: Partial<PodEvidence>): Readonly<Record<string, Instant>> =>
  buildInstants(podEvidence(evidence)).instants;

/** `[earliest, at, latest]` in seconds. */
const told = (instant: Instant | undefined): number[] | undefined =>
  instant && [instant.earliest, instant.at, instant.latest].map(secondsOf);

const present = 'Container image "app:1" already present on machine';
const running = (startedSeconds: number, restartCount = 0): ReturnType<typeof containerStatus> =>
  containerStatus({
    state: { state: 'running', run: { startedAt: second(startedSeconds) } },
    started: true,
    ready: true,
    restartCount,
  });

/** A pod whose image was there: bound at 0.2 s, its container started at 0.7 s. */
const usual: { pods: PodObservation[]; events: EventObservation[] } = {
  pods: [
    watched(1, 0.11),
    watched(3, 0.21, { spec: { nodeName: 'node1' }, conditions: [isTrue('PodScheduled', 0)] }),
    watched(9, 0.72, {
      spec: { nodeName: 'node1' },
      startAt: at(0),
      conditions: [isTrue('PodScheduled', 0), isTrue('Ready', 0), isTrue('ContainersReady', 0)],
      statuses: [running(0)],
    }),
  ],
  events: [
    scheduledEvent(0.2),
    kubeletEvent('Pulled', present, 0.6, 'app'),
    kubeletEvent('Created', 'Container created', 0.65, 'app'),
    kubeletEvent('Started', 'Container started', 0.7, 'app'),
  ],
};

describe('a step that an event reports', () => {
  test('came a little before it: at most as long as its node’s pace allows', () => {
    expect(told(instantsOf(usual)['container/app/started'])).toEqual([0.685, 0.7, 0.701]);
  });

  test('names the event as its source', () => {
    expect(instantsOf(usual)['container/app/started']?.sources[0]).toMatchObject({
      kind: 'event',
      reason: 'Started',
      stamp: 'name',
      clock: 'kubelet/node1',
    });
  });

  test('is only known to the second when the name is a UUID, and by its arrival when that was seen', () => {
    const events = usual.events.map((seen) => {
      const event: { -readonly [K in keyof EventFacts]: EventFacts[K] } = {
        ...seen.event,
        name: 'web.0b8e1c1e-7a3e-4a55-9f0e-2f6c6a7d2b11',
      };
      delete event.nameAt;
      return { ...seen, event };
    });
    expect(told(instantsOf({ ...usual, events })['container/app/created'])).toEqual([0.178, 0.649, 0.656]);
  });
});

test('a pull is divided by its message: asked for, begun, ended', () => {
  const events = [
    kubeletEvent('Pulling', 'Pulling image "app:1"', 1, 'app'),
    kubeletEvent(
      'Pulled',
      'Successfully pulled image "app:1" in 2s (5s including waiting). Image size: 9 bytes.',
      6.0005,
      'app',
    ),
  ];
  const instants = instantsOf({ pods: usual.pods.slice(0, 2), events });
  expect(
    ['pullQueued', 'pullStarted', 'pullEnded'].map((step) => secondsOf(instants[`container/app/${step}`]!.at)),
  ).toEqual([1, 4, 6.001]);
});

test('no pull is invented for an image that was there', () => {
  expect(Object.keys(instantsOf(usual)).filter((id) => id.includes('pull'))).toEqual([]);
});

describe('what has no stamp', () => {
  test('volumes lie between pick-up and sandbox, at a poll of the volume manager', () => {
    expect(told(instantsOf(usual)['volumesReady'])).toEqual([0.18, 0.505, 0.6]);
  });

  test('the sandbox lies before the first word on an image, whatever its condition says later', () => {
    const pods = [
      ...usual.pods,
      watched(12, 9.5, {
        spec: { nodeName: 'node1' },
        startAt: at(0),
        conditions: [isTrue('PodReadyToStartContainers', 9)],
        statuses: [running(0)],
      }),
    ];
    expect(secondsOf(instantsOf({ ...usual, pods, server: { major: 1, minor: 29 } })['sandboxReady']!.at)).toBeCloseTo(
      0.598,
      3,
    );
  });

  test('a startup probe passes on its ticker, which the first failure gives away', () => {
    const startupProbe = {
      initialDelaySeconds: 0,
      periodSeconds: 3,
      timeoutSeconds: 1,
      successThreshold: 1,
      failureThreshold: 9,
      handler: 'httpGet',
    } as const;
    const spec = { nodeName: 'node1', containers: [containerSpec({ startupProbe })] };
    const waiting = watched(9, 0.72, {
      spec,
      startAt: at(0),
      statuses: [{ ...running(0), started: false, ready: false }],
    });
    const passed = watched(20, 9.54, { spec, startAt: at(0), statuses: [running(0)] });
    const events = [...usual.events, kubeletEvent('Unhealthy', 'Startup probe failed: refused', 3.511, 'app')];
    expect(
      secondsOf(
        instantsOf({ pods: [...usual.pods.slice(0, 2), waiting, passed], events })['container/app/startupPassed']!.at,
      ),
    ).toBeCloseTo(9.511, 3);
  });
});

describe('less evidence', () => {
  const last = usual.pods.at(-1)!.pod;
  const listed: PodObservation[] = [{ pod: last, how: 'listed', arrivedAt: at(3600) }];

  test('a pod that started an hour before we came keeps its seconds', () => {
    const instants = instantsOf({ pods: listed, watchingSince: at(3600) });
    expect(
      ['created', 'scheduled', 'container/app/started', 'podReady'].map((id) => [
        Math.floor(secondsOf(instants[id]!.earliest)),
        secondsOf(instants[id]!.latest) <= 3600.06,
      ]),
    ).toEqual([
      [0, true],
      [0, true],
      [0, true],
      [0, true],
    ]);
  });

  test('only the pod: nothing that only events tell', () => {
    expect(Object.keys(instantsOf({ pods: [{ pod: last, how: 'listed' }] })).sort()).toEqual([
      'container/app/ready',
      'container/app/started',
      'containersReady',
      'created',
      'kubeletSeen',
      'podReady',
      'sandboxReady',
      'scheduled',
      'volumesReady',
    ]);
  });

  test('only the events: no creation, but every step', () => {
    const instants = instantsOf({ events: usual.events });
    expect([Object.keys(instants).sort(), told(instants['container/app/started'])]).toEqual([
      ['container/app/created', 'container/app/started', 'sandboxReady', 'scheduled', 'volumesReady'],
      [0.685, 0.7, 0.701],
    ]);
  });

  test('nothing: nothing', () => {
    expect(instantsOf({})).toEqual({});
  });
});

describe('several runs', () => {
  const terminated = (started: number, finished: number, restartCount: number): ReturnType<typeof containerStatus> =>
    containerStatus({
      state: { state: 'terminated', run: { startedAt: second(started), finishedAt: second(finished), exitCode: 1 } },
      restartCount,
    });
  const version = (number: number, arrived: number, status: ReturnType<typeof containerStatus>): PodObservation =>
    watched(number, arrived, { spec: { nodeName: 'node1' }, startAt: at(0), statuses: [status] });
  const again = (seen: EventObservation, count: number, seconds: number): EventObservation => ({
    how: 'watched',
    arrivedAt: at(seconds + 0.005),
    event: { ...seen.event, count, lastAt: second(seconds), resourceVersion: String(2000 + count) },
  });
  const crashing = {
    pods: [
      ...usual.pods.slice(0, 2),
      version(9, 0.72, running(0.7)),
      version(10, 4.1, terminated(0.7, 4, 0)),
      version(11, 5.52, {
        ...running(5.5, 1),
        lastRun: { startedAt: second(0.7), finishedAt: second(4), exitCode: 1 },
      }),
    ],
    events: [...usual.events, again(usual.events[3]!, 2, 5.5)],
  };

  test('each has its own start', () => {
    const instants = instantsOf(crashing);
    expect([
      secondsOf(instants['container/app/started']!.at),
      secondsOf(instants['container/app/run/2/started']!.at),
    ]).toEqual([0.7, expect.closeTo(5.499, 2)]);
  });

  test('the back-off shows the run that ended as the last one', () => {
    const waiting = version(
      12,
      8.2,
      containerStatus({
        state: { state: 'waiting', reason: 'CrashLoopBackOff' },
        restartCount: 1,
        lastRun: { startedAt: second(5.5), finishedAt: second(8), exitCode: 1 },
      }),
    );
    expect(
      told(instantsOf({ ...crashing, pods: [...crashing.pods, waiting] })['container/app/run/2/terminated']),
    ).toEqual([8, 8.126, 8.253]);
  });

  test('the last version alone still gives the first start by its counted event', () => {
    const pods: PodObservation[] = [{ pod: crashing.pods.at(-1)!.pod, how: 'listed' }];
    const events = [...usual.events.slice(0, 3), { ...again(usual.events[3]!, 2, 5.5), how: 'listed' as const }];
    expect(secondsOf(instantsOf({ pods, events })['container/app/started']!.at)).toBe(0.7);
  });
});

test('a condition that goes back and comes again was first true the first time', () => {
  const lost = watched(15, 20, {
    spec: { nodeName: 'node1' },
    startAt: at(0),
    conditions: [{ type: 'Ready', status: 'False', lastTransitionAt: at(20) }],
    statuses: [running(0)],
  });
  const found = watched(16, 30.2, {
    spec: { nodeName: 'node1' },
    startAt: at(0),
    conditions: [isTrue('Ready', 30)],
    statuses: [running(0)],
  });
  expect(secondsOf(instantsOf({ ...usual, pods: [...usual.pods, lost, found] })['podReady']!.at)).toBe(0.72);
});

test('a deletion that is told before the rest comes last', () => {
  const gone: PodObservation = {
    pod: podFacts({ resourceVersion: '40', deletionAt: at(60), deletionGraceSeconds: 30 }),
    how: 'deleted',
    arrivedAt: at(61),
  };
  const instants = instantsOf({ ...usual, pods: [gone, ...usual.pods] });
  expect([told(instants['deleted']), secondsOf(instants['podEnded']!.at), secondsOf(instants['created']!.at)]).toEqual([
    [30, expect.any(Number), 31],
    61,
    0.11,
  ]);
});

test('a static pod may run before its mirror is created', () => {
  const mirror = watched(5, 8.01, {
    creationAt: at(8),
    staticPod: { hash: 'h', seenAt: at(0.3) },
    spec: { nodeName: 'node1' },
    startAt: at(0),
    statuses: [running(0)],
  });
  const { instants, skews } = buildInstants(podEvidence({ pods: [mirror], events: usual.events.slice(1) }));
  expect([
    skews,
    told(instants['container/app/started']),
    secondsOf(instants['created']!.at) >= 8,
    instants['scheduled'],
  ]).toEqual([[], [0.685, 0.7, 0.701], true, undefined]);
});

test('an ephemeral container has its steps, and readiness does not wait for it', () => {
  const spec = {
    nodeName: 'node1',
    containers: [containerSpec(), containerSpec({ name: 'debug', role: 'ephemeral' })],
  };
  const pods = [
    ...usual.pods,
    watched(30, 50, {
      spec,
      startAt: at(0),
      conditions: [isTrue('Ready', 0)],
      statuses: [running(0), { ...running(49), name: 'debug' }],
    }),
  ];
  const debug = kubeletEvent('Started', 'Container started', 49.5);
  const events = [
    ...usual.events,
    {
      ...debug,
      event: { ...debug.event, involved: { kind: 'Pod', name: 'web', fieldPath: 'spec.ephemeralContainers{debug}' } },
    },
  ];
  const instants = instantsOf({ pods, events });
  expect([secondsOf(instants['container/debug/started']!.at), secondsOf(instants['podReady']!.at)]).toEqual([
    49.5, 0.72,
  ]);
});

test('fifty containers start one after another', () => {
  const names = Array.from({ length: 50 }, (_, index) => `c${index}`);
  const spec = { nodeName: 'node1', containers: names.map((name, index) => containerSpec({ name, index })) };
  const pods = [
    watched(1, 0.1, { spec: { containers: spec.containers } }),
    watched(9, 60, { spec, startAt: at(0), statuses: names.map((name, index) => ({ ...running(1 + index), name })) }),
  ];
  const instants = instantsOf({ pods, events: [scheduledEvent(0.2)] });
  const starts = names.map((name) => instants[`container/${name}/started`]!.earliest);
  expect([starts.length, starts]).toEqual([50, [...starts].sort((a, b) => a - b)]);
});

test('after the kubelet was restarted its new events are of the later run', () => {
  const first = containerStatus({
    state: { state: 'running', run: { startedAt: second(100) } },
    started: true,
    ready: true,
    restartCount: 3,
    lastRun: { startedAt: second(50), finishedAt: second(90) },
  });
  const pods: PodObservation[] = [
    { pod: podFacts({ spec: { nodeName: 'node1' }, startAt: at(0), statuses: [first] }), how: 'listed' },
  ];
  const instants = instantsOf({ pods, events: [kubeletEvent('Started', 'Container started', 100.4, 'app')] });
  expect([instants['container/app/started'], secondsOf(instants['container/app/run/4/started']!.at)]).toEqual([
    undefined,
    100.4,
  ]);
});

test('a combined event has the time of its first occurrence, and no other', () => {
  const combined = eventFacts({
    uid: 'combined',
    reason: 'Unhealthy',
    message: '(combined from similar events): Readiness probe failed: x',
    host: 'node1',
    nameAt: at(5.25),
    firstAt: at(5),
    lastAt: at(9),
    count: 4,
    creationAt: at(5),
  });
  expect(
    told(
      buildInstants(
        podEvidence({ ...usual, events: [...usual.events, { event: combined, how: 'listed' }] }),
      ).eventTimes.get('combined'),
    ),
  ).toEqual([5.25, 5.25, 5.25]);
});

test('a readiness gate and a scheduling gate have their instants', () => {
  const gated = { schedulingGates: ['quota'], readinessGates: ['lb/ready'] };
  const pods = [
    watched(1, 0.1, { spec: gated }),
    watched(2, 5.1, { spec: { ...gated, schedulingGates: [] } }),
    watched(3, 5.3, {
      spec: { ...gated, schedulingGates: [], nodeName: 'node1' },
      conditions: [isTrue('PodScheduled', 5)],
    }),
    watched(4, 9.2, {
      spec: { ...gated, schedulingGates: [], nodeName: 'node1' },
      startAt: at(5),
      conditions: [isTrue('PodScheduled', 5), isTrue('lb/ready', 9)],
    }),
  ];
  const instants = instantsOf({ pods });
  expect([secondsOf(instants['schedulingGate/quota']!.at), secondsOf(instants['gate/lb/ready']!.at)]).toEqual([
    5.1, 9.2,
  ]);
});

describe('the pace of a node', () => {
  const slow = (effort: number): number => {
    const events = [
      scheduledEvent(0.2),
      kubeletEvent('Pulled', present, 0.6, 'app'),
      kubeletEvent('Created', 'Container created', 0.65, 'app'),
      kubeletEvent('Started', 'Container started', 0.65 + effort, 'app'),
    ];
    const { earliest, latest } = instantsOf({ pods: usual.pods.slice(0, 2), events })['container/app/created']!;
    return latest - earliest;
  };

  test('a node that takes long for everything may tell of it late', () => {
    expect(slow(1)).toBeGreaterThan(slow(0.05) + 40);
  });
});

describe('a pull whose only duration counts the queue, or that has none', () => {
  const pulling = kubeletEvent('Pulling', 'Pulling image "app:1"', 1, 'app');
  const pull = (podUid: string, queued: number, ended: number): NodePull => ({
    podUid,
    podName: podUid,
    namespace: 'shop',
    container: 'app',
    image: 'app:1',
    queuedAt: at(queued),
    endedAt: at(ended),
  });
  const started = (message: string, nodePulls: readonly NodePull[]): readonly number[] =>
    told(
      instantsOf({
        pods: usual.pods.slice(0, 2),
        events: [pulling, kubeletEvent('Pulled', message, 6, 'app')],
        nodePulls,
      })['container/app/pullStarted'],
    ) ?? [];

  test('began when it was asked for, as far as anyone knows', () => {
    expect(started('Successfully pulled image "app:1" in 4.999s', [])[1]).toBeCloseTo(1, 2);
  });

  test('began when the pull before it ended, since such kubelets pull one at a time', () => {
    expect(started('Successfully pulled image "app:1"', [pull('pod-1', 1, 6), pull('pod-2', 0.5, 4)])[1]).toBe(4);
  });

  test('is bounded by when it was asked for and when it ended', () => {
    const [earliest = 0, , latest = 0] = started('Successfully pulled image "app:1" in 4.999s', [
      pull('pod-1', 1, 6),
      pull('pod-2', 0.5, 4),
    ]);
    expect([earliest < 1.01, latest > 5.99]).toEqual([true, true]);
  });
});

describe('readiness that was lost before anyone looked', () => {
  const ended = { startedAt: second(0), finishedAt: second(9), exitCode: 1 };
  const stored = (
    lostSeconds: number,
    statuses = [containerStatus({ state: { state: 'waiting', reason: 'CrashLoopBackOff' }, lastRun: ended })],
  ): PodObservation => ({
    pod: podFacts({
      spec: { nodeName: 'node1' },
      startAt: second(0),
      conditions: ['Ready', 'ContainersReady'].map((type) => ({
        type,
        status: 'False',
        reason: 'ContainersNotReady',
        lastTransitionAt: second(lostSeconds),
      })),
      statuses,
    }),
    how: 'listed',
  });

  test('lies between the first start and the loss: the condition’s time only moves when it changes', () => {
    const [earliest = 0, , latest = 0] =
      told(instantsOf({ pods: [stored(9)], events: usual.events })['podReady']) ?? [];
    expect([earliest > 0.67, latest]).toEqual([true, 10]);
  });

  test('is not claimed when the condition is as old as the pod', () => {
    expect(instantsOf({ pods: [stored(1)], events: usual.events })['podReady']).toBeUndefined();
  });

  test('is not claimed of a pod whose containers never ran: one that is refused gets its conditions late', () => {
    expect(instantsOf({ pods: [stored(9, [containerStatus()])], events: [] })['podReady']).toBeUndefined();
  });
});
