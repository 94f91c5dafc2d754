import { expect, test } from 'vitest';
import {
  classify,
  containerOf,
  goDuration,
  isCombined,
  withinLife,
} from '../../../../../src/engine/timeline/instants/event-text.ts';
import { durationMs } from '../../../../../src/engine/timeline/model/units.ts';
import { at, eventFacts, podFacts } from '../facts-builder.ts';

const image = 'registry.example/app:1';

test.each([
  // Versions, reason, type, text, what it says.
  ['1.19', 'Pulling', 'Normal', `Pulling image "${image}"`, { kind: 'pulling' }],
  ['1.19', 'Pulled', 'Normal', `Successfully pulled image "${image}"`, { kind: 'pulled' }],
  [
    '1.20-1.26',
    'Pulled',
    'Normal',
    `Successfully pulled image "${image}" in 568.498558ms`,
    { kind: 'pulled', waited: 568.498558 },
  ],
  [
    '1.27-1.29',
    'Pulled',
    'Normal',
    `Successfully pulled image "${image}" in 10.287s (10.287s including waiting)`,
    { kind: 'pulled', took: 10287, waited: 10287 },
  ],
  [
    '1.30-1.36',
    'Pulled',
    'Normal',
    `Successfully pulled image "${image}" in 1m42.643s (1m44.643s including waiting). Image size: 1169083618 bytes.`,
    { kind: 'pulled', took: 102643, waited: 104643, bytes: 1169083618 },
  ],
  ['1.19-1.34', 'Pulled', 'Normal', `Container image "${image}" already present on machine`, { kind: 'present' }],
  [
    '1.35-1.36',
    'Pulled',
    'Normal',
    `Container image "${image}" already present on machine and can be accessed by the pod`,
    { kind: 'present' },
  ],
  [
    '1.19-1.36',
    'Failed',
    'Warning',
    `Failed to pull image "${image}": rpc error: code = NotFound`,
    { kind: 'pull-failed' },
  ],
  ['1.19-1.36', 'Failed', 'Warning', 'Error: ErrImagePull', { kind: 'pull-failed' }],
  ['1.19-1.36', 'Failed', 'Warning', `Failed to inspect image "${image}": rpc error`, { kind: 'pull-failed' }],
  ['1.19-1.36', 'Failed', 'Warning', 'Error: ImagePullBackOff', { kind: 'pull-back-off' }],
  [
    '1.19-1.36',
    'ErrImageNeverPull',
    'Warning',
    `Container image "${image}" is not present with pull policy of Never`,
    { kind: 'pull-failed' },
  ],
  ['1.19-1.36', 'InspectFailed', 'Warning', `Failed to apply default image tag "${image}"`, { kind: 'pull-failed' }],
  ['1.19-1.36', 'BackOff', 'Normal', `Back-off pulling image "${image}"`, { kind: 'pull-back-off' }],
  [
    '1.31-1.36',
    'BackOff',
    'Normal',
    `Back-off pulling image "${image}": ErrImagePull: rpc error`,
    { kind: 'pull-back-off' },
  ],
  ['1.19-1.26', 'BackOff', 'Warning', 'Back-off restarting failed container', { kind: 'crash-back-off' }],
  [
    '1.27-1.36',
    'BackOff',
    'Warning',
    'Back-off restarting failed container app in pod web_shop(0f1e)',
    { kind: 'crash-back-off' },
  ],
  ['1.19-1.32', 'Created', 'Normal', 'Created container app', { kind: 'created' }],
  ['1.33-1.34', 'Created', 'Normal', 'Created container: app', { kind: 'created' }],
  ['1.35-1.36', 'Created', 'Normal', 'Container created', { kind: 'created' }],
  ['1.19-1.34', 'Started', 'Normal', 'Started container app', { kind: 'started' }],
  ['1.35-1.36', 'Started', 'Normal', 'Container started', { kind: 'started' }],
  ['1.19-1.36', 'Failed', 'Warning', 'Error: configmap "settings" not found', { kind: 'container-failed' }],
  [
    '1.19-1.36',
    'Failed',
    'Warning',
    'Error: failed to create containerd task: exec: "nope": not found',
    { kind: 'container-failed' },
  ],
  [
    '1.19-1.36',
    'Killing',
    'Normal',
    'Container app failed liveness probe, will be restarted',
    { kind: 'killing', because: 'liveness' },
  ],
  [
    '1.19-1.36',
    'Killing',
    'Normal',
    'Container app failed startup probe, will be restarted',
    { kind: 'killing', because: 'startup' },
  ],
  ['1.19-1.36', 'Killing', 'Normal', 'Stopping container app', { kind: 'killing' }],
  [
    '1.19-1.36',
    'Unhealthy',
    'Warning',
    'Readiness probe failed: HTTP probe failed with statuscode: 503',
    { kind: 'probe-failed', probe: 'readiness' },
  ],
  ['1.19-1.31', 'Unhealthy', 'Warning', 'Startup probe errored: rpc error', { kind: 'probe-failed', probe: 'startup' }],
  [
    '1.32-1.36',
    'Unhealthy',
    'Warning',
    'Liveness probe errored and resulted in unknown state: rpc error',
    { kind: 'probe-failed', probe: 'liveness' },
  ],
  [
    '1.19-1.36',
    'ProbeWarning',
    'Warning',
    'Readiness probe warning: Probe terminated redirects',
    { kind: 'probe-warning' },
  ],
  ['1.19-1.36', 'FailedPostStartHook', 'Warning', 'PostStartHook failed', { kind: 'hook-failed', hook: 'postStart' }],
  ['1.19-1.36', 'FailedPreStopHook', 'Warning', 'PreStopHook failed', { kind: 'hook-failed', hook: 'preStop' }],
  ['1.19-1.36', 'Scheduled', 'Normal', 'Successfully assigned shop/web to node1', { kind: 'scheduled' }],
  [
    '1.19-1.36',
    'FailedScheduling',
    'Warning',
    '0/1 nodes are available: 1 node(s) did not match.',
    { kind: 'unschedulable' },
  ],
  ['1.19-1.36', 'Preempted', 'Normal', 'Preempted by pod 1234 on node node1', { kind: 'preempted' }],
  [
    '1.19-1.36',
    'SuccessfulAttachVolume',
    'Normal',
    'AttachVolume.Attach succeeded for volume "pvc-1"',
    { kind: 'volume-attached', volume: 'pvc-1' },
  ],
  [
    '1.19-1.36',
    'FailedMount',
    'Warning',
    'MountVolume.SetUp failed for volume "v" : configmap "files" not found',
    { kind: 'volume-failed', step: 'mount' },
  ],
  [
    '1.19-1.36',
    'FailedAttachVolume',
    'Warning',
    'Multi-Attach error for volume "pvc-1"',
    { kind: 'volume-failed', step: 'attach' },
  ],
  [
    '1.19-1.36',
    'FailedCreatePodSandBox',
    'Warning',
    'Failed to create pod sandbox: rpc error',
    { kind: 'sandbox-failed' },
  ],
  [
    '1.19-1.36',
    'SandboxChanged',
    'Normal',
    'Pod sandbox changed, it will be killed and re-created.',
    { kind: 'sandbox-changed' },
  ],
  ['1.19-1.36', 'NetworkNotReady', 'Warning', 'network is not ready', { kind: 'network-not-ready' }],
  ['1.19-1.36', 'SuccessfulCreate', 'Normal', 'Created pod: web-1', { kind: 'pod-created', pod: 'web-1' }],
  [
    '1.19-1.35',
    'SuccessfulCreate',
    'Normal',
    'create Pod db-0 in StatefulSet db successful',
    { kind: 'pod-created', pod: 'db-0' },
  ],
  [
    '1.36',
    'SuccessfulCreate',
    'Normal',
    'Create Pod db-0 in StatefulSet db successful',
    { kind: 'pod-created', pod: 'db-0' },
  ],
  [
    '1.19-1.36',
    'SuccessfulCreate',
    'Normal',
    'create Claim data-db-0 Pod db-0 in StatefulSet db success',
    { kind: 'other' },
  ],
  [
    '1.19-1.36',
    'FailedCreate',
    'Warning',
    'Error creating: pods "web-1" is forbidden: exceeded quota',
    { kind: 'pod-rejected' },
  ],
  [
    '1.19-1.36',
    'WaitForFirstConsumer',
    'Normal',
    'waiting for first consumer to be created before binding',
    { kind: 'claim', step: 'waiting' },
  ],
  [
    '1.19-1.36',
    'TriggeredScaleUp',
    'Normal',
    'pod triggered scale-up: [{group 1->2 (max: 5)}]',
    { kind: 'scale-up', answer: 'triggered' },
  ],
  ['any', 'TaintManagerEviction', 'Normal', 'Cancelling deletion of Pod shop/web', { kind: 'other' }],
] as const)('%s: %s (%s) "%s"', (_versions, reason, type, message, meaning) => {
  expect(classify(eventFacts({ reason, type, message }))).toEqual(meaning);
});

