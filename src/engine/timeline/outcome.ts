import type { PodFacts } from './model/facts.ts';
import type { Reading } from './reading/reading.ts';
import type { Instant, Outcome, Phase, Span } from './model/timeline.ts';
import { durationMs, type EpochMs } from './model/units.ts';

/**
 * The time between two instants with its error; none where the end lies before the start, which only times that
 * contradict each other say.
 */
export function spanBetween(start: Instant, end: Instant): Span {
  const ms = Math.max(0, end.at - start.at);
  return {
    ms: durationMs(ms),
    shortest: durationMs(Math.max(0, Math.min(ms, end.earliest - start.latest))),
    longest: durationMs(Math.max(ms, end.latest - start.earliest)),
  };
}

/** The reason of phases that nothing ends without someone's help, once they are open. */
const STUCK: Readonly<Record<Phase['kind'], string | undefined>> = {
  gated: 'SchedulingGated',
  unschedulable: undefined,
  preempting: undefined,
  scheduling: undefined,
  'node-wait': undefined,
  'kubelet-pickup': undefined,
  attach: undefined,
  mount: undefined,
  'config-wait': 'CreateContainerConfigError',
  sandbox: undefined,
  'retry-backoff': undefined,
  turn: undefined,
  'pull-queue': undefined,
  pull: undefined,
  'pull-backoff': 'ImagePullBackOff',
  create: undefined,
  start: undefined,
  'post-start': undefined,
  'startup-probe': undefined,
  readiness: undefined,
  'crash-backoff': 'CrashLoopBackOff',
  run: undefined,
  'readiness-gate': undefined,
  terminating: undefined,
};

/** How far the pod got by itself; that it was deleted afterwards is told apart from that. */
export function outcomeOf(reading: Reading, phases: readonly Phase[], startup: Span | undefined): Outcome {
  const pod = reading.alive;
  if (!pod) return startup ? { state: 'ready', startup } : { state: 'starting' };
  if (pod.phase === 'Succeeded') return { state: 'completed', startup: startup ?? completion(reading, phases) };
  if (pod.phase === 'Failed') return { state: 'failed', reason: failureReason(pod), ...(startup && { startup }) };
  const stuck = stuckIn(reading, pod, phases);
  if (startup) return afterReady(reading, pod, startup);
  if (stuck) return stuck;
  return reading.pod?.deletionAt === undefined ? { state: 'starting' } : { state: 'failed', reason: 'Deleted' };
}

function afterReady({ versions, pod: newest }: Reading, pod: PodFacts, startup: Span): Outcome {
  const ready = pod.conditions.find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return { state: 'ready', startup };
  const deletedFirst =
    newest?.deletionAt !== undefined &&
    !versions.some(
      ({ pod: seen }) =>
        seen.deletionAt === undefined &&
        seen.conditions.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
  if (deletedFirst && waitingReason(pod) === undefined) return { state: 'failed', reason: 'Deleted', startup };
  const reason = waitingReason(pod) ?? ready?.reason;
  return { state: 'unready', startup, ...(reason !== undefined && { reason }) };
}

/** A pod that ran to its end without ever being seen ready: to the end of its last phase. */
function completion({ instants }: Reading, phases: readonly Phase[]): Span {
  const created = instants['created'];
  const ends = phases
    .flatMap(({ kind, end }) => (end && kind !== 'terminating' ? [end] : []))
    .sort((a, b) => a.at - b.at);
  const end = ends.at(-1);
  return created && end
    ? spanBetween(created, end)
    : { ms: durationMs(0), shortest: durationMs(0), longest: durationMs(0) };
}

function failureReason(pod: PodFacts): string {
  if (pod.reason !== undefined) return pod.reason;
  for (const { state } of pod.statuses) {
    if (state.state === 'terminated' && state.run.exitCode !== 0) return state.run.reason ?? 'Error';
  }
  return 'Failed';
}

const HARMLESS = new Set(['ContainerCreating', 'PodInitializing']);

/** Why a container waits, when that is not the ordinary course. */
function waitingReason(pod: PodFacts): string | undefined {
  for (const { state } of pod.statuses) {
    if (state.state === 'waiting' && state.reason !== undefined && !HARMLESS.has(state.reason)) return state.reason;
  }
  for (const { state } of pod.statuses) {
    if (state.state === 'terminated' && state.run.exitCode !== 0 && state.run.exitCode !== undefined) {
      return state.run.reason ?? 'Error';
    }
  }
  return undefined;
}

/** The scheduler waits for a volume without a word; that is no failure until the claim's controller says so. */
function unscheduled({ events, relatedEvents, alive }: Reading): string | undefined {
  if (
    events.some(({ meaning }) => meaning.kind === 'unschedulable') ||
    alive?.conditions.some(({ reason }) => reason === 'Unschedulable')
  ) {
    return 'Unschedulable';
  }
  return relatedEvents.some(({ meaning }) => meaning.kind === 'claim' && meaning.step === 'failed')
    ? 'ProvisioningFailed'
    : undefined;
}

function stuckIn(reading: Reading, pod: PodFacts, phases: readonly Phase[]): Outcome | undefined {
  const open = phases.find(({ critical, end, outcome }) => critical && (!end || outcome === 'abandoned'));
  if (!open) return undefined;
  const stuck = open.kind === 'unschedulable' ? unscheduled(reading) : (STUCK[open.kind] ?? repeated(open, phases));
  return stuck === undefined
    ? undefined
    : { state: 'stuck', reason: stuckReason(pod, open, stuck), since: stuckSince(open, phases) };
}

/** A step that failed more than once and goes on trying. */
function repeated(open: Phase, phases: readonly Phase[]): string | undefined {
  const failures = failedBefore(open, phases);
  const kind = failures.at(-1)?.kind;
  if (kind === 'sandbox') return 'FailedCreatePodSandBox';
  return (kind === 'mount' || kind === 'attach') && failures.length > 1 ? 'FailedMount' : undefined;
}

function stuckReason(pod: PodFacts, open: Phase, reason: string): string {
  if (open.lane === 'pod' || reason === 'CrashLoopBackOff') return reason;
  return waitingReason(pod) ?? reason;
}

/** The attempts that led to this wait. */
const failedBefore = (open: Phase, phases: readonly Phase[]): readonly Phase[] =>
  open.kind === 'retry-backoff' ? phases.filter(({ lane, outcome }) => lane === open.lane && outcome === 'failed') : [];

/** Since the first failure of its kind in a row. */
function stuckSince(open: Phase, phases: readonly Phase[]): EpochMs {
  const first =
    failedBefore(open, phases)[0] ??
    phases.find(({ lane, kind, outcome }) => lane === open.lane && kind === open.kind && outcome !== 'running');
  return (first ?? open).start.at;
}
