import type { Random } from './random.ts';

/**
 * One of each kind of text that Podfall reads something out of: events of every kind, errors of statuses, names,
 * quantities.
 */
export const KNOWN_TEXTS: readonly (readonly [reason: string, message: string])[] = [
  ['Pulling', 'Pulling image "registry.example/app:1"'],
  [
    'Pulled',
    'Successfully pulled image "registry.example/app:1" in 1m42.643s (1m44.643s including waiting). Image size: 1169083618 bytes.',
  ],
  ['Pulled', 'Container image "app:1" already present on machine'],
  [
    'Failed',
    'Failed to pull image "app:1": rpc error: code = NotFound desc = failed to pull and unpack image "app:1": failed to resolve reference "app:1": not found',
  ],
  ['Failed', 'Error: secret "settings" not found'],
  ['Failed', "Error: couldn't find key color in ConfigMap shop/settings"],
  [
    'Failed',
    'Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: exec: "nope": executable file not found',
  ],
  ['BackOff', 'Back-off pulling image "app:1"'],
  ['BackOff', 'Back-off restarting failed container app in pod web_shop(0f1e)'],
  ['Created', 'Created container: app'],
  ['Started', 'Started container app'],
  ['Killing', 'Container app failed liveness probe, will be restarted'],
  [
    'Unhealthy',
    'Readiness probe failed: Get "http://10.0.0.1:8080/": dial tcp 10.0.0.1:8080: connect: connection refused',
  ],
  ['Unhealthy', '(combined from similar events): Startup probe errored and resulted in unknown state: rpc error'],
  ['Scheduled', 'Successfully assigned shop/web to node1'],
  [
    'FailedScheduling',
    '0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s). preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  ],
  [
    'NotTriggerScaleUp',
    "pod didn't trigger scale-up (it wouldn't fit if a new node is added): 1 max node group size reached",
  ],
  ['Preempted', 'Preempted by pod 1234 on node node1'],
  ['SuccessfulAttachVolume', 'AttachVolume.Attach succeeded for volume "pvc-1"'],
  ['FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0'],
  ['FailedMount', 'MountVolume.SetUp failed for volume "v" : references non-existent secret key: token'],
  ['FailedMount', 'MountVolume.SetUp failed for volume "v" : object "shop"/"settings" not registered'],
  [
    'FailedMount',
    'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[data]: timed out waiting for the condition',
  ],
  [
    'FailedCreatePodSandBox',
    'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "0a1b2c": plugin type="bridge" failed',
  ],
  [
    'NetworkNotReady',
    'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error',
  ],
  ['SuccessfulCreate', 'Created pod: web'],
  ['SuccessfulCreate', 'create Pod db-0 in StatefulSet db successful'],
  [
    'FailedCreate',
    '(combined from similar events): Error creating: pods "web-1" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=3, limited: pods=3',
  ],
  ['ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'],
];

/** What is repeated to make a pattern try again and again: parts of which two neighbours of a pattern may take. */
const PUMPS = [
  '.',
  ' ',
  '"',
  '(',
  ')',
  '{',
  '}',
  '1',
  '9',
  'a',
  's',
  'm',
  ',',
  ':',
  '/',
  '@',
  '#',
  '\\',
  '<',
  '-',
  '_',
  '\t',
  '\n',
  '. ',
  ', ',
  ': ',
  '1s',
  '1.',
  '"" ',
  ' in ',
  'µs',
] as const;

/** Names that every object inherits something under, and others that a name should not be. */
export const HOSTILE_NAMES = [
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'prototype',
  '',
  ' ',
  '\u202e',
  '[x](command:y)',
  '<img src=x onerror=1>',
  '$(zap)',
  'a/run/2/ready',
  'created',
  '\u001b[2J',
  'x'.repeat(5000),
] as const;

/**
 * A known text with something in it repeated until it is `length` long: at its begin, within or at its end, by a part
 * of its own or any pump.
 */
export function pumped(random: Random, text: string, length: number): string {
  const at = random.below(text.length + 1);
  const pump = random.chance(0.5) ? random.pick(PUMPS) : text.slice(at, at + 1 + random.below(12)) || '.';
  const tail = random.chance(0.5) ? text.slice(at) : random.pick(['', '!', '\u0000', '"']);
  const times = Math.max(0, Math.ceil((length - at - tail.length) / pump.length));
  return text.slice(0, at) + pump.repeat(times) + tail;
}
