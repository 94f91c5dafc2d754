import { isVolumeReason } from './scheduler-message.ts';
import { type Text, text } from './text.ts';
import type { Phase, PhaseKind } from './timeline.ts';

/** What is shown of a kind of phase. */
export interface PhaseKindInfo {
  readonly name: Text;
  /** One line for someone who has not met it. */
  readonly explanation: Text;
  readonly docs: string;
  /** Whether something is being done for the pod, or it waits for something else. Waits are hatched. */
  readonly activity: 'working' | 'waiting';
}

const DOCS = 'https://kubernetes.io/docs/';

/** The names of phases, for the waterfall, the tree, the terminal and the documentation. */
export const phaseKinds: Readonly<Record<PhaseKind, PhaseKindInfo>> = {
  gated: {
    name: text('scheduling gate'),
    explanation: text('A scheduling gate in the spec keeps the scheduler away until someone removes it.'),
    docs: `${DOCS}concepts/scheduling-eviction/pod-scheduling-readiness/`,
    activity: 'waiting',
  },
  unschedulable: {
    name: text('no node fits'),
    explanation: text('The scheduler found no node that can take the pod; it tries again when something changes.'),
    docs: `${DOCS}concepts/scheduling-eviction/assign-pod-node/`,
    activity: 'waiting',
  },
  preempting: {
    name: text('preemption'),
    explanation: text('Pods of a lower priority are being stopped to make room for this one.'),
    docs: `${DOCS}concepts/scheduling-eviction/pod-priority-preemption/`,
    activity: 'waiting',
  },
  scheduling: {
    name: text('scheduling'),
    explanation: text('The scheduler chooses a node and binds the pod to it.'),
    docs: `${DOCS}concepts/scheduling-eviction/kube-scheduler/`,
    activity: 'working',
  },
  'node-wait': {
    name: text('new node'),
    explanation: text('No node had room, so an autoscaler is adding one.'),
    docs: `${DOCS}concepts/cluster-administration/node-autoscaling/`,
    activity: 'waiting',
  },
  'kubelet-pickup': {
    name: text('kubelet pick-up'),
    explanation: text('The node’s kubelet learns of the pod and takes it on.'),
    docs: `${DOCS}reference/command-line-tools-reference/kubelet/`,
    activity: 'working',
  },
  attach: {
    name: text('attach volumes'),
    explanation: text('Volumes are attached to the node.'),
    docs: `${DOCS}concepts/storage/persistent-volumes/`,
    activity: 'working',
  },
  mount: {
    name: text('mount volumes'),
    explanation: text('The kubelet mounts the pod’s volumes; it looks every 300 ms whether all are there.'),
    docs: `${DOCS}concepts/storage/volumes/`,
    activity: 'working',
  },
  'config-wait': {
    name: text('waits for configuration'),
    explanation: text(
      'The container cannot be created, mostly because a ConfigMap or Secret is missing; the kubelet tries again.',
    ),
    docs: `${DOCS}tasks/configure-pod-container/configure-pod-configmap/`,
    activity: 'waiting',
  },
  sandbox: {
    name: text('sandbox and network'),
    explanation: text('The runtime makes the pod’s sandbox and its network plugin gives it an address.'),
    docs: `${DOCS}concepts/extend-kubernetes/compute-storage-net/network-plugins/`,
    activity: 'working',
  },
  'retry-backoff': {
    name: text('retry back-off'),
    explanation: text('The attempt failed; the kubelet waits before it tries again, each time longer.'),
    docs: `${DOCS}tasks/debug/debug-application/debug-pods/`,
    activity: 'waiting',
  },
  turn: {
    name: text('waits for its turn'),
    explanation: text(
      'The kubelet starts the containers of a pod one after another, and looks once a second whether an init container has ended.',
    ),
    docs: `${DOCS}concepts/workloads/pods/init-containers/`,
    activity: 'waiting',
  },
  'pull-queue': {
    name: text('pull queue'),
    explanation: text(
      'The image waits for other pulls of the node: the kubelet pulls one at a time unless it is told otherwise.',
    ),
    docs: `${DOCS}concepts/containers/images/#serial-and-parallel-image-pulls`,
    activity: 'waiting',
  },
  pull: {
    name: text('image pull'),
    explanation: text('The image is downloaded and unpacked on the node.'),
    docs: `${DOCS}concepts/containers/images/`,
    activity: 'working',
  },
  'pull-backoff': {
    name: text('pull back-off'),
    explanation: text('The pull failed; the kubelet waits before it tries again, each time longer, up to 5 minutes.'),
    docs: `${DOCS}concepts/containers/images/#imagepullbackoff`,
    activity: 'waiting',
  },
  create: {
    name: text('create'),
    explanation: text('The runtime creates the container from its image.'),
    docs: `${DOCS}concepts/containers/`,
    activity: 'working',
  },
  start: {
    name: text('start'),
    explanation: text('The runtime starts the container’s process.'),
    docs: `${DOCS}concepts/workloads/pods/pod-lifecycle/#container-states`,
    activity: 'working',
  },
  'post-start': {
    name: text('postStart hook'),
    explanation: text(
      'The postStart hook runs; until it is done the container does not count as running and the next one is not started.',
    ),
    docs: `${DOCS}concepts/containers/container-lifecycle-hooks/`,
    activity: 'working',
  },
  'startup-probe': {
    name: text('startup probe'),
    explanation: text('The container runs; its startup probe has not passed yet.'),
    docs: `${DOCS}concepts/configuration/liveness-readiness-startup-probes/#startup-probe`,
    activity: 'working',
  },
  readiness: {
    name: text('readiness'),
    explanation: text('The container runs; it does not count as ready yet.'),
    docs: `${DOCS}concepts/configuration/liveness-readiness-startup-probes/#readiness-probe`,
    activity: 'working',
  },
  'crash-backoff': {
    name: text('restart back-off'),
    explanation: text(
      'The container ended; the kubelet waits before it starts it again, each time longer, up to 5 minutes.',
    ),
    docs: `${DOCS}concepts/workloads/pods/pod-lifecycle/#container-restarts`,
    activity: 'waiting',
  },
  run: {
    name: text('runs'),
    explanation: text('The container’s process runs until it ends by itself.'),
    docs: `${DOCS}concepts/workloads/pods/init-containers/`,
    activity: 'working',
  },
  'readiness-gate': {
    name: text('readiness gate'),
    explanation: text('All containers are ready; a condition that something outside the pod sets is not true yet.'),
    docs: `${DOCS}concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate`,
    activity: 'waiting',
  },
  terminating: {
    name: text('terminating'),
    explanation: text('The pod was deleted; its containers have their grace period to stop.'),
    docs: `${DOCS}concepts/workloads/pods/pod-lifecycle/#pod-termination`,
    activity: 'working',
  },
};

