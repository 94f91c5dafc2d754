import type { EventHistory } from '../instants/event-history.ts';
import type { InstantsFound } from '../instants/instants.ts';
import type {
  ContainerRole,
  ContainerSpecFacts,
  ContainerStatusFacts,
  PodEvidence,
  PodFacts,
  PodObservation,
} from '../model/facts.ts';
import { own } from '../model/own.ts';
import { offsetOf } from './occurrences.ts';
import { compareVersions } from '../model/resource-version.ts';
import type { Clock } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';
import { occurrencesOf, type Occurrence } from './occurrences.ts';

/** A container as far as it is known: of a pod of which only events are left there is no spec. */
export interface ContainerReading {
  readonly name: string;
  readonly role: ContainerRole;
  readonly index: number;
  readonly spec?: ContainerSpecFacts;
  readonly status?: ContainerStatusFacts;
}

/** An instant by somebody's clock, for example the moment at which someone looks, by the client's. */
export interface Now {
  readonly at: EpochMs;
  readonly clock: Clock;
}

/** One pod's evidence put in order, once, for everything that is read off it. */
export interface Reading extends InstantsFound {
  readonly evidence: PodEvidence;
  /**
   * Up to when waits that go on are counted, by the reference clock: when someone looks, or the last thing that is
   * known of a pod that is over.
   */
  readonly now: EpochMs;
  /** Oldest first. */
  readonly versions: readonly PodObservation[];
  /** The newest version. */
  readonly pod?: PodFacts;
  /** The newest version of before its deletion was asked for: what the pod had become by itself. */
  readonly alive?: PodFacts;
  /** In the order in which they run: init containers and sidecars, containers, ephemeral containers. */
  readonly containers: readonly ContainerReading[];
  /** Numbers of the later runs of each container that have instants, from 2. */
  readonly laterRuns: ReadonlyMap<string, readonly number[]>;
  /** The times that an event happened, found out when they are first asked for. */
  readonly occurrences: (event: EventHistory) => readonly Occurrence[];
}

/**
 * Puts `evidence` in order. `now`: when someone looks; without it, waits are counted to the last thing that is known.
 */
export function readEvidence(evidence: PodEvidence, found: InstantsFound, now?: Now): Reading {
  const versions = found.history?.versions ?? [];
  const pod = versions.at(-1)?.pod;
  const alive = versions.findLast((version) => version.pod.deletionAt === undefined)?.pod ?? pod;
  const events = inOrder(found.events, found);
  const containers = pod ? specContainers(pod, alive ?? pod) : eventContainers(events);
  return {
    ...found,
    evidence,
    now: nowOf(found, now),
    versions,
    containers,
    events,
    relatedEvents: inOrder(found.relatedEvents, found),
    laterRuns: laterRunsOf(found.instants),
    occurrences: occurrencesIn(found),
    ...(pod && { pod }),
    ...(alive && { alive }),
  };
}

function occurrencesIn(found: InstantsFound): Reading['occurrences'] {
  const known = new Map<EventHistory, readonly Occurrence[]>();
  return (event) => {
    const before = known.get(event);
    if (before) return before;
    const occurrences = occurrencesOf(event, found);
    known.set(event, occurrences);
    return occurrences;
  };
}

function nowOf(found: InstantsFound, now: Now | undefined): EpochMs {
  const known = lastKnown(found);
  if (
    now === undefined ||
    found.instants['podEnded'] !== undefined ||
    found.history?.versions.at(-1)?.how === 'deleted'
  ) {
    return known;
  }
  const looked = now.at - offsetOf(now.clock, found);
  return epochMs(Math.max(known, looked));
}

/** The last moment that any evidence tells of. */
function lastKnown(found: InstantsFound): EpochMs {
  const { instants, events, history, eventTimes } = found;
  let last = -Infinity;
  for (const id in instants) last = Math.max(last, own(instants, id)?.at ?? last);
  for (const { newest, clock } of events) {
    last = Math.max(
      last,
      eventTimes.get(newest.uid)?.at ?? last,
      (newest.series?.lastObservedAt ?? newest.lastAt ?? last) - offsetOf(clock, found),
    );
  }
  return epochMs(Math.max(last, (history?.versions.at(-1)?.arrivedAt ?? last) - offsetOf('client', found)));
}

/** By what is known of their first occurrence. */
function inOrder(events: readonly EventHistory[], { eventTimes }: InstantsFound): readonly EventHistory[] {
  const at = ({ newest }: EventHistory): number => eventTimes.get(newest.uid)?.at ?? newest.creationAt;
  return events.toSorted(
    (a, b) =>
      at(a) - at(b) || compareVersions(a.newest.resourceVersion, b.newest.resourceVersion) || (a.uid < b.uid ? -1 : 1),
  );
}

/** Names are unique in a pod; of two that are the same, which the API does not take, the first counts. */
function specContainers(pod: PodFacts, alive: PodFacts): readonly ContainerReading[] {
  const found = new Map<string, ContainerReading>();
  for (const spec of pod.spec.containers) {
    if (found.has(spec.name)) continue;
    const status = alive.statuses.find(({ name }) => name === spec.name);
    found.set(spec.name, { name: spec.name, role: spec.role, index: spec.index, spec, ...(status && { status }) });
  }
  return [...found.values()];
}

function eventContainers(events: readonly EventHistory[]): readonly ContainerReading[] {
  const found = new Map<string, ContainerReading>();
  const counts = { init: 0, container: 0, ephemeral: 0 };
  for (const { newest, container } of events) {
    if (container === undefined || found.has(container)) continue;
    const role = roleOf(newest.involved.fieldPath ?? '');
    found.set(container, { name: container, role, index: counts[role]++ });
  }
  const order = ['init', 'container', 'ephemeral'];
  return [...found.values()].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
}

function roleOf(fieldPath: string): 'init' | 'container' | 'ephemeral' {
  if (fieldPath.startsWith('spec.initContainers')) return 'init';
  return fieldPath.startsWith('spec.ephemeralContainers') ? 'ephemeral' : 'container';
}

function laterRunsOf(instants: InstantsFound['instants']): ReadonlyMap<string, readonly number[]> {
  const runs = new Map<string, number[]>();
  for (const id in instants) {
    if (!id.includes('/run/')) continue;
    const [, name, , number] = id.split('/');
    const known = runs.get(name ?? '') ?? [];
    if (!known.includes(Number(number))) {
      runs.set(
        name ?? '',
        [...known, Number(number)].sort((a, b) => a - b),
      );
    }
  }
  return runs;
}
