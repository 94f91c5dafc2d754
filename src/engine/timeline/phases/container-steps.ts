import { shortError } from '../model/failure-text.ts';
import { failedPullStart } from '../reading/pull-queue.ts';
import type { EventHistory } from '../instants/event-history.ts';
import type { ContainerReading, Reading } from '../reading/reading.ts';
import type { Instant, PhaseKind } from '../model/timeline.ts';
import type { Step } from './draft.ts';
import { statusAttempts } from './status-attempts.ts';

/** Something that happened to a container, in time. */
export interface Mark {
  readonly what: MarkKind;
  readonly at: Instant;
  readonly run: number;
  readonly message?: string;
}

type MarkKind =
  | 'pullQueued'
  | 'pullStarted'
  | 'pullEnded'
  | 'pullFailed'
  | 'present'
  | 'createFailed'
  | 'startFailed'
  | 'created'
  | 'started'
  | 'postStartEnded'
  | 'startupPassed'
  | 'ready'
  | 'terminated';

/** In the order in which one run goes through them. */
const RUN_MARKS = [
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

const STEP_OF: Readonly<Record<MarkKind, PhaseKind>> = {
  pullQueued: 'turn',
  pullStarted: 'pull-queue',
  pullEnded: 'pull',
  pullFailed: 'pull',
  present: 'turn',
  createFailed: 'create',
  startFailed: 'start',
  created: 'create',
  started: 'start',
  postStartEnded: 'post-start',
  startupPassed: 'startup-probe',
  ready: 'readiness',
  terminated: 'run',
};

/** All that happened to one container, in order. */
export function marksOf(container: ContainerReading, reading: Reading): readonly Mark[] {
  const marks = [1, ...(reading.laterRuns.get(container.name) ?? [])].flatMap((run) =>
    runMarks(container, run, reading),
  );
  const told = attemptMarks(container, reading);
  return insertAttempts(
    marks,
    told.length > 0 ? told : statusAttempts(container, reading).map((attempt) => ({ ...attempt, run: 0 })),
  );
}

function runMarks({ name }: ContainerReading, run: number, reading: Reading): Mark[] {
  const prefix = run === 1 ? `container/${name}` : `container/${name}/run/${run}`;
  const marks: Mark[] = [];
  for (const what of RUN_MARKS) {
    const at = reading.instants[`${prefix}/${what}`];
    if (at) marks.push({ what, at, run });
  }
  return marks;
}

const ATTEMPTS: Partial<Record<EventHistory['meaning']['kind'], MarkKind>> = {
  pulling: 'pullQueued',
  'pull-failed': 'pullFailed',
  present: 'present',
  'container-failed': 'createFailed',
};

/** The runtime's words when it had created a container and could not start its process (containerd, cri-dockerd). */
const NOT_STARTED = /failed to create containerd task|failed to start container|starting container process/;

function attemptOf({ meaning, newest }: EventHistory): MarkKind | undefined {
  const what = ATTEMPTS[meaning.kind];
  return what === 'createFailed' && NOT_STARTED.test(newest.message) ? 'startFailed' : what;
}

/** What no instant has: attempts that failed, and later tries. */
function attemptMarks({ name }: ContainerReading, reading: Reading): Mark[] {
  const marks: Mark[] = [];
  for (const event of reading.events) {
    const what = event.container === name ? attemptOf(event) : undefined;
    if (!what || event.newest.message === 'Error: ErrImagePull') continue;
    const message =
      what === 'pullFailed' || what === 'createFailed' || what === 'startFailed'
        ? shortError(event.newest.message)
        : undefined;
    for (const { at } of reading.occurrences(event)) {
      marks.push({ what, at, run: 0, ...(message !== undefined && { message }) });
    }
  }
  marks.sort((a, b) => a.at.at - b.at.at);
  return marks.flatMap((mark, index) => [...queueBefore(mark, marks[index - 1], name, reading), mark]);
}

/** Where a pull that failed had waited for others of its node: when it began. */
function queueBefore(mark: Mark, before: Mark | undefined, container: string, reading: Reading): readonly Mark[] {
  if (mark.what !== 'pullFailed' || before?.what !== 'pullQueued') return [];
  const at = failedPullStart({ queuedAt: before.at.at, failedAt: mark.at.at, container }, reading);
  return at === undefined
    ? []
    : [
        {
          what: 'pullStarted',
          at: {
            at,
            earliest: before.at.earliest,
            latest: mark.at.latest,
            sources: [{ kind: 'order', neighbour: 'pullFailed' }],
          },
          run: 0,
        },
      ];
}

/** Events and estimates may cross by this much. */
const SLOP = 20;

/** Attempts go before the run that they led to: after the end of the run before it, among its pulls by their time. */
function insertAttempts(runs: readonly Mark[], attempts: readonly Mark[]): Mark[] {
  const merged: Mark[] = [];
  let next = 0;
  for (const group of byRun(runs)) {
    const begun = group.find(({ what }) => !isPull(what))?.at.at ?? Infinity;
    const before = next;
    while (next < attempts.length && (attempts[next]?.at.at ?? Infinity) <= begun + SLOP) next++;
    const own = attempts.slice(before, next).map((attempt) => ({ ...attempt, run: group[0].run }));
    merged.push(
      ...byTime([...group.filter(({ what }) => isPull(what)), ...own]),
      ...group.filter(({ what }) => !isPull(what)),
    );
  }
  const last = runs.at(-1);
  const isOver = !last || last.what === 'terminated';
  return isOver
    ? [
        ...merged,
        ...attempts
          .slice(next)
          .filter(({ at }) => !last || at.at > last.at.at)
          .map((attempt) => ({ ...attempt, run: (last?.run ?? 0) + 1 })),
      ]
    : merged;
}

const isPull = (what: MarkKind): boolean => what === 'pullQueued' || what === 'pullStarted' || what === 'pullEnded';

/** A pull is asked for before it begins, even where the two estimates cross. */
const byTime = (marks: readonly Mark[]): readonly Mark[] => marks.toSorted((a, b) => timeOf(a) - timeOf(b));

const timeOf = ({ what, at }: Mark): number => (what === 'pullQueued' ? at.at - SLOP : at.at);

function byRun(marks: readonly Mark[]): readonly (readonly [Mark, ...Mark[]])[] {
  const groups: [Mark, ...Mark[]][] = [];
  for (const mark of marks) {
    const last = groups.at(-1);
    if (last?.[0].run === mark.run) last.push(mark);
    else groups.push([mark]);
  }
  return groups;
}

/** Turns marks into steps, each named for what the time before it was spent on. */
export function stepsOf(
  marks: readonly Mark[],
  container: ContainerReading,
  restartPolicy: string,
): { readonly mark: Mark; readonly step: Step }[] {
  const steps: { mark: Mark; step: Step }[] = [];
  let before: Mark | undefined;
  for (const mark of marks) {
    if (!isNews(mark, before)) continue;
    steps.push({ mark, step: stepFor(mark, before, container, restartPolicy) });
    before = mark;
  }
  return steps;
}

/** One event is told within this of itself, as an instant and as an attempt. */
const AGAIN = 1000;

/**
 * A pull that is told again while it goes on, or an image found present once the container has its image, starts
 * nothing.
 */
function isNews(mark: Mark, before: Mark | undefined): boolean {
  if (mark.what === 'pullQueued') {
    return (before?.what !== 'pullQueued' && before?.what !== 'pullStarted') || mark.at.at - before.at.at > AGAIN;
  }
  // An attempt to start that failed is told by its event, and again as a run that never ran.
  if (mark.what === 'startFailed') return before?.what !== 'terminated';
  if (mark.what === 'terminated') return before?.what !== 'startFailed';
  if (mark.what === 'present' && before && isRestartedAtOnce(mark, before)) return false; // its creation tells
  if (mark.what === 'present') {
    return (
      !before ||
      before.what === 'createFailed' ||
      before.what === 'startFailed' ||
      before.what === 'terminated' ||
      before.what === 'pullFailed'
    );
  }
  if (mark.what === 'pullFailed') return before?.what !== 'pullFailed' || mark.at.at - before.at.at > 1000;
  return true;
}

function stepFor(mark: Mark, before: Mark | undefined, container: ContainerReading, restartPolicy: string): Step {
  const kind =
    waitAfter(mark, before) ?? unseenRun(mark, before) ?? hookOf(mark, before, container) ?? STEP_OF[mark.what];
  const failed =
    mark.what === 'pullFailed' ||
    mark.what === 'createFailed' ||
    mark.what === 'startFailed' ||
    isAskedAgain(mark, before) ||
    isUnseenEnd(mark, before) ||
    (mark.what === 'terminated' && endedBadly(mark, container, restartPolicy));
  const message = mark.message ?? (kind === STEP_OF[mark.what] ? undefined : before?.message);
  return {
    at: mark.at,
    kind,
    failed,
    ...(message !== undefined && { message }),
    ...(isUnseenEnd(mark, before) && { runs: mark.run - (before?.run ?? 0) }),
  };
}

/** A later run is there, and no evidence of how the one before it ended: it ran, and waited, in between. */
const isUnseenEnd = (mark: Mark, before: Mark | undefined): boolean =>
  before !== undefined && mark.run > before.run && RAN.has(before.what);

const RAN: ReadonlySet<MarkKind> = new Set(['started', 'postStartEnded', 'startupPassed', 'ready']);

/**
 * Asked for a second time without a failure in between: the kubelet was restarted, or the event of the failure is lost.
 */
const isAskedAgain = (mark: Mark, before: Mark | undefined): boolean =>
  mark.what === 'pullQueued' && (before?.what === 'pullQueued' || before?.what === 'pullStarted');

function unseenRun(mark: Mark, before: Mark | undefined): PhaseKind | undefined {
  if (isAskedAgain(mark, before)) return 'pull';
  if (isUnseenEnd(mark, before)) return 'run';
  return before?.what === 'created' && mark.what === 'terminated' ? 'start' : undefined;
}

/**
 * The first restart comes at once, and so does one after a run that was longer than the back-off: the kubelet notices
 * within a second that the container has ended, and makes it anew. A back-off is ten seconds and more. In ms, with the
 * second to which the end may be cut.
 */
const NO_BACKOFF = 2500;

const isRestartedAtOnce = (mark: Mark, before: Mark): boolean =>
  before.what === 'terminated' && mark.at.at - before.at.at < NO_BACKOFF;

/** After a failure, the time until the next try is a wait, whatever that try begins with. */
function waitAfter(mark: Mark, before: Mark | undefined): PhaseKind | undefined {
  if (before && isRestartedAtOnce(mark, before)) return mark.what === 'started' ? 'start' : 'create';
  if (before?.what === 'terminated' || before?.what === 'startFailed') return 'crash-backoff';
  if (before?.what === 'pullFailed') {
    return mark.what === 'pullQueued' ||
      mark.what === 'pullStarted' ||
      mark.what === 'present' ||
      mark.what === 'created' ||
      mark.what === 'pullFailed'
      ? 'pull-backoff'
      : undefined;
  }
  if (before?.what === 'createFailed') return 'config-wait';
  return undefined;
}

/** Without probes a container is ready as soon as its postStart hook is done. */
function hookOf(mark: Mark, before: Mark | undefined, { spec }: ContainerReading): PhaseKind | undefined {
  return mark.what === 'ready' &&
    before?.what === 'started' &&
    spec?.hasPostStart &&
    !spec.readinessProbe &&
    !spec.startupProbe
    ? 'post-start'
    : undefined;
}

/** A container that has to go on running has failed when it ends, whatever its exit code. */
function endedBadly(mark: Mark, { role, status }: ContainerReading, restartPolicy: string): boolean {
  if (role === 'sidecar' || (role === 'container' && restartPolicy === 'Always')) return true;
  const state = status?.state;
  // Nobody's start depends on it, and its end is often told together with the pod's.
  if (role === 'ephemeral') return state?.state === 'terminated' && state.run.exitCode !== 0;
  const isLastRun = mark.run === (status?.restartCount ?? 0) + 1;
  return !(isLastRun && state?.state === 'terminated' && state.run.exitCode === 0);
}
