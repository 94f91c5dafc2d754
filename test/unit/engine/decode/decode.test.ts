import { describe, expect, test } from 'vitest';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { eventNameTime } from '../../../../src/engine/decode/json/decode-event.ts';
import { DecodeError, parseTime } from '../../../../src/engine/decode/json/decode-json.ts';
import { epochMs } from '../../../../src/engine/timeline/model/units.ts';

const metadata = {
  name: 'web',
  namespace: 'shop',
  uid: 'u1',
  resourceVersion: '7',
  creationTimestamp: '2026-01-01T00:00:00Z',
};

const decode = (resource: string, object: unknown): unknown => decodeChange({ resource, how: 'listed', object })?.facts;

function problemOf(resource: string, object: unknown): string {
  try {
    decode(resource, object);
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
  return 'none';
}

describe('what is not as the API promises', () => {
  test.each([
    ['pods', null, 'pods: object is not an object'],
    ['pods', [], 'pods: object is not an object'],
    ['pods', {}, 'pods: metadata.uid is missing'],
    ['pods', { metadata: { ...metadata, uid: '' } }, 'pods shop/web: metadata.uid is missing'],
    [
      'pods',
      { metadata: { ...metadata, creationTimestamp: 'yesterday' } },
      'pods shop/web: metadata.creationTimestamp is no RFC 3339 time: yesterday',
    ],
    ['pods', { metadata, spec: { containers: {} } }, 'pods shop/web: spec.containers is not a list'],
    ['pods', { metadata, spec: { containers: [{}] } }, 'pods shop/web: spec.containers[0].name is missing'],
    [
      'pods',
      { metadata, status: { containerStatuses: [{ name: 'app' }, { name: 'b', restartCount: '3' }] } },
      'pods shop/web: status.containerStatuses[1].restartCount is not a number',
    ],
    ['events', { metadata, series: { count: true } }, 'events shop/web: series.count is not a number'],
    ['replicasets', { metadata, spec: { replicas: '2' } }, 'replicasets shop/web: spec.replicas is not a number'],
    ['nodes', 'node', 'nodes: object is not an object'],
  ])('%s %j: %s', (resource, object, problem) => {
    expect(problemOf(resource, object)).toBe(problem);
  });
});

test('a pod with nothing but metadata is a pod of which nothing is known', () => {
  expect(decode('pods', { metadata, spec: null, status: null, unheardOf: { a: 1 } })).toMatchObject({
    uid: 'u1',
    phase: 'Unknown',
    statuses: [],
    conditions: [],
    spec: { containers: [], volumes: [], schedulingGates: [] },
  });
});

test('unknown is absent, not undefined', () => {
  expect(Object.keys(decode('pods', { metadata }) as object)).not.toContain('deletionAt');
});

test('resources that no timeline needs are nothing', () => {
  expect(decodeChange({ resource: 'namespaces', how: 'listed', object: null })).toBeUndefined();
});

test('an init container that restarts always is a sidecar', () => {
  const spec = {
    initContainers: [{ name: 'proxy', restartPolicy: 'Always' }, { name: 'setup' }],
    containers: [{ name: 'app' }],
    ephemeralContainers: [{ name: 'debug' }],
  };
  expect(decode('pods', { metadata, spec })).toMatchObject({
    spec: {
      containers: [
        { role: 'sidecar', index: 0 },
        { role: 'init', index: 1 },
        { role: 'container', index: 0 },
        { role: 'ephemeral', index: 0 },
      ],
    },
  });
});

test('optional configuration is not waited for', () => {
  const env = [
    { valueFrom: { secretKeyRef: { name: 'a' } } },
    { valueFrom: { configMapKeyRef: { name: 'b', optional: true } } },
  ];
  expect(
    decode('pods', {
      metadata,
      spec: { containers: [{ name: 'app', env, envFrom: [{ configMapRef: { name: 'c' } }] }] },
    }),
  ).toMatchObject({ spec: { containers: [{ configRefs: ['ConfigMap/c', 'Secret/a'] }] } });
});

test('a mirror pod knows its static pod, a bare pod does not', () => {
  const annotations = {
    'kubernetes.io/config.source': 'file',
    'kubernetes.io/config.mirror': 'h',
    'kubernetes.io/config.hash': 'h',
    'kubernetes.io/config.seen': '2026-01-01T00:00:01.000000500Z',
  };
  expect([decode('pods', { metadata: { ...metadata, annotations } }), decode('pods', { metadata })]).toMatchObject([
    { staticPod: { hash: 'h', source: 'file', seenAt: Date.UTC(2026, 0, 1, 0, 0, 1) + 0.0005 } },
    { name: 'web' },
  ]);
});

describe('events', () => {
  const firstTimestamp = '2026-11-21T08:10:36Z';
  const core = {
    metadata: { ...metadata, name: 'web.18ea011fa1951db6' },
    involvedObject: { kind: 'Pod', name: 'web', uid: 'u2', fieldPath: 'spec.containers{app}' },
    reason: 'Created',
    message: 'm',
    type: 'Normal',
    source: { component: 'kubelet', host: 'node1' },
    firstTimestamp,
    lastTimestamp: firstTimestamp,
    count: 2,
  };

  test('the name carries the time of the first occurrence', () => {
    expect(decode('events', core)).toMatchObject({ nameAt: 1795248636827 + 0.082166, count: 2, host: 'node1' });
  });

  test('both API groups say the same', () => {
    const { involvedObject, message, source, firstTimestamp: first, lastTimestamp, count, ...same } = core;
    const other = {
      ...same,
      regarding: involvedObject,
      note: message,
      deprecatedSource: source,
      deprecatedFirstTimestamp: first,
      deprecatedLastTimestamp: lastTimestamp,
      deprecatedCount: count,
    };
    expect(decode('events', other)).toEqual(decode('events', core));
  });

  test('a series counts', () => {
    expect(
      decode('events', {
        metadata,
        eventTime: '2026-01-01T00:00:00.123456Z',
        series: { count: 4, lastObservedTime: '2026-01-01T00:01:00.5Z' },
      }),
    ).toMatchObject({
      eventAt: Date.UTC(2026, 0, 1) + 123.456,
      count: 4,
      series: { count: 4, lastObservedAt: Date.UTC(2026, 0, 1, 0, 1) + 500 },
    });
  });

  test.each([
    ['a UUID', 'web.0b8e1c1e-7a3e-4a55-9f0e-2f6c6a7d2b11'],
    ['a time of another second', 'web.18ea01f000000000'],
    ['no dot', '18ea011fa1951db6x'],
  ])('%s in the name is no time', (_what, name) => {
    expect(eventNameTime(name, parseTime(firstTimestamp))).toBeUndefined();
  });

  test('a name without a stamp to check it by is no time', () => {
    expect(eventNameTime('web.18ea011fa1951db6', undefined)).toBeUndefined();
  });
});

test.each([
  ['2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1)],
  ['2026-01-01T02:00:00+02:00', Date.UTC(2026, 0, 1)],
  ['2026-01-01T00:00:00.25Z', Date.UTC(2026, 0, 1) + 250],
  ['2026-01-01T00:00:00.123456789Z', Date.UTC(2026, 0, 1) + 123.456789],
  ['2026', undefined],
  ['soon', undefined],
])('%s is read to its last digit', (text, expected) => {
  const time = parseTime(text);
  expect(time === undefined || expected === undefined ? time : Math.abs(time - epochMs(expected)) < 1e-3).toBe(
    expected === undefined ? undefined : true,
  );
});

test.each([
  ['zero', 0],
  ['negative', -5],
])('a period of a probe that is %s stands for the default', (_name, periodSeconds) => {
  const containers = [
    { name: 'app', readinessProbe: { exec: { command: ['true'] }, periodSeconds, initialDelaySeconds: periodSeconds } },
  ];
  expect(decode('pods', { metadata, spec: { containers } })).toMatchObject({
    spec: { containers: [{ readinessProbe: { periodSeconds: 10, initialDelaySeconds: 0 } }] },
  });
});

test('a number that JSON can hold and the API cannot is told', () => {
  expect(
    problemOf('pods', {
      metadata,
      status: { containerStatuses: [{ name: 'app', restartCount: JSON.parse('1e400') as number }] },
    }),
  ).toBe('pods shop/web: status.containerStatuses[0].restartCount is not a whole number');
});

test('a probe’s command that is longer than what is read is not shown in part', () => {
  const containers = [{ name: 'app', readinessProbe: { exec: { command: ['x'.repeat(5000)] } } }];
  expect(
    Object.keys(
      (decode('pods', { metadata, spec: { containers } }) as { spec: { containers: { readinessProbe: object }[] } })
        .spec.containers[0]!.readinessProbe,
    ),
  ).not.toContain('check');
});
