import type { ContainerRole } from '../model/facts.ts';
import type { FindingId, PhaseKind, Span } from '../model/timeline.ts';
import type { EpochMs } from '../model/units.ts';
import type { OtherPull } from './node-pulls.ts';

/** A probe's settings, as far as they decide when it asks. */
export interface ProbeSettings {
  readonly delaySeconds: number;
  readonly periodSeconds: number;
  readonly successThreshold: number;
}

/** When an application could answer, in ms after its container's start: later than `after`, no later than `until`. */
export interface AnswerTime {
  readonly after: number;
  readonly until: number;
  /** Where in between, when something tells. */
  readonly likely?: number;
  /**
   * What it rests on: a line of its log that says so, its log's last line before silence, tries that failed, another
   * start of the same workload, or nothing: nobody asked earlier.
   */
  readonly basis: 'said' | 'log' | 'tries' | 'starts' | 'nothing';
}

/** One step of a start. `wait` is the part of a pull that it spent in the node's queue. Times in ms. */
export interface StartStep {
  readonly kind: PhaseKind;
  readonly ms: number;
  readonly wait: number;
  readonly failed: boolean;
}

/** One container of a start, in the order in which the kubelet takes them. Times in ms since the pod's creation. */
export interface ContainerStart {
  readonly name: string;
  readonly role: ContainerRole;
  readonly image: string;
  readonly pullPolicy: string;
  /** When its turn came and when the kubelet began with it. */
  readonly turn: number;
  readonly begin: number;
  /** From its begin to its process: pull, create, start, and whatever failed before. */
  readonly steps: readonly StartStep[];
  readonly started: number;
  /** How long its postStart hook ran. */
  readonly hook?: number;
  /**
   * Of an init container: how long it ran, between which bounds that lies, and how long after its start the next one
   * began.
   */
  readonly run?: {
    readonly ms: number;
    readonly shortest: number;
    readonly longest: number;
    readonly untilNext: number;
  };
  readonly startup?: ProbeSettings;
  readonly readiness?: ProbeSettings;
  readonly startupPassed?: number;
  readonly ready?: number;
  readonly startupAnswer?: AnswerTime;
  readonly readinessAnswer?: AnswerTime;
}

/**
 * A start that came to readiness as what `replay` needs: plain data, so that it can be sent to a page. Times in ms
 * since creation.
 */
export interface StartModel {
  readonly created: EpochMs;
  /** Creation to ready, as it was. */
  readonly ready: Span;
  /** The server's minor version: what the kubelet does differs. */
  readonly minor: number;
  /** Creation to the sandbox. */
  readonly lead: readonly StartStep[];
  readonly containers: readonly ContainerStart[];
  /** When the last container had been started and its hook was done. */
  readonly allStarted: number;
  /** When the kubelet's status showed that. */
  readonly known: number;
  /** From the last container's readiness to the pod's. */
  readonly report: number;
  /** How long a readiness gate held it after that. */
  readonly gate: number;
  /** Pulls of other pods on the node. */
  readonly otherPulls: readonly OtherPull[];
  /** Which containers each finding is about. */
  readonly found: Readonly<Partial<Record<FindingId, readonly string[]>>>;
}
