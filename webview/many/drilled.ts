import { own } from '../../src/engine/timeline/model/own.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { HostMessage } from '../../src/shared/protocol.ts';
import type { ManyMessage } from './many-input.ts';

type TimelineMessage = HostMessage & { readonly type: 'timeline' };

/** One of several pods as a message of its own. */
export class Drilled {
  #made: { readonly from: ManyMessage; readonly message: TimelineMessage } | undefined;

  /**
   * What is shown of `message` while the pod with this uid is opened: that pod, or the message itself where no pod is
   * meant or its timeline has not come yet. The same object for the same snapshot.
   */
  shownOf(message: HostMessage, uid: string | undefined): HostMessage {
    if (message.type !== 'pods' && message.type !== 'node') return message;
    const timeline = message.details.find(({ pod }) => pod.uid === uid);
    if (!timeline) return message;
    if (this.#made?.from !== message || this.#made.message.timeline !== timeline) {
      this.#made = { from: message, message: messageOf(message, timeline) };
    }
    return this.#made.message;
  }
}

function messageOf(many: ManyMessage, timeline: Timeline): TimelineMessage {
  const { liveness, now, language, podLogs, models } = many;
  const model = models && own(models, timeline.pod.uid);
  return {
    type: 'timeline',
    timeline,
    liveness,
    now,
    language,
    ...(model && { model }),
    ...(podLogs?.uid === timeline.pod.uid && { logs: podLogs.logs }),
  };
}
