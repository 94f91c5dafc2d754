import type { Disposable } from '../disposables.ts';
import type { Signal } from '../signal.ts';
import type { EventFacts, OwnerRef, PodFacts } from '../timeline/model/facts.ts';
import { english } from '../timeline/model/duration.ts';
import { formatText, text, type Text } from '../timeline/model/text.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { DurationMs, EpochMs } from '../timeline/model/units.ts';

/** Something that went wrong, in words for the user: the fact, and what to do next. */
export interface Problem {
  readonly code:
    | 'no-kubeconfig'
    | 'broken-kubeconfig'
    | 'unknown-context'
    | 'no-cluster'
    | 'unreachable'
    | 'tls'
    | 'unauthorized'
    | 'forbidden'
    | 'credential-plugin'
    | 'server-error'
    | 'bad-answer'
    | 'delayed';
  readonly fact: Text;
  readonly nextStep: Text;
}

/** In short words that this account may not read these resources, each by its plural name. */
export const refusedTogether = (resources: readonly string[]): Problem => ({
  code: 'forbidden',
  fact: text('This account may not read {resources}.', { resources: resources.join(', ') }),
  nextStep: text('What they would tell is missing here. Ask for a Role with get, list and watch on them: the README has one.'),
});

export type ConnectionStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly since: EpochMs }
  | { readonly state: 'live'; readonly since: EpochMs; /** What is missing although pods are watched, for example events. */ readonly missing: readonly Problem[] }
  | { readonly state: 'retrying'; readonly problem: Problem; readonly attempt: number; readonly nextTryAt: EpochMs }
  | { readonly state: 'denied'; readonly problem: Problem };

/** A pod in the store. The same object until the pod changes. */
export interface PodRecord {
  /** The newest version. */
  readonly pod: PodFacts;
  readonly deleted: boolean;
  /** The top of its owner chain as far as it is known. Absent for a bare pod. */
  readonly workload?: OwnerRef;
}

/** What changed since the last one; changes are batched. `reset`: everything may have. */
export interface StoreChange {
  readonly reset: boolean;
  readonly pods: ReadonlySet<string>;
  /** Uids of owners with new facts or events, for example a FailedCreate. */
  readonly owners: ReadonlySet<string>;
}

/** Everything seen of a cluster, by uid. Timelines are built on demand and kept until their evidence changes. */
export interface PodStore {
  readonly changed: Signal<StoreChange>;
  pods(): Iterable<PodRecord>;
  pod(uid: string): PodRecord | undefined;
  /** The pod of that name that is there now, else the last one of that name. */
  podNamed(namespace: string, name: string): PodRecord | undefined;
  /** `now` (our own clock): what goes on is explained up to then, at most a second late. Where nothing goes on it costs nothing. */
  timeline(uid: string, now?: EpochMs): Timeline | undefined;
  /** Events on the object with this uid, oldest first. */
  events(uid: string): readonly EventFacts[];
  /** Owners that could not create their pods (quota, admission), with the reason. */
  rejectedOwners(): readonly Rejection[];
}

export interface Rejection {
  readonly owner: OwnerRef & { readonly namespace: string };
  /** The top of the owner's own chain: the Deployment of a ReplicaSet; else the owner itself. */
  readonly workload: OwnerRef;
  readonly event: EventFacts;
}

/** Which cluster, and what of it. */
export interface ClusterTarget {
  readonly context: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly serverUrl: string;
}

/** A cluster that is (or can be) watched. Nothing is asked of the server before `start`. */
export interface Cluster extends Disposable {
  readonly target: ClusterTarget;
  readonly store: PodStore;
  readonly status: ConnectionStatus;
  readonly statusChanged: Signal<ConnectionStatus>;
  /** Begins to watch; again after `stop`. Calling it twice does nothing. */
  start(): void;
  /** Ends all requests; the store keeps what was seen. */
  stop(): void;
  /** Lists again from the beginning, now. */
  refresh(): void;
  /** The pod as the server has it, raw JSON, for the YAML view. Rejects with a {@link ClusterError}. */
  readPod(namespace: string, name: string): Promise<unknown>;
  /** The log with RFC 3339 times at the head of each line. Rejects with a {@link ClusterError}. */
  readLog(request: LogRequest): Promise<string>;
  /** What the containers of a pod used last; nothing where there are no metrics. Rejects when the cluster does not answer. */
  readCpu?(request: { readonly namespace: string; readonly pod: string; readonly signal: AbortSignal }): Promise<readonly ContainerCpu[]>;
  namespaces(): Promise<readonly string[]>;
  /** Someone looks at the timeline of this pod: what it has a use for beyond what is watched (its node, its claims) is read, and comes as a change of the store. */
  examine?(podUid: string): void;
  /** Whether this account may read logs there. Absent when the server does not say. */
  mayReadLogs?(namespace: string): Promise<boolean | undefined>;
  /** Measured in passing, from the requests that are made anyway. Absent until the first answer. */
  readonly health?: ConnectionHealth | undefined;
}

export interface ConnectionHealth {
  /** From a request to the head of its answer: the least of the last ones. */
  readonly latency: DurationMs;
  /** The server's clock minus ours lies between these (the Date header has whole seconds). Absent when the server tells no date. */
  readonly clockOffset?: { readonly least: DurationMs; readonly most: DurationMs };
}

/** The mean number of cores that a container used between two times of the node's clock. */
export interface ContainerCpu {
  readonly container: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly cores: number;
}

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly signal?: AbortSignal;
}

/** An error with words for the user. */
export class ClusterError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(formatText(problem.fact, english), options);
    this.name = 'ClusterError';
    this.problem = problem;
  }
}

/** The problem that an error carries. By its name, since the extension and its heavy half are bundled apart: each has a `ClusterError` of its own. */
export const problemIn = (error: unknown): Problem | undefined =>
  error instanceof Error && error.name === 'ClusterError' && 'problem' in error ? (error.problem as Problem) : undefined;
