import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type {
  ConditionFacts,
  ContainerSpecFacts,
  ContainerStatusFacts,
  EventObservation,
  PodEvidence,
  ProbeFacts,
} from '../../../../../src/engine/timeline/model/facts.ts';
import { rules } from '../../../../../src/engine/timeline/findings/registry.ts';
import { ownerFindings } from '../../../../../src/engine/timeline/findings/scheduling/quota-rejected.ts';
import { formatText } from '../../../../../src/engine/timeline/model/text.ts';
import type { Finding } from '../../../../../src/engine/timeline/model/timeline.ts';
import {
  at,
  containerSpec,
  containerStatus,
  eventFacts,
  isTrue,
  kubeletEvent,
  podEvidence,
  scheduledEvent,
  second,
  watched,
} from '../facts-builder.ts';

const findings = (evidence: PodEvidence): readonly Finding[] => buildTimeline(evidence).findings;
const ids = (evidence: PodEvidence): readonly string[] => findings(evidence).map(({ id }) => id);
const sentence = (evidence: PodEvidence, id: string): string => {
  const found = findings(evidence).find((finding) => finding.id === id);
  return found ? formatText(found.sentence, english) : `no ${id}`;
};

const probe = (facts: Partial<ProbeFacts> = {}): ProbeFacts => ({
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
  handler: 'httpGet',
  ...facts,
});

const running = (startedSeconds: number, facts: Partial<ContainerStatusFacts> = {}): ContainerStatusFacts =>
  containerStatus({ state: { state: 'running', run: { startedAt: second(startedSeconds) } }, started: true, ...facts });

interface Start {
  readonly scheduled?: number;
  readonly kubelet?: number;
  readonly started?: number;
  readonly ready?: number;
  readonly events?: readonly EventObservation[];
  readonly spec?: Partial<ContainerSpecFacts>;
}

/** A pod of one container that became ready; by default at once. */
function start({
  scheduled = 0.01,
  kubelet = scheduled + 0.01,
  started = kubelet + 0.5,
  ready = started + 0.02,
  events = [],
  spec = {},
}: Start = {}): PodEvidence {
  const bound: ConditionFacts = isTrue('PodScheduled', scheduled);
  const pod = { spec: { nodeName: 'node1', containers: [containerSpec(spec)] } };
  const taken = { ...pod, startAt: second(kubelet) };
  const runs = { ...taken, phase: 'Running' };
  return podEvidence({
    pods: [
      watched(1, 0.005, { spec: { containers: [containerSpec(spec)] } }),
      watched(2, scheduled + 0.005, { ...pod, conditions: [bound] }),
      watched(3, kubelet + 0.005, { ...taken, conditions: [bound], statuses: [containerStatus()] }),
      watched(4, started + 0.01, { ...runs, conditions: [bound], statuses: [running(started)] }),
      watched(5, ready, {
        ...runs,
        conditions: [bound, isTrue('Ready', ready), isTrue('ContainersReady', ready)],
        statuses: [running(started, { ready: true })],
      }),
    ],
    events: [
      scheduledEvent(scheduled),
      kubeletEvent('Created', 'Container created', started - 0.05, 'app'),
      kubeletEvent('Started', 'Container started', started, 'app'),
      ...events,
    ],
  });
}

const present = (seconds: number): EventObservation =>
  kubeletEvent('Pulled', 'Container image "app:1" already present on machine', seconds, 'app');

/** A word of a scheduler or an autoscaler. */
const said = (reason: string, message: string, seconds: number, component = 'default-scheduler'): EventObservation => ({
  event: eventFacts({ reason, message, component, type: 'Warning', eventAt: at(seconds), creationAt: second(seconds) }),
  how: 'watched',
  arrivedAt: at(seconds + 0.005),
});

const noRoom =
  '0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.';

test('a quick start has no finding', () => {
  expect(ids(start({ events: [present(0.3)] }))).toEqual([]);
});

test('a pull of 20 s is the finding, with size and rate', () => {
  const evidence = start({
    started: 21,
    events: [
      kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app'),
      kubeletEvent(
        'Pulled',
        'Successfully pulled image "app:1" in 20s (20s including waiting). Image size: 100000000 bytes.',
        20.5,
        'app',
      ),
    ],
  });
  expect(sentence(evidence, 'image-pull')).toBe('Pulling app:1 (100 MB) took 20.0 s, which is 5.0 MB a second.');
});

test('an autoscaler that adds a node is one wait, with the time until it was asked', () => {
  const evidence = start({
    scheduled: 60,
    events: [
      said('FailedScheduling', noRoom, 0.02),
      said('TriggeredScaleUp', 'pod triggered scale-up: [{group 1->2}]', 10, 'cluster-autoscaler'),
      present(60.3),
    ],
  });
  expect(sentence(evidence, 'waiting-for-node')).toBe(
    'No node had room: an autoscaler asked for one after 9.98 s, and 50.0 s later the pod had its node (1 min together).',
  );
  expect(ids(evidence)).toEqual(['waiting-for-node']);
});

