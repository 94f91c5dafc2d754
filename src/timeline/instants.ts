import { collectContainer, readContainer } from './collect-container.ts';
import { collectPod, kubeletClock, reportedBy } from './collect-pod.ts';
import type { EventHistory } from './event-history.ts';
import { readEventHistories } from './event-history.ts';
import type { PodEvidence } from './facts.ts';
import { ARRIVAL_SPREAD, InstantDraft } from './instant-draft.ts';
import type { PodHistory } from './pod-history.ts';
import { readPodHistory } from './pod-history.ts';
import type { ClockSkew, Instant, InstantId } from './timeline.ts';
import { epochMs } from './units.ts';

/** Every instant that can be said of one pod. */
export interface Instants {
  readonly instants: Readonly<Record<InstantId, Instant>>;
  /** The first occurrence of every event on the pod and around it, by the event's uid, on the reference clock. */
  readonly eventTimes: ReadonlyMap<string, Instant>;
  /** Clocks that disagree with the others. Instants and event times are corrected by these. */
  readonly skews: readonly ClockSkew[];
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
 * | `deleted` | its deletion was asked for |
 * | `podEnded` | the object was gone (live only) |
 *
 * Failed attempts (pulls, sandboxes, mounts) have no ids: they are read off their events, whose times are in `eventTimes`.
 */
export function buildInstants(evidence: PodEvidence): Instants {
  const history = readPodHistory(evidence.pods);
  const events = readEventHistories(evidence.events);
  const related = readEventHistories(evidence.relatedEvents);
  const draft = new InstantDraft();
  draft.network.order('created', 'scheduled');
  draft.network.order('scheduled', 'kubeletSeen');
  draft.network.order('kubeletSeen', 'volumesReady');
  draft.network.order('volumesReady', 'sandboxReady');
  if (history !== undefined) collectPod(draft, history);
  collectEvents(draft, history, events, related);
  for (const name of containerNames(history, events)) collectContainer(draft, readContainer(history, name, events), history);
  inferSandbox(draft, history, events);
  const instants = draft.finish(() => 0);
  return { instants, eventTimes: eventTimes([...events, ...related]), skews: [] };
}

function containerNames(history: PodHistory | undefined, events: readonly EventHistory[]): string[] {
  const named = events.flatMap((event) => event.container ?? []);
  return [...new Set([...(history?.newest.spec.containers.map((container) => container.name) ?? []), ...named])];
}

function collectEvents(draft: InstantDraft, history: PodHistory | undefined, events: readonly EventHistory[], related: readonly EventHistory[]): void {
  for (const event of events) {
    if (event.meaning.kind === 'scheduled' && !draft.has('scheduled-event')) reportedBy(draft, 'scheduled', event);
    if (event.meaning.kind === 'volume-attached') reportedBy(draft, `volume/${event.meaning.volume ?? ''}/attached`, event);
  }
  const pod = history?.newest.name;
  const creation = related.find((event) => event.meaning.kind === 'pod-created' && event.meaning.pod === pod)?.occurrences[0];
  const clock = 'controller';
  if (creation?.exact === true) {
    draft.stamp('created', { clock, latest: creation.latest + ARRIVAL_SPREAD, source: creation.source });
    draft.guess('created', creation.earliest - 0.7, clock, 1);
  }
}

/** The sandbox has no event: it is there when the first image is asked for, a few milliseconds before. */
function inferSandbox(draft: InstantDraft, history: PodHistory | undefined, events: readonly EventHistory[]): void {
  const first = events.find((event) => event.meaning.kind === 'pulling' || event.meaning.kind === 'present')?.occurrences[0];
  if (first === undefined) return;
  const clock = kubeletClock(history?.newest);
  for (const id of ['sandboxReady', 'volumesReady', 'kubeletSeen']) draft.happened(id);
  draft.stamp('sandboxReady', { clock, latest: first.latest, source: first.source });
  draft.guess('sandboxReady', first.earliest - 2.5, clock, 1);
}

function eventTimes(events: readonly EventHistory[]): Map<string, Instant> {
  const times = new Map<string, Instant>();
  for (const { uid, occurrences } of events) {
    const [first] = occurrences;
    if (first === undefined) continue;
    const latest = Math.max(first.earliest, Math.min(first.latest, first.arrivedAt ?? Infinity));
    const at = first.exact ? first.earliest : first.arrivedAt === undefined ? (first.earliest + latest) / 2 : Math.max(first.earliest, latest - 6);
    times.set(uid, { at: epochMs(at), earliest: epochMs(first.earliest), latest: epochMs(latest), sources: [first.source] });
  }
  return times;
}
