import { type PodRecord, text } from '../../../engine/engine.ts';
import type { HostMessage, PanelSubject } from '../../../shared/protocol.ts';
import { manySurroundings, nothingSeen } from '../snapshot.ts';
import type { Seen, Subject } from './subject.ts';

type Data = Extract<PanelSubject, { kind: 'rollout' }>;

/** The pods of a workload, rollout by rollout. */
export class WorkloadSubject implements Subject {
  readonly data: Data;

  constructor(data: Data) {
    this.data = data;
  }

  get key(): string {
    return `rollout ${this.data.of.workload.uid}`;
  }

  get title(): string {
    return `${this.data.of.workload.kind}/${this.data.of.workload.name}`;
  }

  get context(): string {
    return this.data.of.context;
  }

  concerns({ pod, workload }: PodRecord): boolean {
    return (workload ?? pod.owner)?.uid === this.data.of.workload.uid;
  }

  *message(seen: Seen): Generator<undefined, HostMessage> {
    if (seen.timelines.length === 0) {
      return nothingSeen(this, seen.watched, {
        tone: 'empty',
        title: text('{subject} has no pods yet', { subject: text('{name}', { name: this.title }) }),
        detail: text('They appear here as soon as there are any.'),
      });
    }
    return yield* seen.many.pods(this.title, seen.timelines, seen.details, manySurroundings(this.context, seen));
  }
}
