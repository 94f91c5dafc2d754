import type { PodRecord } from '../../../engine/engine.ts';
import type { HostMessage, PanelSubject, PodRef } from '../../../shared/protocol.ts';
import { podMessage } from '../snapshot.ts';
import type { Seen, Subject } from './subject.ts';

type Data = Extract<PanelSubject, { kind: 'pod' }>;

/** One pod: its whole timeline. */
export class PodSubject implements Subject {
  readonly data: Data;

  constructor(data: Data) {
    this.data = data;
  }

  get key(): string {
    return podKey(this.pod.uid);
  }

  get title(): string {
    return this.pod.name;
  }

  get context(): string {
    return this.pod.context;
  }

  get pod(): PodRef {
    return this.data.pod;
  }

  concerns({ pod }: PodRecord): boolean {
    return pod.uid === this.pod.uid;
  }

  *message({ timelines, watched, isKnown }: Seen): Generator<undefined, HostMessage> {
    yield undefined;
    return podMessage(this.pod, timelines[0], watched, isKnown(this.pod.uid));
  }
}

/** The key of the panel of the pod with this uid. */
export const podKey = (uid: string): string => `pod ${uid}`;