/**
 * What has a name of its own: most kinds of phases, and two that lie within a kind. Pods are compared and summed up by
 * steps, so that one name has one figure everywhere.
 */
export type Step = PhaseKind | keyof typeof namedApart;

const namedApart = {
  /** The pod's own readiness is the kubelet's report, after the last container's. */
  reported: { kind: 'readiness', name: text('readiness report') },
  /** Runs that nobody saw end, with the waits between them. */
  unseen: { kind: 'run', name: text('runs and waits') },
  /** A node may be wanting only for a volume. */
  'volume-wait': { kind: 'unschedulable', name: text('waits for a volume') },
} as const;

/** Which step a phase is. */
export function stepOf({ kind, lane, message, runs }: Pick<Phase, 'kind' | 'lane' | 'message' | 'runs'>): Step {
  if (runs !== undefined) return 'unseen';
  if (kind === 'readiness' && lane === 'pod') return 'reported';
  return kind === 'unschedulable' && isVolumeReason(message ?? '') ? 'volume-wait' : kind;
}

const isApart = (step: Step): step is keyof typeof namedApart => step in namedApart;

export const stepKind = (step: Step): PhaseKind => (isApart(step) ? namedApart[step].kind : step);

export const stepName = (step: Step): Text => (isApart(step) ? namedApart[step].name : phaseKinds[step].name);

/** One line about a phase for someone who has not met it. */
export function phaseExplanation(phase: Pick<Phase, 'kind' | 'lane' | 'message' | 'runs'>): Text {
  if (phase.runs !== undefined) {
    return text(
      'It ran and ended, {count} times; what is known does not tell when each of these runs ended and how long it waited before the next.',
      { count: phase.runs },
    );
  }
  return stepOf(phase) === 'reported'
    ? text('All containers are ready; the kubelet tells the API server.')
    : phaseKinds[phase.kind].explanation;
}

/** What a phase is called. */
export const phaseName = (phase: Pick<Phase, 'kind' | 'lane' | 'message' | 'runs'>): Text => stepName(stepOf(phase));
