import { countOf } from '../model/event-count.ts';
import type { EventMeaning } from './event-text.ts';
import { classify, containerNamed, containerOf, isCombined } from './event-text.ts';
import type { ContainerSpecFacts, EventFacts, EventObservation } from '../model/facts.ts';
import { compareVersions } from '../model/resource-version.ts';
import type { Clock, Evidence } from '../model/timeline.ts';
import type { EpochMs } from '../model/units.ts';

/** One event over all versions of it that were seen. */
export interface EventHistory {
  readonly uid: string;
  readonly newest: EventFacts;
  /** Oldest first. */
  readonly versions: readonly EventObservation[];
  readonly meaning: EventMeaning;
  readonly container?: string;
  readonly clock: Clock;
  /** Oldest first; the first occurrence, then the last one of each later version. */
  readonly occurrences: readonly EventStamp[];
}

/** One occurrence of an event, by its reporter's clock. */
export interface EventStamp {
  /** Its node in the network. */
  readonly id: string;
  readonly earliest: number;
  readonly latest: number;
  /** To the microsecond or better. */
  readonly exact: boolean;
  readonly source: Evidence;
  /** Our own clock, when it was watched as it happened. */
  readonly arrivedAt?: EpochMs;
}

/**
 * Groups versions by event; by first occurrence. The order of `seen` does not matter. `containers` are those of the pod
 * that they may be about.
 */
export function readEventHistories(
  seen: readonly EventObservation[],
  containers: readonly ContainerSpecFacts[] = [],
): EventHistory[] {
  const byUid = new Map<string, EventObservation[]>();
  for (const observation of seen) {
    const versions = byUid.get(observation.event.uid);
    if (versions === undefined) byUid.set(observation.event.uid, [observation]);
    else versions.push(observation);
  }
  return [...byUid.values()].map((versions) => toHistory(versions, containers)).sort(byFirstOccurrence);
}

const byFirstOccurrence = (a: EventHistory, b: EventHistory): number =>
  (a.occurrences[0]?.earliest ?? 0) - (b.occurrences[0]?.earliest ?? 0) ||
  compareVersions(a.newest.resourceVersion, b.newest.resourceVersion) ||
  (a.uid < b.uid ? -1 : 1);

const byVersion = (a: EventObservation, b: EventObservation): number =>
  compareVersions(a.event.resourceVersion, b.event.resourceVersion) ||
  (a.arrivedAt ?? Infinity) - (b.arrivedAt ?? Infinity);

function toHistory(seen: readonly EventObservation[], containers: readonly ContainerSpecFacts[]): EventHistory {
  const versions = seen.length === 1 ? seen : [...seen].sort(byVersion);
  const newest = (versions.at(-1) as EventObservation).event;
  const clock = clockOf(newest);
  const meaning = classify(newest);
  const container =
    containerOf(newest) ?? (containers.length === 0 ? undefined : containerNamed(newest, meaning, containers));
  const occurrences = occurrencesOf(versions, clock);
  return {
    uid: newest.uid,
    newest,
    versions,
    meaning,
    clock,
    occurrences,
    ...(container === undefined ? {} : { container }),
  };
}

function occurrencesOf(versions: readonly EventObservation[], clock: Clock): EventStamp[] {
  const found: EventStamp[] = [];
  let counted = 0;
  for (const seen of versions) {
    const count = countOf(seen.event);
    if (found.length === 0) found.push({ id: nodeId(seen.event, 0), ...firstStamp(seen, clock) });
    const later = count > Math.max(counted, 1) ? laterStamp(seen, clock) : undefined;
    if (later !== undefined) found.push({ id: nodeId(seen.event, found.length), ...later });
    counted = Math.max(counted, count);
  }
  return found;
}

/** No other node has it, whatever the uid: whoever writes a recording chooses it. */
export const nodeId = ({ uid }: Pick<EventFacts, 'uid'>, occurrence: number): string => `event/${occurrence}/${uid}`;

/**
 * An arrival tells of an occurrence only when the version was watched, and when it was that occurrence that wrote it.
 */
const arrivalOf = (seen: EventObservation, fresh: boolean): { arrivedAt?: EpochMs } =>
  fresh && seen.how === 'watched' && seen.arrivedAt !== undefined ? { arrivedAt: seen.arrivedAt } : {};

function firstStamp(seen: EventObservation, clock: Clock): Omit<EventStamp, 'id'> {
  const { event } = seen;
  const arrival = arrivalOf(seen, countOf(event) <= 1);
  const source = (stamp: 'name' | 'eventTime' | 'firstTimestamp'): Evidence => ({
    kind: 'event',
    uid: event.uid,
    reason: event.reason,
    stamp,
    clock,
  });
  if (event.nameAt !== undefined) {
    return { earliest: event.nameAt, latest: event.nameAt, exact: true, source: source('name'), ...arrival };
  }
  // Micro times are truncated like seconds are.
  if (event.eventAt !== undefined) {
    return {
      earliest: event.eventAt,
      latest: event.eventAt + 0.001,
      exact: true,
      source: source('eventTime'),
      ...arrival,
    };
  }
  const firstAt = event.firstAt ?? event.creationAt;
  return { earliest: firstAt, latest: firstAt + 1000, exact: false, source: source('firstTimestamp'), ...arrival };
}

function laterStamp(seen: EventObservation, clock: Clock): Omit<EventStamp, 'id'> | undefined {
  const { event } = seen;
  const arrival = arrivalOf(seen, true);
  const source: Evidence = { kind: 'event', uid: event.uid, reason: event.reason, stamp: 'lastTimestamp', clock };
  const observed = event.series?.lastObservedAt;
  if (observed !== undefined) return { earliest: observed, latest: observed + 0.001, exact: true, source, ...arrival };
  if (event.lastAt === undefined || isCombined(event)) return undefined;
  return { earliest: event.lastAt, latest: event.lastAt + 1000, exact: false, source, ...arrival };
}

/** Whose clock stamped the event. The controllers of the control plane share one as far as anyone can tell. */
function clockOf(event: EventFacts): Clock {
  if (event.component === 'kubelet') return `kubelet/${event.host ?? ''}`;
  return event.component.includes('scheduler') ? 'scheduler' : 'controller';
}
