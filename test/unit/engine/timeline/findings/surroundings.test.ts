import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import { english } from '../../../../../src/engine/timeline/model/duration.ts';
import type {
  ClaimFacts,
  ConditionFacts,
  NodeFacts,
  PodEvidence,
} from '../../../../../src/engine/timeline/model/facts.ts';
import { needsOf } from '../../../../../src/engine/timeline/model/needs.ts';
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
  podFacts,
  scheduledEvent,
  second,
  watched,
} from '../facts-builder.ts';

/*
 * What the node and the claims of a pod make more exact. Everything here is known without them as well, with fewer
 * words.
 */

const first = (evidence: PodEvidence): Finding => buildTimeline(evidence).findings[0]!;
const advice = (evidence: PodEvidence): string => formatText(first(evidence).advice, english);
const sentence = (evidence: PodEvidence): string => formatText(first(evidence).sentence, english);
const bound = isTrue('PodScheduled', 0);
const onNode = { nodeName: 'node1', containers: [containerSpec()] };

const node = (facts: Partial<NodeFacts> = {}): NodeFacts => ({
  name: 'node1',
  uid: 'node-1',
  conditions: [isTrue('Ready', -1000)],
  ...facts,
});

describe('a kubelet that does not take the pod on', () => {
  const ready = (status: ConditionFacts['status'], seconds: number, message = ''): NodeFacts =>
    node({ conditions: [{ type: 'Ready', status, lastTransitionAt: second(seconds), message }] });
  const waiting = (about: NodeFacts | undefined): PodEvidence =>
    podEvidence({
      pods: [
        watched(1, 0.005),
        watched(2, 0.05, { spec: onNode, conditions: [bound] }),
        watched(3, 40, { spec: onNode, conditions: [bound], labels: { touched: 'yes' } }),
      ],
      events: [scheduledEvent(0.04)],
      ...(about && { node: about }),
    });

  test('is on a node that is not ready', () => {
    expect(advice(waiting(ready('Unknown', -20, 'Kubelet stopped posting node status.')))).toBe(
      'node1 is not ready: Kubelet stopped posting node status. See whether its kubelet runs and reaches the API server.',
    );
  });

  test('is not blamed on a node that is ready', () => {
    expect(advice(waiting(ready('True', -500)))).toBe(advice(waiting(undefined)));
  });

  test('needs the node', () => {
    expect(needsOf(buildTimeline(waiting(undefined)), podFacts({ spec: onNode }))).toEqual({
      node: 'node1',
      claims: [],
    });
  });

  test('took the pod on when the node became ready', () => {
    const status = [
      containerStatus({ state: { state: 'running', run: { startedAt: second(31) } }, started: true, ready: true }),
    ];
    const evidence = podEvidence({
      pods: [
        watched(1, 0.005),
        watched(2, 0.05, { spec: onNode, conditions: [bound] }),
        watched(3, 30.5, { spec: onNode, conditions: [bound], startAt: second(30), statuses: [containerStatus()] }),
        watched(4, 31.2, {
          spec: onNode,
          phase: 'Running',
          conditions: [bound, isTrue('Ready', 31)],
          startAt: second(30),
          statuses: status,
        }),
      ],
      events: [scheduledEvent(0.04), kubeletEvent('Started', 'Container started', 31, 'app')],
      node: ready('True', 29),
    });
    expect(advice(evidence)).toMatch(/^node1 became ready only \d+\S* s after the pod was bound to it/);
  });
});

