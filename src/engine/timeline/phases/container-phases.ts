import { failedStep, type FailedStep } from './status-attempts.ts';
import { isGoingOn, pullsOfNode } from '../reading/pull-queue.ts';
import type { ContainerReading, Reading } from '../reading/reading.ts';
import type { Instant, PhaseKind } from '../model/timeline.ts';
import type { Draft } from './draft.ts';
import { notBefore, PhaseIds } from './draft.ts';
import { type Mark, stepsOf } from './container-steps.ts';

/** One container's way from its turn to readiness, as phases that lie end to end. */
export interface ContainerPhases {
  readonly container: ContainerReading;
  /** The wait while earlier containers were started: beside their phases, not after them. */
  readonly shadow: readonly Draft[];
  readonly drafts: readonly Draft[];
  /** When its turn came. Absent when it has not come. */
  readonly begin?: Instant;
  /** When the kubelet went on to the next container: it was started, or the attempt had failed. */
  readonly handedOn?: Instant;
  /**
   * When what the pod waits for of it was there: an init container's end, a sidecar started, a container ready. Absent
   * while it is not.
   */
  readonly finished?: Instant;
}

export interface ContainerStory {
  readonly container: ContainerReading;
  readonly marks: readonly Mark[];
  readonly reading: Reading;
}

/**
 * Lays out what happened to one container since `begin`. `beside` is when the first of its group began, for the wait
 * that it shows.
 */
export function containerPhases(
  { container, marks, reading }: ContainerStory,
  begin: Instant | undefined,
  beside: Instant | undefined,
): ContainerPhases {
  const lane = `container/${container.name}`;
  const ids = new PhaseIds(lane);
  const shadow = waitBeside(lane, begin, beside, ids);
  const first = begin ?? marks[0]?.at;
  if (!first) return { container, shadow, drafts: [] };
  const laid = layMarks(lane, first, beforeStop(marks, container, reading), container, reading, ids);
  const open = openPhase(container, laid.last, reading);
  const drafts = open
    ? [
        ...laid.drafts,
        {
          ...ids.next(open.kind),
          kind: open.kind,
          lane,
          start: laid.cursor,
          failed: false,
          ...(open.message !== undefined && { message: open.message }),
        },
      ]
    : laid.drafts;
  const handedOn = handOver(laid.placed, container);
  const finished = finish(laid.placed, container);
  return { container, shadow, drafts, begin: first, ...(handedOn && { handedOn }), ...(finished && { finished }) };
}

function waitBeside(lane: string, begin: Instant | undefined, beside: Instant | undefined, ids: PhaseIds): Draft[] {
  if (!beside || (begin && begin.at <= beside.at)) return [];
  return [{ ...ids.next('turn'), kind: 'turn', lane, start: beside, ...(begin && { end: begin }), failed: false }];
}

/** What was stopped because the pod was deleted, or given up for a reason of its own, did not end by itself. */
function beforeStop(marks: readonly Mark[], container: ContainerReading, reading: Reading): readonly Mark[] {
  const { status } = container;
  const { alive, instants } = reading;
  const { deleted } = instants;
  const stopped = runStopped(container, reading);
  const kept = deleted
    ? marks.filter(({ what, at, run }) => what !== 'terminated' || (at.at < deleted.at && run !== stopped))
    : marks;
  const isStopped =
    alive?.phase === 'Failed' &&
    alive.reason !== undefined &&
    status?.state.state === 'terminated' &&
    status.state.run.exitCode !== 0;
  return isStopped ? kept.filter(({ what, run }) => what !== 'terminated' || run <= status.restartCount) : kept;
}

/**
 * The run that went on, or was yet to come, when the pod was last seen without its deletion: the deletion ended it,
 * even where its time lies later. That is written anew when the grace period is cut short, and the versions in between
 * were not seen.
 */
function runStopped({ name, role, status }: ContainerReading, { pod, alive }: Reading): number | undefined {
  if (role === 'ephemeral' || pod === alive || pod?.deletionAt === undefined) return undefined;
  const hadEnded =
    status?.state.state === 'terminated' || (status?.state.state === 'waiting' && status.lastRun !== undefined);
  const restarts = status?.restartCount ?? 0;
  const isSameRun = pod.statuses.find((one) => one.name === name)?.restartCount === restarts;
  return !hadEnded && isSameRun ? restarts + 1 : undefined;
}

interface Laid {
  readonly drafts: Draft[];
  readonly placed: readonly Mark[];
  readonly cursor: Instant;
  readonly last?: Mark;
}

function layMarks(
  lane: string,
  begin: Instant,
  marks: readonly Mark[],
  container: ContainerReading,
  reading: Reading,
  ids: PhaseIds,
): Laid {
  const drafts: Draft[] = [];
  const placed: Mark[] = [];
  let cursor = begin;
  for (const { mark, step } of stepsOf(marks, container, reading.pod?.spec.restartPolicy ?? 'Always')) {
    const end = notBefore(step.at, cursor.at);
    const { kind, failed = false, message, runs } = step;
    // A run that failed at once is told, however short.
    if (end.at > cursor.at || (kind === 'run' && failed)) {
      drafts.push({
        ...ids.next(kind, runs),
        kind,
        lane,
        start: cursor,
        end,
        failed,
        ...(message !== undefined && { message }),
        ...(runs !== undefined && { runs }),
      });
    }
    placed.push({ ...mark, at: end });
    cursor = end;
  }
  const last = placed.at(-1);
  return { drafts, placed, cursor, ...(last && { last }) };
}

