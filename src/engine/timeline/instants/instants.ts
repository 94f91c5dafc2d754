import type { ClockMargin, ClockReading, Delay } from './clock-skew.ts';
import { marginsOf, readClocks } from './clock-skew.ts';
import type { ContainerEvidence } from './collect-container.ts';
import { collectContainer, orderRuns, readContainer, runId } from './collect-container.ts';
import { collectEventTimes, eventId, minus, reportedBy } from './collect-events.ts';
import { collectNode, isPrompt } from './collect-node.ts';
import { collectOrder } from './collect-order.ts';
import { collectPod, decided } from './collect-pod.ts';
import { collectProbes } from './collect-probes.ts';
import type { EventHistory, EventStamp } from './event-history.ts';
import { readEventHistories } from './event-history.ts';
import type { PodEvidence } from '../model/facts.ts';
import type { Known } from './instant-draft.ts';
import { InstantDraft } from './instant-draft.ts';
import { readyAtLatest } from './lost-readiness.ts';
import { paceOf } from './pace.ts';
import type { PodHistory } from './pod-history.ts';
import { readPodHistory } from './pod-history.ts';
import type { ClockSkew, Instant, InstantId } from '../model/timeline.ts';

/** What `buildInstants` found: the ground on which phases stand. */
export interface InstantsFound {
  readonly instants: Readonly<Record<InstantId, Instant>>;
  /** The first occurrence of each event, by its uid, on the reference clock. */
  readonly eventTimes: ReadonlyMap<string, Instant>;
  /** Clocks that disagree with the others. Instants and event times are corrected by these. */
  readonly skews: readonly ClockSkew[];
  /** The pod's versions in order. Absent when only events are left of the pod. */
  readonly history?: PodHistory;
  /** On the pod itself. */
  readonly events: readonly EventHistory[];
  /** On owners and claims. */
  readonly relatedEvents: readonly EventHistory[];
}

/**
 * From evidence to the most exact true statement of when each step happened. What did not happen is absent. The ids:
 *
 * | Id | Meaning |
 * |---|---|
 * | `created` | the pod was stored |
 * | `schedulingGate/NAME` | that scheduling gate was removed |
 * | `scheduled` | bound to its node |
 * | `kubeletSeen` | the kubelet took it up (status.startTime) |
 * | `volume/NAME/attached` | attached to the node (NAME: the persistent volume, as the event says it) |
 * | `volumesReady` | all volumes attached and mounted |
 * | `sandboxReady` | sandbox and network exist |
 * | `container/NAME/pullQueued` | the FIRST pull was asked for, even if it failed |
 * | `container/NAME/pullStarted`, `pullEnded` | of the pull that brought the image; absent when it was there, and while none succeeded |
 * | `container/NAME/created`, `started`, `startupPassed`, `ready`, `terminated` | of the first run. `startupPassed` only with a startup probe; `ready` also without a readiness probe |
 * | `container/NAME/postStartEnded` | the postStart hook returned |
 * | `container/NAME/run/N/created`, `started`, ... | of run N, from 2, as far as it was seen |
 * | `initialized`, `containersReady`, `gate/TYPE`, `podReady` | the condition was first true |
 * | `failed` | the pod was given up: its phase became Failed |
 * | `deleted` | its deletion was asked for |
 * | `podEnded` | the object was gone (live only) |
 *
 * Failed attempts (pulls, sandboxes, mounts) have no ids: they are read off their events, whose times are in
 * `eventTimes`.
 */
export function buildInstants(evidence: PodEvidence): InstantsFound {
  const { draft, delays, history, events, relatedEvents } = collect(evidence);
  return {
    ...toInstants(draft, readClocks(draft.network, delays), [...events, ...relatedEvents]),
    events,
    relatedEvents,
    ...(history && { history }),
  };
}

/**
 * How far each clock could be off without this evidence showing it. `buildInstants` takes clocks that contradict
 * nothing as right.
 */
export const checkClocks = (evidence: PodEvidence): ClockMargin[] => marginsOf(collect(evidence).draft.network);

interface Collected {
  readonly draft: InstantDraft;
  readonly delays: readonly Delay[];
  readonly history: PodHistory | undefined;
  readonly events: readonly EventHistory[];
  readonly relatedEvents: readonly EventHistory[];
}

function collect(evidence: PodEvidence): Collected {
  const history = readPodHistory(evidence.pods);
  const events = readEventHistories(evidence.events, history?.newest.spec.containers);
  const relatedEvents = readEventHistories(evidence.relatedEvents);
  const draft = new InstantDraft(paceOf(events));
  const delays = [...collectEventTimes(draft, events), ...collectEventTimes(draft, relatedEvents)];
  collectSteps(draft, evidence, history, events, relatedEvents);
  return { draft, delays, history, events, relatedEvents };
}

function collectSteps(
  draft: InstantDraft,
  { server, nodePulls }: PodEvidence,
  history: PodHistory | undefined,
  events: readonly EventHistory[],
  related: readonly EventHistory[],
): void {
  const containers = containerNames(history, events).map((name) => readContainer(history, name, events));
  collectScheduling(draft, history, events, related);
  const readyBy = history && readyAtLatest(history, containers);
  if (history !== undefined) collectPod(draft, history, readyBy);
  for (const container of containers) collectContainer(draft, container, nodePulls);
  collectNode(draft, { history, events, containers, server });
  for (const container of containers) collectProbes(draft, container, readyBy);
  for (const container of containers) orderRuns(draft, container);
  collectOrder(draft, containers, isPrompt(server));
  collectReadyGuess(draft, history, containers, isPrompt(server));
}

