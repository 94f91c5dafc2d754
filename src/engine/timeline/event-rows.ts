import type { EventHistory } from './instants/event-history.ts';
import { countOf } from './model/event-count.ts';
import type { Reading } from './reading/reading.ts';
import type { EventRow, Instant } from './model/timeline.ts';
import { between, epochMs } from './model/units.ts';

/** The events of the pod and those of its owners and claims that concern it, by their first occurrence. */
export function eventRows(reading: Reading, homes: ReadonlyMap<string, string>): readonly EventRow[] {
  const own = reading.events.map((event) => rowOf(event, reading, homes));
  const related = reading.relatedEvents.map((event) => ({
    ...rowOf(event, reading, homes),
    object: `${event.newest.involved.kind}/${event.newest.involved.name}`,
  }));
  return [...own, ...related].sort((a, b) => a.at.at - b.at.at);
}

function rowOf(event: EventHistory, reading: Reading, homes: ReadonlyMap<string, string>): EventRow {
  const { newest, container } = event;
  const phase = homes.get(newest.uid);
  const count = countOf(newest);
  const seen = count > 1 ? reading.occurrences(event).at(-1)?.at : undefined;
  const last = seen?.at ?? (count > 1 ? newest.lastAt : undefined);
  return {
    uid: newest.uid,
    at: reading.eventTimes.get(newest.uid) ?? storedAt(event),
    reason: newest.reason,
    message: newest.message,
    type: newest.type,
    component: newest.component,
    count,
    ...(container !== undefined && { container }),
    ...(last !== undefined && { lastAt: last }),
    ...(seen && { lastKnownTo: between(seen.earliest, seen.latest) }),
    ...(phase !== undefined && { phase }),
  };
}

/** Nothing better is known than when the API server stored it. */
function storedAt({ newest }: EventHistory): Instant {
  const at = newest.eventAt ?? newest.nameAt ?? newest.firstAt ?? newest.creationAt;
  return {
    at,
    earliest: at,
    latest: epochMs(at + 1000),
    sources: [{ kind: 'event', uid: newest.uid, reason: newest.reason, stamp: 'firstTimestamp', clock: 'apiserver' }],
  };
}
