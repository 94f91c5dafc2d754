import type { Cluster, StoreChange } from '../cluster/cluster.ts';
import type { PanelSubject, PodRef } from '../shared/protocol.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { belongs } from './membership.ts';

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

  /** Reads them anew, where the cluster is theirs. */
  refresh(cluster: Pick<Cluster, 'store' | 'target' | 'examine'> | undefined): void {
    if (cluster?.target.context !== this.context) return;
    if (this.#subject.kind === 'pod') {
      cluster.examine?.(this.#subject.pod.uid);
      return this.#read(this.#subject.pod.uid, cluster);
    }
    for (const record of cluster.store.pods()) if (belongs(record, this.#subject)) this.#read(record.pod.uid, cluster);
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

  #read(uid: string, { store }: Pick<Cluster, 'store'>): void {
    const timeline = store.timeline(uid);
    if (timeline) this.#last.set(uid, timeline);
  }
}
