import { type PodRecord, text } from '../../../engine/engine.ts';
import type { HostMessage, PanelSubject } from '../../../shared/protocol.ts';
import { gone, manySurroundings, nothingSeen } from '../snapshot.ts';
import type { Seen, Subject } from './subject.ts';

type Data = Extract<PanelSubject, { kind: 'pods' }>;

/** Pods picked by hand; two of them can be compared phase by phase. */
export class PodsSubject implements Subject {
  readonly data: Data;

  constructor(data: Data) {
    this.data = data;
  }

  get key(): string {
    return `pods ${this.data.pods.map((pod) => pod.uid).join(' ')}`;
  }

  get title(): string {
    return this.data.pods.map((pod) => pod.name).join(', ');
  }

  get context(): string {
    return this.data.pods[0]?.context ?? '';
  }

  concerns({ pod }: PodRecord): boolean {
    return this.data.pods.some((ref) => ref.uid === pod.uid);
  }

  *message(seen: Seen): Generator<undefined, HostMessage> {
    if (seen.timelines.length === 0) return nothingSeen(this, seen.watched, gone(text('{name}', { name: this.title })));
    return yield* seen.many.pods(this.title, seen.timelines, seen.details, manySurroundings(this.context, seen));
  }
}