test('a combined event says what its text says behind the prefix', () => {
  const event = eventFacts({
    reason: 'Unhealthy',
    type: 'Warning',
    message: '(combined from similar events): Readiness probe failed: timeout',
  });
  expect([classify(event), isCombined(event)]).toEqual([{ kind: 'probe-failed', probe: 'readiness' }, true]);
});

test.each([
  ['spec.containers{app}', 'app'],
  ['spec.initContainers{migrate}', 'migrate'],
  ['spec.ephemeralContainers{debug-1}', 'debug-1'],
  ['spec.volumes{image}', undefined],
  [undefined, undefined],
])('the container of %s is %s', (fieldPath, name) => {
  const involved = { kind: 'Pod', name: 'web', ...(fieldPath === undefined ? {} : { fieldPath }) };
  expect(containerOf(eventFacts({ involved, message: 'Created container other' }))).toBe(name);
});

test.each([
  ['54ms', 54],
  ['1m2.3s', 62_300],
  ['2h0m0.5s', 7_200_500],
  ['900µs', 0.9],
])('%s is %d ms', (text, ms) => {
  expect(goDuration(text)).toBeCloseTo(ms, 6);
});

test.each(['99999999999h', `${'9'.repeat(300)}h`, '1.s', '1e9s', '-5s', '', '.', 'constructor', '1s1h'])(
  '"%s" is no duration',
  (text) => {
    expect(goDuration(text)).toBeUndefined();
  },
);

test('an event is said to be of no kind by a reason that every object has', () => {
  expect(['constructor', '__proto__', 'toString'].map((reason) => classify(eventFacts({ reason })))).toEqual([
    { kind: 'other' },
    { kind: 'other' },
    { kind: 'other' },
  ]);
});

test.each([
  [10_999, 10_999],
  [11_001, undefined],
])('of a pod that had lived for 10 s by then, %d ms are told as %s', (duration, told) => {
  expect(withinLife(durationMs(duration), eventFacts({ creationAt: at(10) }), podFacts())).toBe(told);
});
