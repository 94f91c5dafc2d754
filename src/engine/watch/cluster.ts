import type { ConnectionHealth } from '../access/clock-health.ts';
import type { Problem } from '../access/problem.ts';
import type { Disposable } from '../disposables.ts';
import type { Signal } from '../signal.ts';
import type { PodStore } from '../store/pod-store.ts';
import { text } from '../timeline/model/text.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { ContainerCpu } from './pod-metrics.ts';

/** In short words that this account may not read these resources, each by its plural name. */
export const refusedTogether = (resources: readonly string[]): Problem => ({
  code: 'forbidden',
  fact: text('This account may not read {resources}.', { resources: resources.join(', ') }),
  nextStep: text(
    'What they would tell is missing here. Ask for a Role with get, list and watch on them: the README has one.',
  ),
});

export type ConnectionStatus =
  | { readonly state: 'idle' }
  | { readonly state: 'connecting'; readonly since: EpochMs }
  | {
      readonly state: 'live';
      readonly since: EpochMs;
      /** What is missing although pods are watched, for example events. */ readonly missing: readonly Problem[];
    }
  | { readonly state: 'retrying'; readonly problem: Problem; readonly attempt: number; readonly nextTryAt: EpochMs }
  | { readonly state: 'denied'; readonly problem: Problem };

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
  /**
   * What the containers of a pod used last; nothing where there are no metrics. Rejects when the cluster does not
   * answer.
   */
  readCpu?(request: {
    readonly namespace: string;
    readonly pod: string;
    readonly signal: AbortSignal;
  }): Promise<readonly ContainerCpu[]>;
  namespaces(): Promise<readonly string[]>;
  /**
   * Someone looks at the timeline of this pod: what it has a use for beyond what is watched (its node, its claims) is
   * read, and comes as a change of the store.
   */
  examine?(podUid: string): void;
  /** Whether this account may read logs there. Absent when the server does not say. */
  mayReadLogs?(namespace: string): Promise<boolean | undefined>;
  /** Measured in passing, from the requests that are made anyway. Absent until the first answer. */
  readonly health?: ConnectionHealth | undefined;
}

export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly signal?: AbortSignal;
}