function containerNames(history: PodHistory | undefined, events: readonly EventHistory[]): string[] {
  const named = events.flatMap((event) => event.container ?? []);
  return [...new Set([...(history?.newest.spec.containers.map((container) => container.name) ?? []), ...named])];
}

function collectScheduling(
  draft: InstantDraft,
  history: PodHistory | undefined,
  events: readonly EventHistory[],
  related: readonly EventHistory[],
): void {
  const scheduled = events.find((event) => event.meaning.kind === 'scheduled');
  if (scheduled !== undefined) reportedBy(draft, 'scheduled', scheduled, 0, 0);
  for (const event of events) {
    if (event.meaning.kind === 'volume-attached') {
      reportedBy(draft, `volume/${event.meaning.volume ?? 'unknown'}/attached`, event, 0, 1);
    }
  }
  if (history === undefined) return;
  collectFirstLook(draft, history, events);
  const creation = creationEvent(history, related);
  if (creation === undefined) return;
  const id = eventId(creation.event, creation.occurrence);
  draft.network.order('created', id, -draft.pace.arrivalSpread);
  draft.source('created', creation.stamp.source);
  draft.derive('created', creation.stamp.exact ? 1 : 7, (known) => minus(known(id), 0.7));
}

interface CreationEvent {
  readonly event: EventHistory;
  readonly occurrence: number;
  readonly stamp: EventStamp;
}

/** A name that comes again (a StatefulSet's) counts one event up: this pod's is the occurrence next to its creation. */
function creationEvent({ newest }: PodHistory, related: readonly EventHistory[]): CreationEvent | undefined {
  const named = related.filter(({ meaning }) => meaning.kind === 'pod-created' && meaning.pod === newest.name);
  const found = named.flatMap((event) => event.occurrences.map((stamp, occurrence) => ({ event, occurrence, stamp })));
  const distance = ({ stamp }: CreationEvent): number => Math.abs(stamp.earliest - newest.creationAt);
  const nearest = found.sort((a, b) => distance(a) - distance(b))[0];
  const recurs = newest.owner === undefined || newest.owner.kind === 'StatefulSet';
  return nearest !== undefined && recurs && distance(nearest) > SAME_CREATION ? undefined : nearest;
}

/** Farther from the pod's creation, the event is of another pod of that name. */
const SAME_CREATION = 6000;

/**
 * The scheduler takes a pod up at once when nothing holds it back: measured 5 to 10 ms from its creation to the first
 * word on it.
 */
function collectFirstLook(draft: InstantDraft, history: PodHistory, events: readonly EventHistory[]): void {
  const [look] = events.filter(({ meaning }) => meaning.kind === 'scheduled' || meaning.kind === 'unschedulable');
  if (look === undefined) return;
  draft.network.order('created', eventId(look), -1);
  const waits =
    history.first.spec.schedulingGates.length > 0 ||
    history.first.spec.volumes.some(({ source }) => source === 'persistentVolumeClaim');
  if (!waits) draft.derive('created', 6, (known) => minus(known(eventId(look)), 6));
}

/** Without a readiness probe a pod is ready when its last container is started and the kubelet has noticed. */
function collectReadyGuess(
  draft: InstantDraft,
  history: PodHistory | undefined,
  containers: readonly ContainerEvidence[],
  prompt: boolean,
): void {
  const regular = containers.filter(({ spec }) => spec?.role === 'container' || spec?.role === 'sidecar');
  if (
    regular.some(
      ({ spec }) =>
        spec === undefined ||
        spec.hasPostStart ||
        (spec.readinessProbe !== undefined && spec.startupProbe === undefined),
    )
  ) {
    return;
  }
  const notice = (known: Known): number | undefined => {
    const last = regular.map(
      (container) => known(runId(container, 1, 'startupPassed')) ?? known(runId(container, 1, 'started')),
    );
    return last.length === 0 || last.includes(undefined)
      ? undefined
      : Math.max(...last.map((at) => at ?? 0)) + (prompt ? 0 : SLOW_NOTICE);
  };
  const rank = prompt ? 1 : 9;
  draft.derive(decided('containersReady'), rank, notice);
  if (history?.newest.spec.readinessGates.length === 0) draft.derive(decided('podReady'), rank, notice);
}

/** Older kubelets look once a second for what became of a container. */
const SLOW_NOTICE = 500;

function toInstants(
  draft: InstantDraft,
  clocks: ClockReading,
  events: readonly EventHistory[],
): Pick<InstantsFound, 'instants' | 'eventTimes' | 'skews'> {
  const instantOf = draft.finish(clocks);
  const instants = new Map<string, Instant>();
  for (const id of draft.shown()) {
    const instant = instantOf(id);
    if (instant !== undefined) instants.set(id, instant);
  }
  const eventTimes = new Map<string, Instant>();
  for (const event of events) {
    const instant = instantOf(eventId(event));
    if (instant !== undefined) eventTimes.set(event.uid, instant);
  }
  return { instants: Object.fromEntries(instants), eventTimes, skews: clocks.skews };
}