test('while no node has room, that is the headline', () => {
  const waiting = podEvidence({
    pods: [
      watched(1, 0.005),
      watched(2, 0.03, {
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message: noRoom }],
      }),
    ],
    events: [said('FailedScheduling', noRoom, 0.02)],
  });
  expect(sentence(waiting, 'unschedulable')).toBe('No node can take the pod: 3 Insufficient cpu.');
});

test('a kubelet that takes the pod on 30 s late is slow', () => {
  expect(sentence(start({ kubelet: 30, events: [present(30.3)] }), 'kubelet-slow')).toMatch(
    /^The kubelet of node1 took (29\.\d|30\.0) s to take on the pod\.$/,
  );
});

test('an initialDelaySeconds of 10 is to blame when no probe failed', () => {
  const evidence = start({
    started: 0.5,
    ready: 11,
    spec: { readinessProbe: probe({ initialDelaySeconds: 10, periodSeconds: 5 }) },
    events: [present(0.3)],
  });
  expect(findings(evidence)[0]).toMatchObject({
    id: 'readiness-delay',
    yaml: ['spec', 'containers', 0, 'readinessProbe'],
  });
});

test('the application is to blame when its probe kept failing', () => {
  const failed = (seconds: number): EventObservation =>
    kubeletEvent(
      'Unhealthy',
      'Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused',
      seconds,
      'app',
    );
  const evidence = start({
    started: 0.5,
    ready: 9.2,
    spec: { readinessProbe: probe({ periodSeconds: 1 }) },
    events: [present(0.3), failed(0.6), failed(8.3)],
  });
  expect(ids(evidence)).toEqual(['app-slow-to-ready']);
});

test('the wait after the last failed probe is the settings’ when the period is long', () => {
  const failed = kubeletEvent(
    'Unhealthy',
    'Readiness probe failed: dial tcp 10.0.0.1:80: connect: connection refused',
    0.6,
    'app',
  );
  const evidence = start({
    started: 0.5,
    ready: 30.6,
    spec: { readinessProbe: probe({ periodSeconds: 30 }) },
    events: [present(0.3), failed],
  });
  expect(sentence(evidence, 'readiness-delay')).toMatch(
    /^app answered its readiness probe 30\.1 s after its start; one try had failed, 30\.0 s before that: .* It is asked every 30 s \(periodSeconds\), so up to 30 s of this is waiting for the next try\.$/,
  );
});

test('a log line narrows what the settings can have cost', () => {
  const evidence = start({
    started: 0.5,
    ready: 11,
    spec: { readinessProbe: probe({ initialDelaySeconds: 10 }) },
    events: [present(0.3)],
  });
  const withLog = {
    ...evidence,
    logs: {
      app: [
        { at: at(1), line: 'connecting' },
        { at: at(4), line: 'ready to serve' },
      ],
    },
  };
  expect(findings(withLog)[0]!.explains).toBeCloseTo(7000, -2);
});

test.each([
  ['rpc error: code = NotFound desc = failed to resolve image: app:1: not found', /name and the tag/],
  ['rpc error: code = Unknown desc = failed to authorize: 401 Unauthorized', /imagePullSecrets/],
  ['rpc error: code = Unavailable desc = toomanyrequests: Too Many Requests', /limits how often/],
  ['dial tcp: lookup registry.example.com: no such host', /could not reach the registry.*DNS/],
  ['dial tcp 1.2.3.4:443: i/o timeout', /could not reach the registry/],
  ['toomanyrequests: You may increase the limit by authenticating and upgrading', /limits how often/],
  [
    "pull access denied for shop/web, repository does not exist or may require 'docker login'",
    /no such image, or it is private/,
  ],
  ['no match for platform in manifest: not found', /kind of node/],
  ['tls: failed to verify certificate: x509: certificate signed by unknown authority', /does not trust/],
  ['http: server gave HTTP response to HTTPS client', /plain HTTP/],
  ['write /var/lib/containerd/x: no space left on device: unknown', /disk of the node is full/],
  ['short-name "web:1" did not resolve to an alias', /with its registry/],
  ['pull QPS exceeded', /registryPullQPS/],
])('a pull that fails with "%s" says what to do', (error, advice) => {
  const failing = podEvidence({
    pods: [
      watched(1, 0.005, {
        spec: { nodeName: 'node1' },
        conditions: [isTrue('PodScheduled', 0)],
        startAt: at(0),
        statuses: [containerStatus({ state: { state: 'waiting', reason: 'ImagePullBackOff' } })],
      }),
    ],
    events: [
      scheduledEvent(0.01),
      kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app'),
      kubeletEvent('Failed', `Failed to pull image "app:1": ${error}`, 1, 'app'),
    ],
  });
  const [first] = findings(failing);
  expect(formatText(first!.advice, english)).toMatch(advice);
});

