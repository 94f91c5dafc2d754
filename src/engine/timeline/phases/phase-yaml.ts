import type { Reading } from '../reading/reading.ts';
import type { PhaseKind, YamlPath } from '../model/timeline.ts';
import type { Draft } from './draft.ts';

const LISTS = {
  init: 'initContainers',
  sidecar: 'initContainers',
  container: 'containers',
  ephemeral: 'ephemeralContainers',
} as const;

/**
 * Where a container stands in the manifest: `['spec', 'containers', 0]`. Undefined for one that is known only from
 * events.
 */
export function containerPath(name: string, { containers }: Reading): YamlPath | undefined {
  const container = containers.find((one) => one.name === name);
  return container?.spec && ['spec', LISTS[container.role], container.index];
}

const NAME: readonly YamlPath[] = [['metadata', 'name']];

/** The lines that a phase in the pod's own lane is about; those of containers are below. */
const OF_POD: Readonly<Record<PhaseKind, readonly YamlPath[]>> = {
  gated: [['spec', 'schedulingGates']],
  unschedulable: [
    ['spec', 'nodeSelector'],
    ['spec', 'affinity'],
    ['spec', 'tolerations'],
    ['spec', 'containers', 0, 'resources'],
  ],
  preempting: [
    ['spec', 'priorityClassName'],
    ['spec', 'containers', 0, 'resources'],
  ],
  scheduling: [['spec', 'nodeName']],
  'node-wait': [
    ['spec', 'containers', 0, 'resources'],
    ['spec', 'nodeSelector'],
  ],
  'kubelet-pickup': [['spec', 'nodeName']],
  attach: [['spec', 'volumes']],
  mount: [['spec', 'volumes']],
  'config-wait': NAME,
  sandbox: [['status', 'podIP']],
  'retry-backoff': NAME,
  turn: NAME,
  'pull-queue': NAME,
  pull: [['spec', 'volumes']],
  'pull-backoff': NAME,
  create: NAME,
  start: NAME,
  'post-start': NAME,
  'startup-probe': NAME,
  readiness: [['status', 'conditions']],
  'crash-backoff': NAME,
  run: NAME,
  'readiness-gate': [
    ['spec', 'readinessGates'],
    ['status', 'conditions'],
  ],
  terminating: [
    ['spec', 'terminationGracePeriodSeconds'],
    ['metadata', 'deletionTimestamp'],
  ],
};

/** Fields of the container that a phase in its lane is about; it itself always is. */
const OF_CONTAINER: Readonly<Record<PhaseKind, readonly string[]>> = {
  gated: [],
  unschedulable: [],
  preempting: [],
  scheduling: [],
  'node-wait': [],
  'kubelet-pickup': [],
  attach: [],
  mount: [],
  'config-wait': ['envFrom', 'env'],
  sandbox: [],
  'retry-backoff': [],
  turn: ['name'],
  'pull-queue': ['image', 'imagePullPolicy'],
  pull: ['image', 'imagePullPolicy'],
  'pull-backoff': ['image'],
  create: [],
  start: ['command'],
  'post-start': ['lifecycle'],
  'startup-probe': ['startupProbe'],
  readiness: ['readinessProbe'],
  'crash-backoff': ['command'],
  run: ['command'],
  'readiness-gate': [],
  terminating: [],
};

/** The lines of the manifest that a phase is about, the most telling first; the last one is always there. */
export function yamlOf(draft: Draft, reading: Reading): readonly YamlPath[] {
  if (draft.lane === 'pod') {
    return draft.kind === 'mount' ? mountPaths(draft, reading) : OF_POD[draft.kind];
  }
  const path = containerPath(draft.lane.slice('container/'.length), reading);
  return path ? [...OF_CONTAINER[draft.kind].map((key) => [...path, key]), path] : [];
}

function mountPaths(draft: Draft, { pod }: Reading): readonly YamlPath[] {
  const missing = pod?.spec.volumes.find(
    ({ name, refName }) =>
      draft.message?.includes(`"${name}"`) === true ||
      (refName !== undefined && draft.message?.includes(`"${refName}"`) === true),
  );
  return missing
    ? [
        ['spec', 'volumes', missing.index],
        ['spec', 'volumes'],
      ]
    : [['spec', 'volumes']];
}
