import { field, kubeletClock, reportedBy } from './collect-pod.ts';
import type { EventHistory, EventStamp } from './event-history.ts';
import type { EventMeaning } from './event-text.ts';
import type { ContainerSpecFacts } from './facts.ts';
import type { InstantDraft } from './instant-draft.ts';
import { REPORTING_DELAY } from './instant-draft.ts';
import type { PodHistory, RunHistory } from './pod-history.ts';
import { runsOf } from './pod-history.ts';

/** What is known of one container. */
export interface ContainerEvidence {
  readonly name: string;
  readonly spec?: ContainerSpecFacts;
  /** On this container, by first occurrence. */
  readonly events: readonly EventHistory[];
  readonly runs: readonly RunHistory[];
}

/** The ids of a container's first run have no number. */
export const runId = (container: string, run: number, step: string): string =>
  run === 1 ? `container/${container}/${step}` : `container/${container}/run/${run}/${step}`;

export function readContainer(history: PodHistory | undefined, name: string, events: readonly EventHistory[]): ContainerEvidence {
  const spec = history?.newest.spec.containers.find((container) => container.name === name);
  const runs = history === undefined ? [] : runsOf(history, name);
  return { name, events: events.filter((event) => event.container === name), runs, ...(spec === undefined ? {} : { spec }) };
}

/** Everything about one container. */
export function collectContainer(draft: InstantDraft, container: ContainerEvidence, history: PodHistory | undefined): void {
  collectPull(draft, container);
  for (const step of ['created', 'started'] as const) collectReported(draft, container, step);
  for (const run of container.runs) collectRun(draft, container, run, history);
  orderRun(draft, container, 1);
}

const ofKind = (container: ContainerEvidence, kind: EventMeaning['kind']): EventHistory[] => container.events.filter((event) => event.meaning.kind === kind);

/** The first pull that was asked for, and the one that brought the image. */
function collectPull(draft: InstantDraft, container: ContainerEvidence): void {
  const id = (step: string): string => runId(container.name, 1, step);
  const [pulling] = ofKind(container, 'pulling');
  const [pulled] = ofKind(container, 'pulled');
  if (pulling !== undefined) reportedBy(draft, id('pullQueued'), pulling);
  if (pulled?.meaning.kind !== 'pulled') return;
  reportedBy(draft, id('pullEnded'), pulled);
  const { took, waited } = pulled.meaning;
  if (took !== undefined) backFrom(draft, id('pullStarted'), pulled, took);
  if (waited !== undefined && pulling === undefined) backFrom(draft, id('pullQueued'), pulled, waited);
}

/** `id` lies a message's duration (whole milliseconds, truncated) before the event. */
function backFrom(draft: InstantDraft, id: string, event: EventHistory, duration: number): void {
  const stamp = event.occurrences[0];
  if (stamp === undefined) return;
  draft.happened(id);
  const source = { kind: 'event', uid: event.uid, reason: event.event.reason, stamp: 'message', clock: event.clock } as const;
  draft.stamp(id, { clock: event.clock, earliest: stamp.earliest - duration - 1 - REPORTING_DELAY, latest: stamp.latest - duration, source });
  draft.guess(id, stamp.earliest - duration - 0.5, event.clock, stamp.exact ? 0 : 5);
}

/** Created and Started events, each occurrence on the run that it belongs to. */
function collectReported(draft: InstantDraft, container: ContainerEvidence, step: 'created' | 'started'): void {
  for (const event of ofKind(container, step))
    for (const [index, stamp] of event.occurrences.entries()) {
      const run = runOfOccurrence(container.runs, stamp, step);
      const id = runId(container.name, run, step);
      if (!draft.has(id)) reportedBy(draft, id, event, index);
    }
}

/** `Started` comes within the second of `startedAt` or just after it, `Created` before it. */
function runOfOccurrence(runs: readonly RunHistory[], stamp: EventStamp, step: 'created' | 'started'): number {
  const known = runs.filter((run) => run.facts.startedAt !== undefined);
  const startedAt = (run: RunHistory): number => run.facts.startedAt ?? 0;
  const match = step === 'started' ? known.findLast((run) => startedAt(run) <= stamp.latest) : known.find((run) => startedAt(run) + 1000 >= stamp.earliest);
  return match?.number ?? (step === 'started' ? 1 : (known.at(-1)?.number ?? 0) + 1);
}

function collectRun(draft: InstantDraft, container: ContainerEvidence, run: RunHistory, history: PodHistory | undefined): void {
  const clock = kubeletClock(history?.newest);
  const id = (step: string): string => runId(container.name, run.number, step);
  const at = (step: string): ReturnType<typeof field> => field(clock, 'status', 'containerStatuses', container.name, step);
  if (run.facts.startedAt !== undefined && run.facts.startedAt > 0) {
    draft.happened(id('started'));
    draft.second(id('started'), run.facts.startedAt, clock, at('startedAt'));
    draft.arrival(id('started'), run.runningSeen?.arrivedAt, 'running');
  }
  if (run.facts.finishedAt !== undefined && run.facts.finishedAt > 0) {
    draft.happened(id('terminated'));
    draft.second(id('terminated'), run.facts.finishedAt, clock, at('finishedAt'));
    draft.arrival(id('terminated'), run.terminatedSeen?.arrivedAt, 'terminated');
    if (run.terminatedSeen?.fresh) draft.guess(id('terminated'), run.terminatedSeen.arrivedAt, 'client', 6);
  }
  collectProbes(draft, container, run);
  if (run.number > 1) orderRun(draft, container, run.number);
}

/** Flags without a stamp: they are seen live, or bounded by their neighbours. */
function collectProbes(draft: InstantDraft, container: ContainerEvidence, run: RunHistory): void {
  const id = (step: string): string => runId(container.name, run.number, step);
  if (run.startedSeen !== undefined && container.spec?.startupProbe !== undefined) {
    draft.happened(id('startupPassed'));
    draft.arrival(id('startupPassed'), run.startedSeen.arrivedAt, 'started');
    if (run.startedSeen.fresh && run.startedSeen.arrivedAt !== undefined) draft.guess(id('startupPassed'), run.startedSeen.arrivedAt - 13, 'client', 2);
  }
  if (run.readySeen !== undefined && (container.spec?.role !== 'init')) {
    draft.happened(id('ready'));
    draft.arrival(id('ready'), run.readySeen.arrivedAt, 'ready');
    if (run.readySeen.fresh && run.readySeen.arrivedAt !== undefined) draft.guess(id('ready'), run.readySeen.arrivedAt - 13, 'client', 2);
  }
}

const STEPS = ['pullQueued', 'pullStarted', 'pullEnded', 'created', 'started', 'startupPassed', 'ready'] as const;

/** A run's steps in the order in which the kubelet takes them. */
function orderRun(draft: InstantDraft, container: ContainerEvidence, run: number): void {
  const present = STEPS.map((step) => runId(container.name, run, step)).filter((id) => draft.has(id));
  for (const [index, id] of present.entries()) draft.network.order(present[index - 1] ?? (run === 1 ? 'sandboxReady' : runId(container.name, 1, 'started')), id);
  if (draft.has(runId(container.name, run, 'terminated'))) draft.network.order(runId(container.name, run, 'started'), runId(container.name, run, 'terminated'));
}
