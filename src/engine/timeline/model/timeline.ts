import type { ContainerRole, EventsState, OwnerRef } from './facts.ts';
import type { Text } from './text.ts';
import type { DurationMs, EpochMs } from './units.ts';

/** Whose clock a time was read from. A node's kubelet and its runtime share one. */
export type Clock = 'apiserver' | 'scheduler' | 'controller' | 'client' | `kubelet/${string}`;

/** Where in the pod's manifest: `['spec', 'containers', 0, 'image']`. */
export type YamlPath = readonly (string | number)[];

/** What proves an instant or a finding. */
export type Evidence =
  | {
      readonly kind: 'event';
      readonly uid: string;
      readonly reason: string;
      /** Which stamp of the event it is. `message` is a duration out of its text. */
      readonly stamp: 'name' | 'eventTime' | 'firstTimestamp' | 'lastTimestamp' | 'message';
      readonly clock: Clock;
    }
  | { readonly kind: 'field'; readonly path: YamlPath; readonly clock: Clock }
  | { readonly kind: 'arrival'; readonly what: string }
  | { readonly kind: 'log'; readonly container: string; readonly clock: Clock }
  /** No stamp exists; the known order of the steps bounds it. */
  | { readonly kind: 'order'; readonly neighbour: string };

/**
 * The id of an instant: those of the truth table (`created`, `scheduled`, `volumesReady`, `sandboxReady`, `podReady`,
 * `container/NAME/{pullQueued,pullStarted,pullEnded,created,started,startupPassed,ready}`), and more:
 * `containersReady`, `initialized`, `kubeletSeen`, `gate/TYPE`, `schedulingGate/NAME`, `volume/NAME/attached`,
 * `container/NAME/{postStartEnded,terminated}`, `container/NAME/run/2/...`, `failed`, `deleted`, and of a static pod
 * that started before its object was made, `mirrored` (`created` is then its start).
 */
export type InstantId = string;

/**
 * When something happened, by the reference clock (the apiserver's): somewhere in [earliest, latest], most likely `at`.
 */
export interface Instant {
  readonly at: EpochMs;
  readonly earliest: EpochMs;
  readonly latest: EpochMs;
  /** Strongest first; never empty. */
  readonly sources: readonly Evidence[];
}

export type PhaseKind =
  | 'gated'
  | 'unschedulable'
  | 'preempting'
  | 'scheduling'
  | 'node-wait'
  | 'kubelet-pickup'
  | 'attach'
  | 'mount'
  | 'config-wait'
  | 'sandbox'
  | 'retry-backoff'
  | 'turn'
  | 'pull-queue'
  | 'pull'
  | 'pull-backoff'
  | 'create'
  | 'start'
  | 'post-start'
  | 'startup-probe'
  | 'readiness'
  | 'crash-backoff'
  | 'run'
  | 'readiness-gate'
  | 'terminating';

/** `pod`, or `container/NAME`. */
export type LaneId = string;

export interface Lane {
  readonly id: LaneId;
  /** The pod's or the container's name. */
  readonly name: string;
  readonly role: 'pod' | ContainerRole;
}

export interface Phase {
  /** Stable while the pod lives: `pod/sandbox`, `container/app/pull`, `container/app/run/2/start`. */
  readonly id: string;
  readonly kind: PhaseKind;
  readonly lane: LaneId;
  /** Which run or attempt of the lane it belongs to, from 1. */
  readonly attempt: number;
  readonly start: Instant;
  /** Absent while it runs. */
  readonly end?: Instant;
  /** `abandoned`: the pod was deleted or moved on without it. */
  readonly outcome: 'running' | 'done' | 'failed' | 'abandoned';
  /** Readiness waited for it. */
  readonly critical: boolean;
  /** Off the critical path: how much longer it could have taken without delaying readiness. */
  readonly slack?: DurationMs;
  /** What was waited for, or what went wrong, in the words of the API. */
  readonly message?: string;
  /** Of a stretch in which runs ended and nothing tells when: how many, with the waits between them. */
  readonly runs?: number;
  /** How the run ended, of one that failed. */
  readonly exit?: RunExit;
  /** What is known of the probe that it waited for. */
  readonly probe?: ProbeWait;
  /** Manifest lines that this phase is about, the most telling first. */
  readonly yaml: readonly YamlPath[];
  /** Uids of the events that belong to it, in their order. */
  readonly events: readonly string[];
}

/** How a container's run ended, as far as its status says. */
export interface RunExit {
  readonly code?: number;
  readonly signal?: number;
  /** For example OOMKilled; absent where it says no more than Error. */
  readonly reason?: string;
}

/** A probe that was waited for. A phase that it ended well ended when it passed. */
export interface ProbeWait {
  readonly delaySeconds: number;
  readonly periodSeconds: number;
  /** Before that it was not asked (`initialDelaySeconds`). Absent without a delay. */
  readonly askedFrom?: EpochMs;
  /** The tries that failed and whose times are known, oldest first. */
  readonly failedAt: readonly EpochMs[];
}

