import type { DurationMs, EpochMs } from './units.ts';

/*
 * What the timeline knows of the API's objects: the fields that it reads, decoded once (src/engine/decode).
 * Times named `...At` that come from a metav1.Time are whole seconds, truncated: the true instant lies in [t, t + 1 s).
 * Absent means that the API did not say.
 */

/** `apiVersion` is left out: the kinds that Podfall reads are unique. */
export interface OwnerRef {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface ConditionFacts {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  /** Truncated to the second; the LAST flip. */
  readonly lastTransitionAt?: EpochMs;
}

export interface RunFacts {
  /** Truncated to the second, by the runtime's clock. */
  readonly startedAt?: EpochMs;
  /** Absent while the container runs. */
  readonly finishedAt?: EpochMs;
  readonly exitCode?: number;
  readonly signal?: number;
  /** For example Completed, Error, OOMKilled, ContainerCannotRun, StartError. */
  readonly reason?: string;
  readonly message?: string;
}

export type ContainerState =
  | { readonly state: 'waiting'; readonly reason?: string; readonly message?: string }
  | { readonly state: 'running'; readonly run: RunFacts }
  | { readonly state: 'terminated'; readonly run: RunFacts };

export interface ContainerStatusFacts {
  readonly name: string;
  readonly state: ContainerState;
  readonly lastRun?: RunFacts;
  readonly ready: boolean;
  /** Absent from servers and kubelets that do not set it. */
  readonly started?: boolean;
  readonly restartCount: number;
  readonly image?: string;
  readonly imageId?: string;
  readonly containerId?: string;
}

export interface ProbeFacts {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly successThreshold: number;
  readonly failureThreshold: number;
  readonly handler: 'exec' | 'httpGet' | 'tcpSocket' | 'grpc' | 'unknown';
  /**
   * The handler's fields as lines of YAML. Absent where it has some that are not read, such as HTTP headers, or a very
   * long one.
   */
  readonly check?: string;
}

export type ContainerRole = 'init' | 'sidecar' | 'container' | 'ephemeral';

export interface ContainerSpecFacts {
  readonly name: string;
  readonly role: ContainerRole;
  /** Where it stands in `spec.initContainers`, `spec.containers` or `spec.ephemeralContainers`. */
  readonly index: number;
  readonly image: string;
  readonly imagePullPolicy?: string;
  readonly startupProbe?: ProbeFacts;
  readonly readinessProbe?: ProbeFacts;
  readonly livenessProbe?: ProbeFacts;
  readonly hasPostStart: boolean;
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  /** ConfigMaps and Secrets that the environment needs (`env.valueFrom`, `envFrom`). */
  readonly configRefs: readonly string[];
}

export interface VolumeFacts {
  readonly name: string;
  readonly index: number;
  /** The kind of source: `configMap`, `secret`, `persistentVolumeClaim`, `projected`, `emptyDir`, ... */
  readonly source: string;
  /** Name of the ConfigMap, Secret or claim. */
  readonly refName?: string;
}

export interface PodSpecFacts {
  readonly nodeName?: string;
  readonly schedulingGates: readonly string[];
  readonly readinessGates: readonly string[];
  /** In the order of the spec: init containers and sidecars, containers, ephemeral containers. */
  readonly containers: readonly ContainerSpecFacts[];
  /** How many more there are than are read. Absent when all are. */
  readonly moreContainers?: number;
  readonly volumes: readonly VolumeFacts[];
  readonly restartPolicy: string;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly hasAffinity: boolean;
  readonly priorityClassName?: string;
  readonly terminationGracePeriodSeconds?: number;
}

export interface PodFacts {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  /** metadata.creationTimestamp, truncated, the apiserver's clock. */
  readonly creationAt: EpochMs;
  /** metadata.deletionTimestamp: when the grace period ends, truncated. */
  readonly deletionAt?: EpochMs;
  readonly deletionGraceSeconds?: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The controlling owner. */
  readonly owner?: OwnerRef;
  /** kubernetes.io/config.* of a static pod's mirror. `seenAt` has nanoseconds, the kubelet's clock. */
  readonly staticPod?: {
    readonly hash?: string;
    readonly mirror?: string;
    readonly source?: string;
    readonly seenAt?: EpochMs;
  };
  readonly spec: PodSpecFacts;
  readonly phase: string;
  readonly reason?: string;
  readonly message?: string;
  readonly podIp?: string;
  readonly nominatedNodeName?: string;
  /** status.startTime, truncated, the kubelet's clock. */
  readonly startAt?: EpochMs;
  /**
   * When the kubelet last wrote the status (metadata.managedFields), truncated, the apiserver's clock. `kubectl get`
   * hides it.
   */
  readonly statusAt?: EpochMs;
  readonly conditions: readonly ConditionFacts[];
  /** Init containers, containers and ephemeral containers together; names are unique in a pod. */
  readonly statuses: readonly ContainerStatusFacts[];
}

/** One version of a pod as a client saw it. */
export interface PodObservation {
  readonly pod: PodFacts;
  /**
   * `listed`: found there by a list, so it may be much older than `arrivedAt`; `watched`: it had just changed;
   * `deleted`: the last version, its deletion had just been seen.
   */
  readonly how: 'listed' | 'watched' | 'deleted';
  /** Our own clock when the client had it. Absent when only what the API stores is known. */
  readonly arrivedAt?: EpochMs;
}

export interface ObjectRef {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  /** For example `spec.containers{app}`. The only source of the container's name. */
  readonly fieldPath?: string;
}

/** A core/v1 Event (events.k8s.io/v1 shows the same objects). */
export interface EventFacts {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly involved: ObjectRef;
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  /** source.component or reportingComponent: `kubelet`, `default-scheduler`, `replicaset-controller`, ... */
  readonly component: string;
  /** The node whose kubelet reported it. */
  readonly host?: string;
  /**
   * metadata.creationTimestamp, truncated, the apiserver's clock: the first occurrence reached it before this second
   * ended.
   */
  readonly creationAt: EpochMs;
  /** firstTimestamp, truncated, the reporter's clock. */
  readonly firstAt?: EpochMs;
  /** lastTimestamp, truncated, the reporter's clock. */
  readonly lastAt?: EpochMs;
  /** eventTime, microseconds, the reporter's clock. */
  readonly eventAt?: EpochMs;
  /**
   * The hex UnixNano after the last dot of the name: the first occurrence, to the nanosecond, by the reporter's clock
   * (client-go tools/record/event.go). Present only when it lies within a second of `firstAt`.
   */
  readonly nameAt?: EpochMs;
  readonly count: number;
  readonly series?: { readonly count: number; readonly lastObservedAt?: EpochMs };
}

/** One version of an event as a client saw it. */
export interface EventObservation {
  readonly event: EventFacts;
  readonly how: 'listed' | 'watched' | 'deleted';
  readonly arrivedAt?: EpochMs;
}

/** A line of a container's log, with the runtime's time of it. */
export interface LogLine {
  readonly at: EpochMs;
  readonly line: string;
}

export interface NodeFacts {
  readonly name: string;
  readonly uid: string;
  readonly kubeletVersion?: string;
  readonly conditions: readonly ConditionFacts[];
  /** What pods can have of each resource, as the API writes it: `{ cpu: '3920m' }`. */
  readonly allocatable?: Readonly<Record<string, string>>;
  /** What the node says it has. Kubelets tell of the fifty largest, some minutes late. */
  readonly images?: readonly NodeImage[];
}

export interface NodeImage {
  /** With tags and with digests. */
  readonly names: readonly string[];
  readonly sizeBytes?: number;
  /** Our own clock when the node was first seen to have it. */
  readonly knownAt?: EpochMs;
}

export interface ClaimFacts {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  /** The name. */
  readonly storageClass?: string;
  /** What is known of that class. */
  readonly class?: StorageClassFacts;
}

/** Who makes volumes for claims of a class. */
export type StorageClassFacts =
  { readonly exists: false } | { readonly exists: true; readonly provisioner: string; readonly bindingMode?: string };

/** A Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or CronJob: what the tree and rollouts need of it. */
export interface OwnerFacts {
  readonly uid: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly resourceVersion: string;
  readonly creationAt: EpochMs;
  readonly owner?: OwnerRef;
  /** annotation deployment.kubernetes.io/revision */
  readonly revision?: string;
  /** spec.replicas, spec.parallelism or status.desiredNumberScheduled. */
  readonly desired?: number;
}

/** One pull as its node's kubelet told it, of any pod: what a queue on the node is made of. */
export interface NodePull {
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  readonly container: string;
  readonly image: string;
  readonly queuedAt?: EpochMs;
  readonly endedAt?: EpochMs;
  /** When it first failed. Unless it ended since, the node is not at it. */
  readonly failedAt?: EpochMs;
  /** The pull itself, without waiting. Kubelets before 1.27 do not tell. */
  readonly took?: DurationMs;
  /** From when it was asked for. Kubelets before 1.20 do not tell. */
  readonly waited?: DurationMs;
}

/** All that is known about one pod: the input of `buildTimeline`. */
/**
 * How complete the events of a pod are. `pending`: they have not been listed yet, so a missing one says nothing.
 * `denied`: this account may not list them. `expired`: the API server has dropped the first ones (it keeps them for an
 * hour).
 */
export type EventsState = 'listed' | 'pending' | 'denied' | 'expired';

export interface PodEvidence {
  /** In any order; the timeline sorts by resource version and arrival. Empty when only events are left of the pod. */
  readonly pods: readonly PodObservation[];
  /** Events on the pod (of a static pod: on its config.hash). */
  readonly events: readonly EventObservation[];
  /** Whether `events` are all that there are. Absent: they are, as far as they have not expired. */
  readonly eventsState?: Exclude<EventsState, 'expired'>;
  /** Events on its owners and claims that concern it: SuccessfulCreate, FailedCreate, Provisioning, ... */
  readonly relatedEvents: readonly EventObservation[];
  readonly owners: readonly OwnerFacts[];
  /** Pulls of all pods on its node, this one's as well. */
  readonly nodePulls: readonly NodePull[];
  /** Log lines by `CONTAINER` or `CONTAINER/previous`, when they were fetched. */
  readonly logs: Readonly<Record<string, readonly LogLine[]>>;
  /** The pod's node. Like the claims it is read only when the timeline has a use for it. */
  readonly node?: NodeFacts;
  /** While it has no node: all that are known. */
  readonly nodes?: readonly NodeFacts[];
  /** Those of its volumes, as far as they were read. */
  readonly claims?: readonly ClaimFacts[];
  /** For example `{ major: 1, minor: 36 }`; decides what PodReadyToStartContainers means. */
  readonly server?: { readonly major: number; readonly minor: number };
  /** When our watch began: what happened before was not seen live. Our own clock. */
  readonly watchingSince?: EpochMs;
}