/**
 * The kubelet starts the next container once this one is started and its postStart hook is done, or when the attempt
 * failed.
 */
function handOver(placed: readonly Mark[], { spec }: ContainerReading): Instant | undefined {
  const ends = spec?.hasPostStart
    ? ['postStartEnded', 'startupPassed', 'ready', 'terminated', 'pullFailed', 'createFailed', 'startFailed']
    : ['started', 'terminated', 'pullFailed', 'createFailed', 'startFailed'];
  return placed.find(({ what }) => ends.includes(what))?.at;
}

function finish(placed: readonly Mark[], container: ContainerReading): Instant | undefined {
  switch (container.role) {
    case 'init':
      return container.status?.state.state === 'terminated' && container.status.state.run.exitCode === 0
        ? placed.findLast(({ what }) => what === 'terminated')?.at
        : undefined;
    case 'sidecar':
      return placed.find(({ what }) => what === (container.spec?.startupProbe ? 'startupPassed' : 'started'))?.at;
    case 'container':
    case 'ephemeral':
      return placed.find(({ what }) => what === 'ready')?.at;
  }
}

interface Open {
  readonly kind: PhaseKind;
  readonly message?: string;
}

/** What a container is doing now, after the last thing that is known of it. */
function openPhase(container: ContainerReading, last: Mark | undefined, reading: Reading): Open | undefined {
  switch (last?.what) {
    case undefined:
      return failedOpen(container) ?? { kind: 'create' };
    case 'pullQueued':
      return { kind: isPullBusy(container, last, reading) ? 'pull-queue' : 'pull' };
    case 'pullStarted':
      return { kind: 'pull' };
    case 'pullFailed':
      return { kind: 'pull-backoff', ...(last.message !== undefined && { message: last.message }) };
    case 'startFailed':
      return { kind: 'crash-backoff', ...(last.message !== undefined && { message: last.message }) };
    case 'createFailed':
      return { kind: 'config-wait', ...(last.message !== undefined && { message: last.message }) };
    case 'present':
    case 'pullEnded':
      return { kind: 'create' };
    case 'created':
      return { kind: 'start' };
    case 'terminated':
      return afterEnd(container, last, reading);
    case 'started':
    case 'postStartEnded':
    case 'startupPassed':
    case 'ready':
      return whileRunning(container, last, reading);
  }
}

const OPEN_AFTER: Readonly<Record<FailedStep, PhaseKind>> = {
  pullFailed: 'pull-backoff',
  createFailed: 'config-wait',
  startFailed: 'crash-backoff',
};

/** What goes on by the word of the status alone, when no event tells of an attempt. */
function failedOpen({ status }: ContainerReading): Open | undefined {
  const failed = failedStep(status?.state);
  return failed && { kind: OPEN_AFTER[failed.what], ...(failed.message !== undefined && { message: failed.message }) };
}

/** Another pod's pull on the node was asked for earlier and is not over. */
function isPullBusy(container: ContainerReading, last: Mark, reading: Reading): boolean {
  return pullsOfNode(reading).some(
    (pull) =>
      pull.queuedAt !== undefined &&
      isGoingOn(pull) &&
      pull.queuedAt < last.at.at &&
      !(pull.podUid === reading.pod?.uid && pull.container === container.name),
  );
}

function afterEnd(container: ContainerReading, last: Mark, { pod, alive }: Reading): Open | undefined {
  const policy = pod?.spec.restartPolicy ?? 'Always';
  const over =
    policy === 'Never' || pod?.deletionAt !== undefined || alive?.phase === 'Succeeded' || alive?.phase === 'Failed';
  const succeeded =
    container.status?.state.state === 'terminated' &&
    container.status.state.run.exitCode === 0 &&
    last.run > container.status.restartCount;
  return over || (succeeded && (container.role === 'init' || policy !== 'Always'))
    ? undefined
    : { kind: 'crash-backoff' };
}

function whileRunning(container: ContainerReading, last: Mark, { pod }: Reading): Open | undefined {
  const { role, spec } = container;
  if (role === 'init') return { kind: 'run' };
  if (last.what === 'ready') {
    return pod?.spec.restartPolicy === 'Always' || role !== 'container' ? undefined : { kind: 'run' };
  }
  if (last.what === 'started' && spec?.hasPostStart && container.status?.state.state !== 'running') {
    return { kind: 'post-start' };
  }
  if (last.what !== 'startupPassed' && spec?.startupProbe && container.status?.started !== true) {
    return { kind: 'startup-probe' };
  }
  if (role === 'ephemeral') return undefined;
  return container.status?.ready === true ? undefined : { kind: 'readiness' };
}