describe('a pull whose size the kubelet did not tell', () => {
  const pulled = (image: string, about: NodeFacts | undefined, policy = 'IfNotPresent'): PodEvidence => {
    const spec = { nodeName: 'node1', containers: [containerSpec({ image, imagePullPolicy: policy })] };
    const status = [
      containerStatus({
        image,
        state: { state: 'running', run: { startedAt: second(21) } },
        started: true,
        ready: true,
      }),
    ];
    return podEvidence({
      pods: [
        watched(1, 0.005, { spec }),
        watched(2, 0.05, { spec, conditions: [bound] }),
        watched(3, 0.5, { spec, conditions: [bound], startAt: second(0), statuses: [containerStatus()] }),
        watched(4, 21.2, {
          spec,
          phase: 'Running',
          conditions: [bound, isTrue('Ready', 21)],
          startAt: second(0),
          statuses: status,
        }),
      ],
      events: [
        scheduledEvent(0.04),
        kubeletEvent('Pulling', `Pulling image "${image}"`, 0.9, 'app'),
        kubeletEvent('Pulled', `Successfully pulled image "${image}" in 20s (20s including waiting)`, 20.9, 'app'),
        kubeletEvent('Created', 'Created container app', 20.95, 'app'),
        kubeletEvent('Started', 'Started container app', 21, 'app'),
      ],
      server: { major: 1, minor: 29 },
      ...(about && { node: about }),
    });
  };
  const has = (name: string, knownAt?: number): NodeFacts =>
    node({
      images: [
        {
          names: [`${name.split(':')[0]}@sha256:1`, name],
          sizeBytes: 400e6,
          ...(knownAt !== undefined && { knownAt: at(knownAt) }),
        },
      ],
    });

  test('has the size that the node tells', () => {
    expect(sentence(pulled('shop/app:1', has('shop/app:1', 30)))).toBe(
      'Pulling shop/app:1 (400 MB) took 20.0 s, which is 20.0 MB a second.',
    );
  });

  test('is found under the full name that nodes use', () => {
    expect(sentence(pulled('nginx', has('docker.io/library/nginx:latest', 30)))).toContain('(400 MB)');
  });

  test('says nothing of the size of another image', () => {
    expect(sentence(pulled('shop/app:1', has('shop/app:10', 30)))).toBe('Pulling shop/app:1 took 20.0 s.');
  });

  test('was needless when the node had the image before, and imagePullPolicy: Always asked again', () => {
    expect(first(pulled('shop/app:1', has('shop/app:1', -60), 'Always')).id).toBe('image-pull-policy-always');
    expect(first(pulled('shop/app:1', has('shop/app:1', 30), 'Always')).id).toBe('image-pull');
  });
});

test('a node that is busy says what it runs short of', () => {
  const status = [
    containerStatus({ state: { state: 'running', run: { startedAt: second(9) } }, started: true, ready: true }),
  ];
  const busy = (conditions: readonly ConditionFacts[]): string =>
    advice(
      podEvidence({
        pods: [
          watched(1, 0.005),
          watched(2, 0.05, { spec: onNode, conditions: [bound] }),
          watched(3, 0.2, { spec: onNode, conditions: [bound], startAt: second(0), statuses: [containerStatus()] }),
          watched(4, 9.1, {
            spec: onNode,
            phase: 'Running',
            conditions: [bound, isTrue('Ready', 9)],
            startAt: second(0),
            statuses: status,
          }),
        ],
        events: [
          scheduledEvent(0.04),
          kubeletEvent('Pulled', 'Container image "app:1" already present on machine', 4, 'app'),
          kubeletEvent('Created', 'Container created', 8, 'app'),
          kubeletEvent('Started', 'Container started', 9, 'app'),
        ],
        node: node({ conditions }),
      }),
    );
  expect(
    busy([
      isTrue('Ready', -100),
      isTrue('DiskPressure', -50),
      { type: 'MemoryPressure', status: 'False', lastTransitionAt: second(-50) },
    ]),
  ).toBe('node1 reports DiskPressure: make room on it, or spread the start over more nodes.');
  expect(busy([isTrue('Ready', -100), isTrue('DiskPressure', 60)])).toMatch(/^See what else the node does/);
});

