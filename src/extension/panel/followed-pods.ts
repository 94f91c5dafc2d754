import type { Cluster, EpochMs, StoreChange, Timeline } from '../../engine/engine.ts';
import type { PodRef, Reading } from '../../shared/protocol.ts';
import { newestWait } from './newest-wait.ts';
import type { Subject } from './subjects/subject.ts';

/**
 * Up to this share of pods that are read for the first time, what was said of the others stays: new pods come one after
 * another.
 */
const few = 0.1;

/** Of so many pods in which something goes on the causes are explained up to now each time, of more than these in turn. */
const mostAfresh = 50;

/** The pods that a panel is about: read off the store, and kept as last seen for when a pod or the cluster is gone. */
export class FollowedPods {
  readonly #subject: Subject;
  /** By pod uid, in the order in which they were first seen. */
  readonly #last = new Map<string, Timeline>();
  #newestWait: EpochMs | undefined;
  /** The place from which on causes are explained up to now next time. */
  #turn = 0;

  constructor(subject: Subject) {
    this.#subject = subject;
  }

  /** Whether a change of the store is about one of them, known or new. */
  concerned(change: StoreChange, cluster: Pick<Cluster, 'store'> | undefined): boolean {
    if (change.reset) return true;
    for (const uid of change.pods) {
      const record = cluster?.store.pod(uid);
      if (this.#last.has(uid) || (record && this.#subject.concerns(record))) return true;
    }
    return false;
  }

  /** When the newest of the waits began that went on in them as they were read; undefined when nothing goes on. */
  get newestWait(): EpochMs | undefined {
    return this.#newestWait;
  }

  /**
   * Reads them anew, where the cluster is theirs: a step a pod, since thousands of timelines take seconds to build. A
   * step gives how many were read, as long as many of them never were. What goes on is explained up to `now`: in the pods
   * that are `wanted` whole and a few others each time, in the rest when they change.
   */
  *read(
    cluster: Pick<Cluster, 'store' | 'target' | 'examine'> | undefined,
    now: EpochMs,
    wanted: ReadonlySet<string> = new Set(),
  ): Generator<Reading | undefined, void> {
    this.#newestWait = undefined;
    if (cluster?.target.context !== this.#subject.context) return;
    const { pod } = this.#subject;
    if (pod) {
      this.#readOne(pod.uid, cluster, now, 'when-late');
      return cluster.examine?.(pod.uid);
    }
    const uids: string[] = [];
    for (const record of cluster.store.pods()) {
      if (this.#subject.concerns(record)) uids.push(record.pod.uid);
      yield undefined;
    }
    const missing = new Set(uids.filter((uid) => !this.#last.has(uid)));
    const areMany = missing.size > uids.length * few;
    let afresh = 0;
    let next = 0;
    for (const [place, uid] of uids.entries()) {
      const isInTurn = place >= this.#turn && afresh < mostAfresh && this.#goesOn(uid);
      if (isInTurn) {
        afresh += 1;
        next = place + 1;
      }
      this.#readOne(uid, cluster, now, isInTurn || wanted.has(uid) ? 'when-late' : 'when-changed');
      missing.delete(uid);
      yield areMany && missing.size > 0 ? { read: uids.length - missing.size, all: uids.length } : undefined;
    }
    this.#turn = afresh < mostAfresh ? 0 : next;
  }

  #goesOn(uid: string): boolean {
    const last = this.#last.get(uid);
    return last !== undefined && newestWait(last) !== undefined;
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
    return (
      timeline && { context: this.#subject.context, uid, namespace: timeline.pod.namespace, name: timeline.pod.name }
    );
  }

  #readOne(uid: string, { store }: Pick<Cluster, 'store'>, now: EpochMs, rebuild: 'when-late' | 'when-changed'): void {
    const timeline = store.timeline(uid, now, rebuild);
    if (!timeline) return;
    this.#last.set(uid, timeline);
    const since = newestWait(timeline);
    if (since !== undefined && since > (this.#newestWait ?? -Infinity)) this.#newestWait = since;
  }
}
