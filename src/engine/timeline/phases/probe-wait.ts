import type { ProbeFacts } from '../model/facts.ts';
import { own } from '../model/own.ts';
import type { Reading } from '../reading/reading.ts';
import type { ProbeWait } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';
import type { Draft } from './draft.ts';

const PROBES = { 'startup-probe': 'startup', readiness: 'readiness' } as const;

/** How far past its end a phase's own failures may be told. */
const MARGIN = 100;

/** What the probe of a phase that waits for one did; absent for others. */
export function probeWaitOf(draft: Draft, reading: Reading): ProbeWait | undefined {
  const { kind, lane, start, end } = draft;
  if (kind !== 'startup-probe' && kind !== 'readiness') return undefined;
  const container = reading.containers.find(({ name }) => lane === `container/${name}`);
  const probe = kind === 'readiness' ? container?.spec?.readinessProbe : container?.spec?.startupProbe;
  if (!container || !probe) return undefined;
  const isOwn = (at: number): boolean => at >= start.at - MARGIN && (!end || at <= end.at + MARGIN);
  const failed = reading.events.filter(
    ({ container: of, meaning }) =>
      of === container.name && meaning.kind === 'probe-failed' && meaning.probe === PROBES[kind],
  );
  const failedAt = failed
    .flatMap((event) =>
      reading
        .occurrences(event)
        .map(({ at }) => at.at)
        .filter(isOwn),
    )
    .sort((a, b) => a - b);
  const askedFrom = firstAsked(draft, probe, reading);
  return {
    delaySeconds: probe.initialDelaySeconds,
    periodSeconds: probe.periodSeconds,
    failedAt,
    ...(askedFrom !== undefined && { askedFrom }),
  };
}

/** `initialDelaySeconds` counts from startedAt, which is cut to the second (pkg/kubelet/prober/worker.go). */
function firstAsked(
  { lane, start }: Draft,
  { initialDelaySeconds }: ProbeFacts,
  { instants, laterRuns }: Reading,
): EpochMs | undefined {
  if (initialDelaySeconds === 0) return undefined;
  const runs = laterRuns.get(lane.slice('container/'.length)) ?? [];
  const starts = [`${lane}/started`, ...runs.map((run) => `${lane}/run/${run}/started`)].flatMap(
    (id) => own(instants, id)?.at ?? [],
  );
  const started = starts.findLast((at) => at <= start.at) ?? start.at;
  return epochMs(Math.floor(started / 1000) * 1000 + initialDelaySeconds * 1000);
}