describe('a wait for a volume', () => {
  const message =
    "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  const volumes = [
    { name: 'cache', index: 0, source: 'persistentVolumeClaim', refName: 'cache' },
    { name: 'scratch', index: 1, source: 'ephemeral' },
  ];
  const waits = (claims: readonly ClaimFacts[] | undefined, said = message): PodEvidence => {
    const unschedulable: ConditionFacts = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message: said,
      lastTransitionAt: second(0),
    };
    return podEvidence({
      pods: [
        watched(1, 0.005, { spec: { volumes } }),
        watched(2, 0.05, { spec: { volumes }, conditions: [unschedulable] }),
        watched(3, 30, { spec: { volumes }, conditions: [unschedulable], labels: { touched: 'yes' } }),
      ],
      events: [
        {
          event: eventFacts({
            reason: 'FailedScheduling',
            message: said,
            component: 'default-scheduler',
            type: 'Warning',
            eventAt: at(0.04),
            creationAt: second(0),
          }),
          how: 'watched',
          arrivedAt: at(0.045),
        },
      ],
      ...(claims && { claims }),
    });
  };
  const claim = (name: string, facts: Partial<ClaimFacts> = {}): ClaimFacts => ({
    uid: name,
    namespace: 'shop',
    name,
    phase: 'Pending',
    storageClass: 'fast',
    ...facts,
  });

  test('needs the claims, of ephemeral volumes as well', () => {
    expect(needsOf(buildTimeline(waits(undefined)), podFacts({ spec: { volumes } }))).toEqual({
      claims: ['cache', 'web-scratch'],
    });
  });

  test('names the claim that has no volume', () => {
    expect(sentence(waits([claim('cache', { phase: 'Bound' }), claim('web-scratch')]))).toBe(
      'There is no volume for the claim web-scratch yet.',
    );
    expect(first(waits([claim('cache', { phase: 'Bound' }), claim('web-scratch')])).yaml).toEqual([
      'spec',
      'volumes',
      1,
    ]);
  });

  test.each([
    [
      'a provisioner',
      { class: { exists: true, provisioner: 'ebs.csi.aws.com' } } as const,
      'ebs.csi.aws.com makes the volumes of the StorageClass fast of the claim cache: see its logs and quotas, and kubectl describe pvc cache.',
    ],
    [
      'a class without a provisioner',
      { class: { exists: true, provisioner: 'kubernetes.io/no-provisioner' } } as const,
      'Nothing makes volumes of the StorageClass fast: someone has to make one that fits the claim cache, or the claim needs another class.',
    ],
    [
      'a class that does not exist',
      { class: { exists: false } } as const,
      'The claim cache names the StorageClass fast, which does not exist: create it, or correct the name.',
    ],
    [
      'a class that could not be read',
      {},
      'See what the claim waits for (kubectl describe pvc): a provisioner, a StorageClass, or a volume that someone has to make.',
    ],
  ])('says what %s means', (_name, facts, expected) => {
    expect(advice(waits([claim('cache', facts)]))).toBe(expected);
  });

  test('without any class says that nobody will make one', () => {
    const { storageClass: _none, ...classless } = claim('cache');
    expect(advice(waits([classless]))).toMatch(/^The claim cache has no StorageClass/);
  });

  test('of a claim that does not exist says so', () => {
    const evidence = waits(
      undefined,
      '0/1 nodes are available: persistentvolumeclaim "web-scratch" not found. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    );
    expect([sentence(evidence), advice(evidence)]).toEqual([
      'There is no volume for the claim web-scratch yet.',
      'There is no claim web-scratch: create it, or correct claimName in the pod.',
    ]);
  });
});

test('a start without trouble needs nothing', () => {
  const spec = onNode;
  const status = [
    containerStatus({ state: { state: 'running', run: { startedAt: second(0) } }, started: true, ready: true }),
  ];
  const pods = [
    watched(1, 0.005, { spec }),
    watched(2, 0.6, {
      spec,
      phase: 'Running',
      conditions: [bound, isTrue('Ready', 0)],
      startAt: second(0),
      statuses: status,
    }),
  ];
  expect(needsOf(buildTimeline(podEvidence({ pods })), podFacts({ spec }))).toEqual({ claims: [] });
});
