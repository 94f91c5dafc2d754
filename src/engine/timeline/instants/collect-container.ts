import { countOf } from '../model/event-count.ts';
import { backFrom, eventId, reportedBy } from './collect-events.ts';
import { field, kubeletClock, writtenIn } from './collect-pod.ts';
import type { EventHistory, EventStamp } from './event-history.ts';
import type { EventMeaning } from './event-text.ts';
import { withinLife } from './event-text.ts';
import type { ContainerSpecFacts, NodePull, PodFacts } from '../model/facts.ts';
import type { InstantDraft } from './instant-draft.ts';
import type { PodHistory, RunHistory } from './pod-history.ts';
import { runsOf } from './pod-history.ts';
import { remembered } from '../model/remembered.ts';
import { pullStart } from './pull-start.ts';

/** What is known of one container. */
export interface ContainerEvidence {
  readonly name: string;
  /** Of the steps of its first run. */
  readonly ids: Readonly<Record<RunStep, string>>;
  readonly spec?: ContainerSpecFacts;
  readonly pod?: PodFacts;
  /** On this container, by first occurrence. */
  readonly events: readonly EventHistory[];
  readonly runs: readonly RunHistory[];
}

const RUN_STEPS = [
  'pullQueued',
  'pullStarted',
  'pullEnded',
  'created',
  'started',
  'postStartEnded',
  'startupPassed',
  'ready',
  'terminated',
] as const;

/** What happens to a container in one run; a pull only before the first. */
export type RunStep = (typeof RUN_STEPS)[number];

/** The ids of a container's first run have no number. They are kept, as they are looked up again and again. */
export const runId = ({ name, ids }: ContainerEvidence, run: number, step: RunStep): string =>
  run === 1 ? ids[step] : `container/${name}/run/${run}/${step}`;

const idsOf = remembered(
  (name) => Object.fromEntries(RUN_STEPS.map((step) => [step, `container/${name}/${step}`])) as Record<RunStep, string>,
);

export function readContainer(
  history: PodHistory | undefined,
  name: string,
  events: readonly EventHistory[],
): ContainerEvidence {
  const own = events.filter((event) => event.container === name);
  if (history === undefined) return { name, ids: idsOf(name), events: own, runs: [] };
  const pod = history.newest;
  const spec = pod.spec.containers.find((container) => container.name === name);
  return {
    name,
    ids: idsOf(name),
    pod,
    events: own,
    runs: runsOf(history, name),
    ...(spec === undefined ? {} : { spec }),
  };
}

export const eventsOfKind = (
  events: readonly EventHistory[],
  ...kinds: readonly EventMeaning['kind'][]
): EventHistory[] => events.filter((event) => kinds.includes(event.meaning.kind));

/** Everything about one container. Probes come later: they need the order of the pod's steps. */
export function collectContainer(
  draft: InstantDraft,
  container: ContainerEvidence,
  nodePulls: readonly NodePull[],
): void {
  collectPull(draft, container, nodePulls);
  collectReported(draft, container);
  for (const run of container.runs) collectRun(draft, container, run);
}