export type FindingId =
  | 'image-pull'
  | 'image-pull-queue'
  | 'image-pull-failed'
  | 'image-pull-policy-always'
  | 'admission'
  | 'unschedulable'
  | 'never-fits'
  | 'scheduling-gated'
  | 'preemption'
  | 'waiting-for-node'
  | 'volume-wait'
  | 'volume-attach'
  | 'config-missing'
  | 'sandbox-failed'
  | 'kubelet-slow'
  | 'init-slow'
  | 'sidecar-slow'
  | 'sequential-containers'
  | 'post-start-hook'
  | 'startup-probe-slow'
  | 'readiness-delay'
  | 'app-slow-to-ready'
  | 'crash-loop'
  | 'oom-killed'
  | 'liveness-killed'
  | 'readiness-gate'
  | 'quota-rejected'
  | 'pod-failed'
  | 'clock-skew'
  | 'steps-unknown'
  | 'unexplained-warning'
  | 'events-denied'
  | 'events-expired'
  | 'events-lost'
  | 'containers-left-out'
  /** No rule's: the timeline could not be built. */
  | 'no-timeline';

export interface Finding {
  readonly id: FindingId;
  readonly severity: 'error' | 'warning' | 'info';
  /** A few words: "pull queue on node1". */
  readonly title: Text;
  /** One plain sentence: what was slow, with the numbers. */
  readonly sentence: Text;
  /** What to change. */
  readonly advice: Text;
  /** Seconds of the critical path that it explains; what findings are ranked by. */
  readonly explains: DurationMs;
  /** What the change would save, estimated from this pod's own figures; absent when it cannot be known. */
  readonly saves?: DurationMs;
  readonly phases: readonly string[];
  readonly evidence: readonly Evidence[];
  /** What a change would touch. */
  readonly yaml?: YamlPath;
  /** The change itself as YAML, where it is one: a patch of the workload, or of the pod. */
  readonly change?: string;
  /** https://kubernetes.io/docs/... */
  readonly docs: string;
}

/** What readiness waits for at the moment for which a timeline was built. */
export interface CurrentStep {
  /** Id of the phase that goes on. */
  readonly phase: string;
  readonly since: EpochMs;
  /** Follows "Starting for 12.4 s:" - "pulling shop/api:2". */
  readonly words: Text;
}

/** How far the pod got. Durations of states that still run are counted by whoever shows them. */
export type Outcome =
  | { readonly state: 'starting' }
  /**
   * Nothing moves without someone's help: ImagePullBackOff, Unschedulable, CreateContainerConfigError,
   * CrashLoopBackOff, ...
   */
  | { readonly state: 'stuck'; readonly reason: string; readonly since: EpochMs }
  | { readonly state: 'ready'; readonly startup: Span }
  /** Was ready once, is not now. */
  | { readonly state: 'unready'; readonly startup: Span; readonly reason?: string }
  | { readonly state: 'completed'; readonly startup: Span }
  | { readonly state: 'failed'; readonly reason: string; readonly startup?: Span };

/** A duration with its error: the true one lies in [shortest, longest]. */
export interface Span {
  readonly ms: DurationMs;
  readonly shortest: DurationMs;
  readonly longest: DurationMs;
}

/** The totals by name, so that nobody compares two different ones (timing reference, section 5). */
export interface Totals {
  /** Creation to the Ready condition. */
  readonly ready?: Span;
  /** kubelet_pod_start_sli_duration_seconds: creation to all containers started, without pulls and init containers. */
  readonly kubeletSli?: Span;
  /** kubelet_pod_start_total_duration_seconds: creation to all containers started. */
  readonly kubeletTotal?: Span;
}

export interface EventRow {
  readonly uid: string;
  /** The first occurrence. */
  readonly at: Instant;
  readonly reason: string;
  readonly message: string;
  readonly type: 'Normal' | 'Warning';
  readonly component: string;
  readonly container?: string;
  readonly count: number;
  /** Last occurrence of a counted one. */
  readonly lastAt?: EpochMs;
  /** How wide the stretch is in which it lies; a whole second when absent. */
  readonly lastKnownTo?: DurationMs;
  /** The phase that it belongs to. */
  readonly phase?: string;
  /** The object it is on when that is not the pod: `ReplicaSet/web-1`, `PersistentVolumeClaim/data`. */
  readonly object?: string;
}

/** A clock that disagrees with the reference clock. Positive: it is ahead. */
export interface ClockSkew {
  readonly clock: Clock;
  readonly offset: DurationMs;
}

export interface PodIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node?: string;
  readonly owner?: OwnerRef;
  /** The top of the owner chain: Deployment, StatefulSet, DaemonSet, Job, CronJob. */
  readonly workload?: OwnerRef;
  /** Of the workload's template: a Deployment's revision, else the template or controller-revision hash. */
  readonly revision?: string;
}

/** Why and when one pod started: everything that is shown anywhere is read off this. */
export interface Timeline {
  readonly pod: PodIdentity;
  readonly outcome: Outcome;
  /** Absent when nothing that readiness waits for goes on, and until it is settled. */
  readonly step?: CurrentStep;
  readonly totals: Totals;
  readonly lanes: readonly Lane[];
  /** What did not happen is absent. */
  readonly instants: Readonly<Record<InstantId, Instant>>;
  /** By lane, then by start. */
  readonly phases: readonly Phase[];
  /** Ids of the phases that readiness waited for; they tile creation to ready. */
  readonly criticalPath: readonly string[];
  /** By the seconds that they explain; the first is the headline. */
  readonly findings: readonly Finding[];
  readonly events: readonly EventRow[];
  readonly eventsState: EventsState;
  /**
   * False until the pod's events have been listed: what did not happen cannot be told from what is not known yet, so
   * there are no findings. Whoever keeps or sends a timeline waits for it.
   */
  readonly settled: boolean;
  readonly skews: readonly ClockSkew[];
  /** Present when the pod was deleted. */
  readonly deleted?: Instant;
}