test('volumes that are still attached elsewhere are told apart from slow ones', () => {
  const multi = kubeletEvent(
    'FailedAttachVolume',
    'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node',
    1,
  );
  const evidence = start({
    started: 61,
    events: [
      multi,
      kubeletEvent('SuccessfulAttachVolume', 'AttachVolume.Attach succeeded for volume "pvc-1"', 60),
      present(60.8),
    ],
  });
  expect(formatText(findings(evidence).find(({ id }) => id === 'volume-attach')!.advice, english)).toContain(
    'still attached to another node',
  );
});

test('a startup probe that kills is told apart from a liveness probe', () => {
  const ended = { startedAt: at(1), finishedAt: at(31), exitCode: 137, reason: 'Error' };
  const killed = podEvidence({
    pods: [
      watched(1, 0.005, {
        spec: { nodeName: 'node1', containers: [containerSpec({ startupProbe: probe() })] },
        conditions: [isTrue('PodScheduled', 0)],
        startAt: at(0),
      }),
      watched(2, 31.5, {
        spec: { nodeName: 'node1', containers: [containerSpec({ startupProbe: probe() })] },
        conditions: [isTrue('PodScheduled', 0)],
        startAt: at(0),
        phase: 'Running',
        statuses: [
          containerStatus({ state: { state: 'waiting', reason: 'CrashLoopBackOff' }, lastRun: ended, restartCount: 0 }),
        ],
      }),
    ],
    events: [
      scheduledEvent(0.01),
      present(0.5),
      kubeletEvent('Started', 'Container started', 1, 'app'),
      kubeletEvent('Unhealthy', 'Startup probe failed: HTTP probe failed with statuscode: 503', 20, 'app'),
      kubeletEvent('Killing', 'Container app failed startup probe, will be restarted', 30, 'app'),
    ],
  });
  expect(sentence(killed, 'liveness-killed')).toBe(
    'app was stopped and started again because its startup probe did not pass in time: HTTP probe failed with statuscode: 503.',
  );
});

describe('a container that a probe has stopped, and that still ends', () => {
  const spec = { nodeName: 'node1', containers: [containerSpec({ livenessProbe: probe() })] };
  const before = [
    scheduledEvent(0.01),
    present(0.5),
    kubeletEvent('Started', 'Container started', 1, 'app'),
    kubeletEvent('Unhealthy', 'Liveness probe failed: connection refused', 40, 'app'),
  ];
  const killing = kubeletEvent('Killing', 'Container app failed liveness probe, will be restarted', 40.2, 'app');
  /** Ready since second 2, in a run that began at `since`. */
  const readyPod = (since: number, restartCount = 0) =>
    watched(2, since + 1, {
      spec,
      conditions: [isTrue('PodScheduled', 0), isTrue('ContainersReady', 2), isTrue('Ready', 2)],
      startAt: at(0),
      phase: 'Running',
      statuses: [
        containerStatus({
          state: { state: 'running', run: { startedAt: at(since) } },
          started: true,
          ready: true,
          restartCount,
        }),
      ],
    });
  const bound = watched(1, 0.005, { spec, conditions: [isTrue('PodScheduled', 0)], startAt: at(0) });

  test('has a finding, though the pod is ready', () => {
    const stopping = podEvidence({ pods: [bound, readyPod(1)], events: [...before, killing] });
    expect(sentence(stopping, 'liveness-killed')).toBe(
      'app is being stopped, to be started again, because its liveness probe failed: connection refused.',
    );
  });

  test('has none before the kill', () => {
    expect(ids(podEvidence({ pods: [bound, readyPod(1)], events: before }))).not.toContain('liveness-killed');
  });

  test('is not said of the run that came after it, not even within the same second', () => {
    const after = podEvidence({ pods: [bound, readyPod(40, 1)], events: [...before, killing] });
    expect(
      findings(after)
        .map((finding) => formatText(finding.sentence, english))
        .join(),
    ).not.toContain('is being stopped');
  });
});

describe('events that are not there', () => {
  const bare = start();

  test('are expired when the pod is hours old', () => {
    const old = podEvidence({ pods: [{ ...bare.pods.at(-1)!, how: 'listed', arrivedAt: at(7200) }] });
    expect(ids(old)).toEqual(['events-expired']);
  });

  test('are lost when others of the same start came', () => {
    const two = [containerSpec(), containerSpec({ name: 'quiet', index: 1 })];
    const lost = {
      ...bare,
      pods: bare.pods.map((seen) => ({
        ...seen,
        pod: {
          ...seen.pod,
          spec: { ...seen.pod.spec, containers: two },
          statuses: seen.pod.statuses.flatMap((status) => [status, { ...status, name: 'quiet' }]),
        },
      })),
    };
    expect(ids(lost)).toContain('events-lost');
  });
});

