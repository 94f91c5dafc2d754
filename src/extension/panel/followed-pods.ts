import type { StoreChange, Cluster, Timeline } from '../../engine/engine.ts';
import type { PanelSubject, PodRef, Reading } from '../../shared/protocol.ts';
import { belongs } from './membership.ts';

/**
 * Up to this share of pods that are read for the first time, what was said of the others stays: new pods come one after
 * another.
 */
const few = 0.1;

/** The pods that a panel is about: read off the store, and kept as last seen for when a pod or the cluster is gone. */
export class FollowedPods {
  readonly #subject: PanelSubject;
  /** By pod uid, in the order in which they were first seen. */
  readonly #last = new Map<string, Timeline>();

  constructor(subject: PanelSubject) {
    this.#subject = subject;
  }

  /** The context in which they live. */
  get context(): string {
    switch (this.#subject.kind) {
      case 'pod':
        return this.#subject.pod.context;
      case 'rollout':
        return this.#subject.of.context;
      case 'pods':
        return this.#subject.pods[0]?.context ?? '';
      case 'node':
        return this.#subject.context;
    }
  }

  /** Whether a change of the store is about one of them, known or new. */
  concerned(change: StoreChange, cluster: Pick<Cluster, 'store'> | undefined): boolean {
    if (change.reset) return true;
    for (const uid of change.pods) {
      const record = cluster?.store.pod(uid);
      if (this.#last.has(uid) || (record && belongs(record, this.#subject))) return true;
    }
    return false;
  }

  /**
   * Reads them anew, where the cluster is theirs: a step a pod, since thousands of timelines take seconds to build. A
   * step gives how many were read, as long as many of them never were.
   */
  *read(cluster: Pick<Cluster, 'store' | 'target' | 'examine'> | undefined): Generator<Reading | undefined, void> {
    if (cluster?.target.context !== this.context) return;
    if (this.#subject.kind === 'pod') {
      cluster.examine?.(this.#subject.pod.uid);
      return this.#readOne(this.#subject.pod.uid, cluster);
    }
    const uids: string[] = [];
    for (const record of cluster.store.pods()) {
      if (belongs(record, this.#subject)) uids.push(record.pod.uid);
      yield undefined;
    }
    const missing = new Set(uids.filter((uid) => !this.#last.has(uid)));
    const areMany = missing.size > uids.length * few;
    for (const uid of uids) {
      this.#readOne(uid, cluster);
      missing.delete(uid);
      yield areMany && missing.size > 0 ? { read: uids.length - missing.size, all: uids.length } : undefined;
    }
  }

  timeline(uid: string): Timeline | undefined {
    return this.#last.get(uid);
  }

  all(): readonly Timeline[] {
    return [...this.#last.values()];
  }

  /** The reference of one of them. */
  ref(uid: string): PodRef | undefined {
    const timeline = this.#last.get(uid);
    return timeline && { context: this.context, uid, namespace: timeline.pod.namespace, name: timeline.pod.name };
  }

  #readOne(uid: string, { store }: Pick<Cluster, 'store'>): void {
    const timeline = store.timeline(uid);
    if (timeline) this.#last.set(uid, timeline);
  }
}
