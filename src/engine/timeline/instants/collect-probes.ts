import { countOf } from '../model/event-count.ts';
import { eventId, minus } from './collect-events.ts';
import type { ContainerEvidence } from './collect-container.ts';
import { runId } from './collect-container.ts';
import { decided, kubeletClock, STATUS_DELAY, writtenIn } from './collect-pod.ts';
import type { EventHistory } from './event-history.ts';
import type { ProbeFacts } from '../model/facts.ts';
import type { InstantDraft, Known } from './instant-draft.ts';
import { remembered } from '../model/remembered.ts';
import type { RunHistory } from './pod-history.ts';

/** From the tick of a probe's worker to its result; measured 2 to 3 ms for HTTP on the node itself. */
const PROBE_TIME = 2.5;

/**
 * From a probe's result to the status that the kubelet makes of it; at most 440 ms among 40 pods that started at once
 * on two processors.
 */
const WRITTEN_WITHIN = 1000;

/**
 * `startupPassed` and `ready` are flags without a stamp: they are seen live, or follow from the probes' schedule. A
 * startup probe runs strictly by its ticker, which starts with the pod, right after its volumes
 * (pkg/kubelet/prober/worker.go): each failure that was recorded gives its phase to the millisecond. `readyBy`: see
 * `readyAtLatest`.
 */
export function collectProbes(draft: InstantDraft, container: ContainerEvidence, readyBy: number | undefined): void {
  for (const run of container.runs) {
    collectStartup(draft, container, run);
    collectReadiness(draft, container, run);
    if (readyBy !== undefined && run.readySeen?.fresh === false) readyBeforeLoss(draft, container, run, readyBy);
  }
}

function collectStartup(draft: InstantDraft, container: ContainerEvidence, run: RunHistory): void {
  const probe = container.spec?.startupProbe;
  if (probe === undefined || run.startedSeen === undefined) return;
  const id = runId(container, run.number, 'startupPassed');
  draft.happened(id);
  draft.network.order(runId(container, run.number, 'started'), id);
  draft.arrival(id, run.startedSeen.arrivedAt, 'started');
  writtenIn(draft, id, run.startedSeen.pod);
  const flag = flagTime(draft, flagOf(id), run.startedSeen);
  const failures = failuresOf(container, 'startup');
  for (const failure of failures.slice(0, run.number === 1 ? 1 : 0)) draft.network.order(eventId(failure), id);
  draft.derive(id, 1, (known) => startupTick(known, container, run, probe, failures, flag(known)));
  draft.derive(id, 3, flag);
}

const flagOf = remembered((id) => `${id}/flag`);

/** When the flag was decided, going by its arrival. */
function flagTime(
  draft: InstantDraft,
  id: string,
  seen: { readonly fresh: boolean; readonly arrivedAt?: number },
): (known: Known) => number | undefined {
  if (!seen.fresh || seen.arrivedAt === undefined) return () => undefined;
  draft.inner(id);
  draft.network.window(id, { clock: 'client', earliest: seen.arrivedAt, latest: seen.arrivedAt });
  draft.guess(id, seen.arrivedAt, 'client', 0);
  return (known) => minus(known(id), STATUS_DELAY);
}

/**
 * The tick at which the startup probe passed: the one before the flag was seen, else the one after the last failure,
 * else the first that could.
 */
function startupTick(
  known: Known,
  container: ContainerEvidence,
  run: RunHistory,
  probe: ProbeFacts,
  failures: readonly EventHistory[],
  flag: number | undefined,
): number | undefined {
  const period = probe.periodSeconds * 1000;
  const start = known(runId(container, run.number, 'started'));
  const failedAt = failures[0] && known(eventId(failures[0]));
  const volumes = known('volumesReady');
  const phase = failedAt ?? (volumes === undefined ? undefined : volumes + PROBE_TIME);
  if (phase === undefined) return undefined;
  if (flag !== undefined) return nearest(phase, period, flag);
  if (failedAt !== undefined && run.number === 1) {
    return Math.max(...failures.map((failure) => lastTick(failure, known, period) ?? failedAt)) + period;
  }
  if (start === undefined) return undefined;
  const from = Math.max(start, (run.facts.startedAt ?? start) + probe.initialDelaySeconds * 1000);
  return phase + Math.ceil((from - phase) / period) * period;
}

/**
 * The tick within a period before or after: the flag is late by less than half of one, unless the tick before fits
 * better.
 */
const nearest = (phase: number, period: number, flag: number): number =>
  phase + Math.round((flag - phase) / period) * period;