describe('an owner whose pods are refused', () => {
  const owner = { kind: 'ReplicaSet', name: 'web-1', uid: 'owner-1' };
  const refused = (message: string, seconds: number) =>
    eventFacts({
      involved: owner,
      reason: 'FailedCreate',
      message,
      type: 'Warning',
      firstAt: second(seconds),
      lastAt: second(seconds),
      nameAt: at(seconds),
    });
  const quota =
    'Error creating: pods "web-1-abcde" is forbidden: exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1';

  test('says which quota', () => {
    const [found] = ownerFindings(owner, [refused(quota, 1), refused(`(combined from similar events): ${quota}`, 2)]);
    expect(formatText(found!.sentence, english)).toBe(
      'ReplicaSet web-1 cannot create its pods (2 tries in 1.00 s, the last failed too): exceeded quota: small, requested: pods=1, used: pods=1, limited: pods=1.',
    );
  });

  test('has no finding once a pod could be created', () => {
    const created = eventFacts({
      involved: owner,
      reason: 'SuccessfulCreate',
      message: 'Created pod: web-1-fghij',
      nameAt: at(5),
    });
    expect(ownerFindings(owner, [refused(quota, 1), created])).toEqual([]);
  });
});

test('every rule links to the Kubernetes documentation', () => {
  expect(rules.filter(({ docs }) => !docs.startsWith('https://kubernetes.io/docs/')).map(({ id }) => id)).toEqual([]);
});

test('a pod that is gone is not asked for its log', () => {
  const evidence = start({
    started: 0.5,
    ready: 4,
    spec: { readinessProbe: probe({}) },
    events: [present(0.3), kubeletEvent('Unhealthy', 'Readiness probe failed: HTTP 503', 3.5, 'app')],
  });
  const advice = (of: PodEvidence): string => formatText(buildTimeline(of).findings[0]!.advice, english);
  const last = evidence.pods.at(-1)!;
  const gone = { ...evidence, pods: [...evidence.pods, { ...last, how: 'deleted' as const, arrivedAt: at(60) }] };
  expect([advice(evidence).includes('kubectl logs'), advice(gone).includes('kubectl logs')]).toEqual([true, false]);
});

test('pods of one workload are told in the same words, whatever took more of it', () => {
  const failed = kubeletEvent('Unhealthy', 'Readiness probe failed: HTTP 503', 2.5, 'app');
  const told = (ready: number, periodSeconds: number): string => {
    const { findings } = buildTimeline(
      start({
        started: 0.5,
        ready,
        spec: { readinessProbe: probe({ periodSeconds }) },
        events: [present(0.3), failed],
      }),
    );
    return findings.find(({ id }) => id === 'readiness-delay' || id === 'app-slow-to-ready')!.sentence.template;
  };
  expect(told(3.4, 2)).toBe(told(4.5, 2));
});

test('of several readiness gates the one that opened last is named', () => {
  const gates = ['lb/one', 'lb/two'];
  const spec = { nodeName: 'node1', readinessGates: gates };
  const runs = { spec, startAt: second(0), phase: 'Running', statuses: [running(0.5, { ready: true })] };
  const evidence = podEvidence({
    pods: [
      watched(1, 0.1, { spec, startAt: second(0) }),
      watched(2, 1.1, { ...runs, conditions: [isTrue('ContainersReady', 1)] }),
      watched(3, 60, { ...runs, conditions: [isTrue('ContainersReady', 1), isTrue('lb/two', 60)] }),
      watched(4, 90, {
        ...runs,
        conditions: [isTrue('ContainersReady', 1), isTrue('lb/two', 60), isTrue('lb/one', 90)],
      }),
      watched(5, 90.1, {
        ...runs,
        conditions: [isTrue('ContainersReady', 1), isTrue('lb/two', 60), isTrue('lb/one', 90), isTrue('Ready', 90)],
      }),
    ],
    events: [scheduledEvent(0.01), kubeletEvent('Started', 'Container started', 0.5, 'app')],
  });
  const waiting = { ...evidence, pods: evidence.pods.slice(0, 3) };
  expect([sentence(waiting, 'readiness-gate'), sentence(evidence, 'readiness-gate')]).toEqual([
    'All containers are ready; the condition lb/one is still missing.',
    expect.stringMatching(/^All containers were ready; the condition lb\/one came 1 min 29 s later\.$/),
  ]);
});
