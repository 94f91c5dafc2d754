import { type PodRecord, text } from '../../../engine/engine.ts';
import type { HostMessage, PanelSubject } from '../../../shared/protocol.ts';
import { manySurroundings, nothingSeen } from '../snapshot.ts';
import type { Seen, Subject } from './subject.ts';

type Data = Extract<PanelSubject, { kind: 'node' }>;

/** The image pulls of a node. */
export class NodeSubject implements Subject {
  readonly data: Data;

  constructor(data: Data) {
    this.data = data;
  }

  get key(): string {
    return `node ${this.data.context} ${this.data.node}`;
  }

  get title(): string {
    return this.data.node;
  }

  get context(): string {
    return this.data.context;
  }

  concerns({ pod }: PodRecord): boolean {
    return pod.spec.nodeName === this.data.node;
  }

  *message(seen: Seen): Generator<undefined, HostMessage> {
    if (seen.timelines.length === 0) {
      return nothingSeen(this, seen.watched, {
        tone: 'empty',
        title: text('No pods are known on {subject}', { subject: text('{name}', { name: this.title }) }),
        detail: text('They appear here as soon as there are any.'),
      });
    }
    return yield* seen.many.node(this.data.node, seen.timelines, seen.details, manySurroundings(this.context, seen));
  }
}