/** The first pull that was asked for, and the one that brought the image. */
function collectPull(draft: InstantDraft, container: ContainerEvidence, nodePulls: readonly NodePull[]): void {
  const { events } = container;
  const [pulling] = eventsOfKind(events, 'pulling');
  const [pulled] = eventsOfKind(events, 'pulled');
  // The event of a pull is recorded first, then the pull is queued.
  if (pulling !== undefined) reportedBy(draft, runId(container, 1, 'pullQueued'), pulling, 0, -0.3);
  if (pulled?.meaning.kind !== 'pulled') return;
  const took = withinLife(pulled.meaning.took, pulled.newest, container.pod);
  const waited = withinLife(pulled.meaning.waited, pulled.newest, container.pod);
  reportedBy(draft, runId(container, 1, 'pullEnded'), pulled, 0, -0.5);
  if (waited !== undefined && pulling === undefined) backFrom(draft, runId(container, 1, 'pullQueued'), pulled, waited);
  if (took !== undefined) return backFrom(draft, runId(container, 1, 'pullStarted'), pulled, took);
  draft.happened(runId(container, 1, 'pullStarted'));
  if (waited !== undefined) {
    draft.network.order(eventId(pulled), runId(container, 1, 'pullStarted'), -1 - waited - draft.pace.reportingDelay);
  }
  const own = nodePulls.find(
    (pull) =>
      pull.container === container.name &&
      pull.podUid === container.pod?.uid &&
      pull.namespace === container.pod.namespace,
  );
  draft.guess(runId(container, 1, 'pullStarted'), own && pullStart(own, nodePulls), pulled.clock, 1);
  draft.derive(
    runId(container, 1, 'pullStarted'),
    2,
    (known) => known(runId(container, 1, 'pullQueued')) ?? known('sandboxReady'),
  );
}

interface Reported {
  readonly event: EventHistory;
  readonly index: number;
  readonly stamp: EventStamp;
  readonly run: number;
}

/** Created and Started events, each occurrence on the run that it belongs to. */
function collectReported(draft: InstantDraft, container: ContainerEvidence): void {
  const started = reportsOf(container, 'started', []);
  enter(draft, container, 'created', reportsOf(container, 'created', started));
  enter(draft, container, 'started', started);
}

function enter(
  draft: InstantDraft,
  container: ContainerEvidence,
  step: 'created' | 'started',
  reports: readonly Reported[],
): void {
  for (const { event, index, run } of reports) {
    const id = runId(container, run, step);
    if (!draft.has(id)) reportedBy(draft, id, event, index, 0.4);
  }
}

/** What is known of when this step happened, run by run; what was created started with the next start. */
function reportsOf(
  { events: all, runs }: ContainerEvidence,
  step: 'created' | 'started',
  started: readonly Reported[],
): readonly Reported[] {
  const events = eventsOfKind(all, step);
  if (events.length === 0) return [];
  // As many occurrences as runs: none is lost, so the first one is of the first run.
  const count = events.reduce((sum, { newest }) => sum + countOf(newest), 0);
  const last = runs.at(-1)?.number ?? 1;
  // And when each of them was seen, they are the runs one by one.
  const isEach = count === last && events.reduce((sum, { occurrences }) => sum + occurrences.length, 0) === count;
  const reports: Reported[] = [];
  for (const event of events) {
    for (const [index, stamp] of event.occurrences.entries()) {
      const place = reports.length + 1;
      const isOwn = isEach || (place === 1 && count >= last);
      reports.push({
        event,
        index,
        stamp,
        run: isOwn
          ? place
          : (started.find((start) => start.stamp.latest >= stamp.earliest)?.run ?? runOfOccurrence(runs, stamp, step)),
      });
    }
  }
  return reports;
}

/**
 * Both stamps are the node's: a `Started` event comes within the second of `startedAt` or soon after, a `Created` one
 * before its end.
 */
function runOfOccurrence(runs: readonly RunHistory[], stamp: EventStamp, step: 'created' | 'started'): number {
  const known = runs.filter((run) => startedAtOf(run) !== undefined);
  const first = known[0];
  if (first === undefined) return 1;
  if (step === 'started') return startedRun(known, stamp) ?? Math.max(1, first.number - 1);
  // A start that failed left no run: its Created event belongs to the run after the last one that is known.
  return (
    known.find((run) => (startedAtOf(run) ?? 0) + 1000 >= stamp.earliest)?.number ?? (known.at(-1)?.number ?? 0) + 1
  );
}

/** A `Started` event comes at most so much later than the second of its `startedAt`, on the busiest node. */
const TOLD_WITHIN = 5000;

/**
 * The last run that had begun by then; a run that nobody saw came after it when the event is of long after its start.
 */
