import type { StoreChange } from '../cluster/cluster.ts';
import type { Disposable } from '../disposables.ts';
import type { HostMessage, LogSnapshot, PanelSubject, PodRef } from '../shared/protocol.ts';
import { Emitter } from '../signal.ts';
import { text } from '../timeline/text.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { PanelCollaborators } from './collaborators.ts';
import { PodLogs } from './pod-logs.ts';
import { belongs } from './membership.ts';
import { livenessOf, podMessage, withoutTimeline, type Watched } from './snapshot.ts';

/** The name that a tab or a file gets. */
export function subjectTitle(subject: PanelSubject): string {
  switch (subject.kind) {
    case 'pod':
      return subject.pod.name;
    case 'rollout':
      return `${subject.of.workload.kind}/${subject.of.workload.name}`;
    case 'pods':
      return subject.pods.map((pod) => pod.name).join(', ');
    case 'node':
      return subject.node;
  }
}

/** Reads what a panel shows off the store, and keeps the last of it for when the pod or the cluster is gone. */
export class SubjectView implements Disposable {
  readonly changed = new Emitter<void>();
  readonly #subject: PanelSubject;
  readonly #collaborators: PanelCollaborators;
  readonly #logs: PodLogs;
  /** By pod uid; outlives the pods. */
  readonly #last = new Map<string, Timeline>();

  constructor(subject: PanelSubject, collaborators: PanelCollaborators) {
    this.#subject = subject;
    this.#collaborators = collaborators;
    this.#logs = new PodLogs(() => this.changed.fire());
  }

  /** Whether the panel has to be told of this change. */
  concerns(change: StoreChange): boolean {
    return change.reset || this.#subject.kind !== 'pod' || change.pods.has(this.#subject.pod.uid);
  }

  /** The whole state of the panel, now. */
  message(): HostMessage {
    if (this.#subject.kind !== 'pod') return this.#manyMessage();
    const message = podMessage(this.#subject.pod, this.#timeline(this.#subject.pod), this.#watched());
    const logs: readonly LogSnapshot[] = this.#logs.snapshots();
    return message.type === 'timeline' && logs.length > 0 ? { ...message, logs } : message;
  }

  /** Fetches a container's log once; `changed` fires as it comes. */
  async readLog(container: string, previous: boolean): Promise<void> {
    const cluster = this.#collaborators.cluster();
    if (cluster && this.#subject.kind === 'pod') await this.#logs.read(cluster, this.#subject.pod, { container, previous });
  }

  /** The reference of a pod that this panel shows. */
  podRef(uid: string): PodRef | undefined {
    const timeline = this.#last.get(uid);
    return timeline && { context: this.#context(), uid, namespace: timeline.pod.namespace, name: timeline.pod.name };
  }

  /** The last timeline of one of the pods. */
  timelineOf(uid: string | undefined): Timeline | undefined {
    return uid === undefined ? undefined : this.#last.get(uid);
  }

  dispose(): void {
    this.#logs.dispose();
  }

  #watched(): Watched {
    const cluster = this.#collaborators.cluster();
    return { now: this.#collaborators.now(), language: this.#collaborators.language(), ...(cluster && { cluster }) };
  }

  #context(): string {
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

  #timeline(pod: PodRef): Timeline | undefined {
    const cluster = this.#collaborators.cluster();
    const fresh = cluster?.target.context === pod.context ? cluster.store.timeline(pod.uid) : undefined;
    if (fresh) this.#last.set(pod.uid, fresh);
    return fresh ?? this.#last.get(pod.uid);
  }

  #manyMessage(): HostMessage {
    const watched = this.#watched();
    this.#refreshMany();
    const surroundings = { liveness: livenessOf(this.#context(), watched), now: watched.now, language: watched.language };
    const timelines = [...this.#last.values()];
    if (timelines.length === 0) return { type: 'message', ...this.#noPods(), language: watched.language };
    if (this.#subject.kind === 'node') return { type: 'node', node: this.#subject.node, timelines, ...surroundings };
    return { type: 'pods', title: subjectTitle(this.#subject), timelines, ...surroundings };
  }

  #refreshMany(): void {
    const cluster = this.#collaborators.cluster();
    if (cluster?.target.context !== this.#context()) return;
    for (const record of cluster.store.pods()) {
      const { uid } = record.pod;
      if (!belongs(record, this.#subject)) continue;
      const timeline = cluster.store.timeline(uid);
      if (timeline) this.#last.set(uid, timeline);
    }
  }

  #noPods() {
    const subject = text('{name}', { name: subjectTitle(this.#subject) });
    return withoutTimeline(subject, this.#context(), this.#collaborators.cluster()?.status ?? { state: 'idle' });
  }
}
