import type { EventObservation } from '../model/facts.ts';
import type { EventHistory } from '../instants/event-history.ts';
import type { InstantsFound } from '../instants/instants.ts';
import { countOf } from '../model/event-count.ts';
import type { Clock, Instant } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';

/** One time that a counted event happened. */
export interface Occurrence {
  readonly at: Instant;
  readonly count: number;
  readonly event: EventHistory;
}

/** How long a watch takes to tell, in the median (timing reference, section 1). */
const USUAL_DELAY = 6;

/**
 * The times that an event happened, as far as its versions tell: the first to the nanosecond, later ones from
 * lastTimestamp (whole seconds) and the arrival of that version. Versions that nobody saw leave occurrences out.
 */
export function occurrencesOf(event: EventHistory, found: InstantsFound): readonly Occurrence[] {
  const first = found.eventTimes.get(event.newest.uid);
  const occurrences: Occurrence[] = first ? [{ at: first, count: 1, event }] : [];
  if (countOf(event.newest) <= 1) return occurrences;
  let counted = 1;
  for (const seen of event.versions) {
    if (countOf(seen.event) <= counted) continue;
    counted = countOf(seen.event);
    const at = laterOccurrence(seen, found, occurrences.at(-1)?.at.at);
    if (at) occurrences.push({ at, count: counted, event });
  }
  return occurrences;
}

function laterOccurrence(
  seen: EventObservation,
  found: InstantsFound,
  previous: EpochMs | undefined,
): Instant | undefined {
  const { lastAt, host, uid, reason, series } = seen.event;
  const clock: Clock = host === undefined ? 'controller' : `kubelet/${host}`;
  const shift = offsetOf(clock, found);
  const observed = series?.lastObservedAt;
  if (observed !== undefined) {
    const at = epochMs(Math.max(observed - shift, previous ?? -Infinity));
    return { at, earliest: at, latest: at, sources: [{ kind: 'event', uid, reason, stamp: 'lastTimestamp', clock }] };
  }
  if (lastAt === undefined) return undefined;
  const earliest = Math.max(lastAt - shift, previous ?? -Infinity);
  const windowEnd = lastAt - shift + 1000;
  const arrived =
    seen.how === 'watched' && seen.arrivedAt !== undefined ? seen.arrivedAt - offsetOf('client', found) : undefined;
  const latest = Math.max(earliest, arrived === undefined ? windowEnd : Math.min(arrived, windowEnd));
  const at = arrived === undefined ? (earliest + latest) / 2 : Math.max(earliest, latest - USUAL_DELAY);
  return {
    at: epochMs(at),
    earliest: epochMs(earliest),
    latest: epochMs(latest),
    sources: [{ kind: 'event', uid, reason, stamp: 'lastTimestamp', clock }],
  };
}

/** How far a clock is ahead of the reference clock, in ms. */
export const offsetOf = (clock: Clock, found: Pick<InstantsFound, 'skews'>): number =>
  found.skews.find((skew) => skew.clock === clock)?.offset ?? 0;