/** The last failure that was counted, on the grid of the first one. */
function lastTick(failed: EventHistory, known: Known, period: number): number | undefined {
  const { lastAt } = failed.newest;
  const last = failed.occurrences.length - 1;
  const failedAt = known(eventId(failed));
  if (failedAt === undefined || failed.occurrences[last]?.exact === true) return known(eventId(failed, last));
  const count = countOf(failed.newest);
  if (count <= 1 || lastAt === undefined) return failedAt;
  const counted = failedAt + (count - 1) * period;
  return counted >= lastAt - 50 && counted < lastAt + 1050 ? counted : nearest(failedAt, period, lastAt + 500);
}

const failuresOf = ({ events }: ContainerEvidence, probe: 'startup' | 'readiness'): EventHistory[] =>
  events.filter(({ meaning }) => meaning.kind === 'probe-failed' && meaning.probe === probe);

function collectReadiness(draft: InstantDraft, container: ContainerEvidence, run: RunHistory): void {
  if (run.readySeen === undefined || container.spec?.role === 'init' || container.spec?.role === 'ephemeral') return;
  const id = runId(container, run.number, 'ready');
  const started = runId(container, run.number, 'started');
  const passed = runId(container, run.number, 'startupPassed');
  const probe = container.spec?.readinessProbe;
  draft.happened(id);
  draft.network.order(started, id, -1);
  draft.arrival(id, run.readySeen.arrivedAt, 'ready');
  writtenIn(draft, id, run.readySeen.pod);
  const flag = flagTime(draft, flagOf(id), run.readySeen);
  // Without a probe it is ready as soon as it counts as started.
  if (probe === undefined) return draft.derive(id, 1, (known) => known(passed) ?? known(started));
  notBeforeAllowed(draft, id, container, run, probe);
  if (run.number === 1 && isWrittenWithPod(run)) draft.network.order('containersReady', id, -WRITTEN_WITHIN);
  draft.derive(id, 1, (known) => atOnce(known(passed), run, probe, flag(known)));
  draft.derive(id, 2, flag);
  if (run.number === 1) draft.derive(id, 4, (known) => known(decided('containersReady')));
}

/**
 * Of a readiness that was lost since: a probe is asked as soon as its container runs, and most that pass at all pass
 * then.
 */
function readyBeforeLoss(draft: InstantDraft, container: ContainerEvidence, run: RunHistory, readyBy: number): void {
  const id = runId(container, run.number, 'ready');
  if (!draft.has(id)) return;
  draft.network.window(id, { clock: kubeletClock(container.pod), latest: readyBy });
  const delay = (container.spec?.readinessProbe?.initialDelaySeconds ?? 0) * 1000;
  draft.derive(id, 3, (known) => minus(known(runId(container, run.number, 'started')), -delay - PROBE_TIME));
  if (container.spec?.role === 'container') draft.derive(decided('containersReady'), 0, (known) => known(id));
}

/**
 * Results before `initialDelaySeconds` are not asked for; it counts from startedAt, which is cut to the second
 * (pkg/kubelet/prober/worker.go).
 */
function notBeforeAllowed(
  draft: InstantDraft,
  id: string,
  { pod }: ContainerEvidence,
  { facts }: RunHistory,
  probe: ProbeFacts,
): void {
  if (facts.startedAt === undefined || facts.startedAt <= 0 || probe.initialDelaySeconds <= 0) return;
  draft.network.window(id, { clock: kubeletClock(pod), earliest: facts.startedAt + probe.initialDelaySeconds * 1000 });
}

/**
 * Whether this result is what made all containers ready: the kubelet then writes both at once (SetContainerReadiness,
 * pkg/kubelet/status/status_manager.go).
 */
const isWrittenWithPod = ({ readySeen }: RunHistory): boolean =>
  readySeen?.fresh === true &&
  readySeen.pod.conditions.some(({ type, status }) => type === 'ContainersReady' && status === 'True');

/**
 * A readiness probe is run at once when the startup probe passes; unless it must wait, it answers as the startup probe
 * did.
 */
function atOnce(
  passed: number | undefined,
  run: RunHistory,
  probe: ProbeFacts,
  flag: number | undefined,
): number | undefined {
  if (passed === undefined || probe.successThreshold > 1) return undefined;
  const allowed = (run.facts.startedAt ?? 0) + probe.initialDelaySeconds * 1000;
  const expected = passed + PROBE_TIME;
  if (allowed > passed || (flag !== undefined && Math.abs(flag - expected) > 60)) return undefined;
  return expected;
}
