import type { PodRecord, Timeline } from '../../../engine/engine.ts';
import type { HostMessage, PanelSubject, PodRef, Reading } from '../../../shared/protocol.ts';
import type { ManyMessages } from '../many-message.ts';
import type { Watched } from '../snapshot.ts';

/** What a panel is about: a pod, a workload's pods, picked pods, the pods of a node. */
export interface Subject {
  /** As the page keeps it over a reload. */
  readonly data: PanelSubject;
  /** Panels with the same key are one panel. */
  readonly key: string;
  /** The name that a tab or a file gets. */
  readonly title: string;
  /** The context in which its pods live. */
  readonly context: string;
  /** Where it is one pod and no more. */
  readonly pod?: PodRef;
  /** Whether a pod is one of its. */
  concerns(record: PodRecord): boolean;
  /** What the page is told of its pods, in steps. */
  message(seen: Seen): Generator<undefined, HostMessage>;
}

/** Its pods as they were last read. */
export interface Seen {
  readonly timelines: readonly Timeline[];
  /** Uids of the pods of which the page wants all. */
  readonly details: ReadonlySet<string>;
  /** Present while pods are missing that will come. */
  readonly reading?: Reading;
  readonly watched: Watched;
  /** Whether the cluster tells of this pod now. */
  readonly isKnown: (uid: string) => boolean;
  /** Makes the messages about many pods, and keeps what was read off all of them. */
  readonly many: ManyMessages;
}