function startedRun(known: readonly RunHistory[], stamp: EventStamp): number | undefined {
  const run = known.findLast((one) => (startedAtOf(one) ?? 0) <= stamp.latest);
  return run && stamp.earliest - (startedAtOf(run) ?? 0) > TOLD_WITHIN ? run.number + 1 : run?.number;
}

/** The runtime's zero time means that it never started. */
const startedAtOf = ({ facts }: RunHistory): number | undefined =>
  facts.startedAt !== undefined && facts.startedAt > 0 ? facts.startedAt : undefined;

function collectRun(draft: InstantDraft, container: ContainerEvidence, run: RunHistory): void {
  const clock = kubeletClock(container.pod);
  const id = (step: RunStep): string => runId(container, run.number, step);
  const source = (step: string): ReturnType<typeof field> =>
    field(
      clock,
      'status',
      listOf(container.spec),
      indexOf(container),
      run.facts.finishedAt === undefined ? 'state' : 'lastState',
      step,
    );
  const startedAt = startedAtOf(run);
  if (startedAt !== undefined) {
    draft.happened(id('started'));
    draft.second(id('started'), startedAt, clock, source('startedAt'));
    draft.arrival(id('started'), run.runningSeen?.arrivedAt, 'running');
    writtenIn(draft, id('started'), run.runningSeen?.pod);
  }
  const finishedAt = run.facts.finishedAt ?? 0;
  if (finishedAt <= 0) return;
  draft.happened(id('terminated'));
  draft.second(id('terminated'), finishedAt, clock, source('finishedAt'));
  draft.arrival(id('terminated'), run.terminatedSeen?.arrivedAt, 'terminated');
  writtenIn(draft, id('terminated'), run.terminatedSeen?.pod);
}

const LISTS: Readonly<Record<ContainerSpecFacts['role'], string>> = {
  container: 'containerStatuses',
  ephemeral: 'ephemeralContainerStatuses',
  init: 'initContainerStatuses',
  sidecar: 'initContainerStatuses',
};

const listOf = (spec: ContainerSpecFacts | undefined): string => LISTS[spec?.role ?? 'container'];

/** Where the container stands among the statuses of its list, which are sorted by name. */
function indexOf({ name, spec, pod }: ContainerEvidence): number {
  const names = pod?.spec.containers.filter((other) => listOf(other) === listOf(spec)).map((other) => other.name) ?? [];
  return Math.max(0, names.sort().indexOf(name));
}

const STEPS = ['pullQueued', 'pullStarted', 'pullEnded', 'created', 'started', 'startupPassed', 'ready'] as const;

/** The steps of each run in the order in which the kubelet takes them. */
export function orderRuns(draft: InstantDraft, container: ContainerEvidence): void {
  const numbers = new Set([1, ...container.runs.map((run) => run.number)]);
  for (const number of numbers) {
    const ids = STEPS.map((step) => runId(container, number, step)).filter((id) => draft.has(id));
    const before = number === 1 ? 'sandboxReady' : runId(container, 1, 'started');
    for (const [index, id] of ids.entries()) draft.network.order(ids[index - 1] ?? before, id, -1);
    const terminated = runId(container, number, 'terminated');
    if (draft.has(terminated)) draft.network.order(runId(container, number, 'started'), terminated, -1);
    if (number > 1 && draft.has(runId(container, number - 1, 'terminated'))) {
      draft.network.order(runId(container, number - 1, 'terminated'), runId(container, number, 'started'), -1);
    }
  }
}

/** The container's first step that is known: what the container before it must have let through. */
export function firstStep(draft: InstantDraft, container: ContainerEvidence): string | undefined {
  const [present] = eventsOfKind(container.events, 'present');
  const steps = (['pullQueued', 'pullStarted', 'pullEnded', 'created', 'started'] as const).map((step) =>
    runId(container, 1, step),
  );
  const known = steps.find((id) => draft.has(id));
  return present !== undefined && known !== runId(container, 1, 'pullQueued') ? eventId(present) : known;
}
