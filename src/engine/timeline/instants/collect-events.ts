import type { Delay } from './clock-skew.ts';
import { type EventHistory, type EventStamp, nodeId } from './event-history.ts';
import type { InstantDraft } from './instant-draft.ts';

/** The node of the network that is this occurrence of the event; only the ids of instants are shown to anyone. */
export const eventId = (event: EventHistory, occurrence = 0): string =>
  event.occurrences[occurrence]?.id ?? nodeId(event, occurrence);

/** How late a watched event usually is: timing reference, section 1. */
const USUAL_ARRIVAL = 6;

/**
 * Enters the occurrences of all events: when their reporters' clocks say they were, before the apiserver stored them,
 * before they arrived here.
 */
export function collectEventTimes(draft: InstantDraft, events: readonly EventHistory[]): Delay[] {
  const delays: Delay[] = [];
  for (const event of events) {
    for (const [index, stamp] of event.occurrences.entries()) {
      collectOccurrence(draft, event, index, stamp);
      if (stamp.exact && stamp.arrivedAt !== undefined) {
        delays.push({ clock: event.clock, at: stamp.earliest, ms: stamp.arrivedAt - stamp.earliest });
      }
    }
  }
  return delays;
}

function collectOccurrence(draft: InstantDraft, event: EventHistory, index: number, stamp: EventStamp): void {
  const id = eventId(event, index);
  const node = draft.network.node(id);
  draft.inner(id);
  draft.network.windowAt(node, { clock: event.clock, earliest: stamp.earliest, latest: stamp.latest });
  draft.source(id, stamp.source);
  if (stamp.arrivedAt !== undefined) draft.network.windowAt(node, { clock: 'client', latest: stamp.arrivedAt });
  if (index === 0) draft.network.windowAt(node, { clock: 'apiserver', latest: event.newest.creationAt + 1000 });
  if (stamp.exact) draft.guess(id, stamp.earliest, event.clock, 0);
  else if (stamp.arrivedAt !== undefined) draft.guess(id, stamp.arrivedAt - USUAL_ARRIVAL, 'client', 1);
  if (index > 0) draft.network.order(eventId(event, index - 1), id);
}

/**
 * `id` is the step whose end the event reports, so it came at most the reporting delay of the node's pace before it;
 * `usually` so long before.
 */
export function reportedBy(
  draft: InstantDraft,
  id: string,
  event: EventHistory,
  occurrence: number,
  usually: number,
): void {
  const stamp = event.occurrences[occurrence];
  if (stamp === undefined) return;
  const reported = eventId(event, occurrence);
  draft.happened(id);
  draft.source(id, stamp.source);
  draft.network.order(id, reported, -1);
  draft.network.order(reported, id, -draft.pace.reportingDelay);
  draft.derive(id, stamp.exact ? 0 : 5, (known) => minus(known(reported), usually));
}

/** `id` lies a duration out of the event's message (whole milliseconds, truncated) before the event. */
export function backFrom(draft: InstantDraft, id: string, event: EventHistory, duration: number): void {
  const stamp = event.occurrences[0];
  if (stamp === undefined) return;
  draft.happened(id);
  draft.source(id, {
    kind: 'event',
    uid: event.uid,
    reason: event.newest.reason,
    stamp: 'message',
    clock: event.clock,
  });
  draft.network.order(id, eventId(event), duration);
  draft.network.order(eventId(event), id, -duration - 1 - draft.pace.reportingDelay);
  draft.derive(id, stamp.exact ? 0 : 5, (known) => minus(known(eventId(event)), duration + 0.5));
}

export const minus = (at: number | undefined, ms: number): number | undefined =>
  at === undefined ? undefined : at - ms;
