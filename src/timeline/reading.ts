import { classify, containerOf, type EventMeaning } from './event-text.ts';
import type { ContainerRole, ContainerSpecFacts, ContainerStatusFacts, EventFacts, EventObservation, PodEvidence, PodFacts, PodObservation } from './facts.ts';
import { compareVersions } from './resource-version.ts';
import type { ClockSkew, Instant, InstantId } from './timeline.ts';

/** What `buildInstants` found: the ground on which phases stand. */
export interface InstantsFound {
  readonly instants: Readonly<Record<InstantId, Instant>>;
  /** The first occurrence of each event, by its uid. */
  readonly eventTimes: ReadonlyMap<string, Instant>;
  readonly skews: readonly ClockSkew[];
}

/** A container as far as it is known: of a pod of which only events are left there is no spec. */
export interface ContainerReading {
  readonly name: string;
  readonly role: ContainerRole;
  readonly index: number;
  readonly spec?: ContainerSpecFacts;
  readonly status?: ContainerStatusFacts;
}

/** One event with all its versions, oldest first. */
export interface EventReading {
  readonly newest: EventFacts;
  readonly meaning: EventMeaning;
  readonly versions: readonly EventObservation[];
  readonly container?: string;
}

/** One pod's evidence put in order, once, for everything that is read off it. */
export interface Reading extends InstantsFound {
  readonly evidence: PodEvidence;
  /** Oldest first. */
  readonly versions: readonly PodObservation[];
  /** The newest version. */
  readonly pod?: PodFacts;
  /** The newest version of before its deletion was asked for: what the pod had become by itself. */
  readonly alive?: PodFacts;
  /** In the order in which they run: init containers and sidecars, containers, ephemeral containers. */
  readonly containers: readonly ContainerReading[];
  /** On the pod itself, by their first occurrence. */
  readonly events: readonly EventReading[];
  /** On owners and claims. */
  readonly relatedEvents: readonly EventReading[];
  /** Numbers of the later runs of each container that have instants, from 2. */
  readonly laterRuns: ReadonlyMap<string, readonly number[]>;
}

/** Puts `evidence` in order. */
export function readEvidence(evidence: PodEvidence, found: InstantsFound): Reading {
  const versions = sortVersions(evidence.pods);
  const pod = versions.at(-1)?.pod;
  const alive = versions.findLast((version) => version.pod.deletionAt === undefined)?.pod ?? pod;
  const events = readEvents(evidence.events, found);
  const containers = pod ? specContainers(pod, alive ?? pod) : eventContainers(events);
  return {
    ...found,
    evidence,
    versions,
    containers,
    events,
    relatedEvents: readEvents(evidence.relatedEvents, found),
    laterRuns: laterRunsOf(found.instants),
    ...(pod && { pod }),
    ...(alive && { alive }),
  };
}

function sortVersions(pods: readonly PodObservation[]): readonly PodObservation[] {
  return [...pods].sort((a, b) => compareVersions(a.pod.resourceVersion, b.pod.resourceVersion) || rank(a) - rank(b) || (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0));
}

const rank = (seen: PodObservation): number => (seen.how === 'deleted' ? 1 : 0);

function readEvents(observations: readonly EventObservation[], found: InstantsFound): readonly EventReading[] {
  const byUid = new Map<string, [EventObservation, ...EventObservation[]]>();
  for (const seen of observations) {
    const known = byUid.get(seen.event.uid);
    if (known) known.push(seen);
    else byUid.set(seen.event.uid, [seen]);
  }
  const readings: EventReading[] = [];
  for (const seen of byUid.values()) readings.push(readEvent(seen));
  const at = ({ newest }: EventReading): number => found.eventTimes.get(newest.uid)?.at ?? newest.creationAt;
  return readings.sort((a, b) => at(a) - at(b) || compareVersions(a.newest.resourceVersion, b.newest.resourceVersion) || (a.newest.uid < b.newest.uid ? -1 : 1));
}

function readEvent(seen: readonly [EventObservation, ...EventObservation[]]): EventReading {
  const versions = [...seen].sort((a, b) => compareVersions(a.event.resourceVersion, b.event.resourceVersion) || (a.arrivedAt ?? 0) - (b.arrivedAt ?? 0));
  const newest = (versions.at(-1) ?? seen[0]).event;
  const container = containerOf(newest);
  return { newest, versions, meaning: classify(newest), ...(container !== undefined && { container }) };
}

function specContainers(pod: PodFacts, alive: PodFacts): readonly ContainerReading[] {
  return pod.spec.containers.map((spec) => {
    const status = alive.statuses.find(({ name }) => name === spec.name);
    return { name: spec.name, role: spec.role, index: spec.index, spec, ...(status && { status }) };
  });
}

function eventContainers(events: readonly EventReading[]): readonly ContainerReading[] {
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
    if (!known.includes(Number(number))) runs.set(name ?? '', [...known, Number(number)].sort((a, b) => a - b));
  }
  return runs;
}
