import { spanBetween } from './outcome.ts';
import type { Reading } from './reading.ts';
import type { Instant, Phase, Span, Totals } from './timeline.ts';
import { durationMs } from './units.ts';

/**
 * The totals by name. The kubelet's run from creation to all containers started; the SLI is without image pulls (from the first
 * that began to the last that ended) and without the time that init containers ran (pkg/kubelet/util/pod_startup_latency_tracker.go).
 */
export function totalsOf(reading: Reading, phases: readonly Phase[]): Totals {
  const { created, podReady } = reading.instants;
  const started = created && allStarted(reading);
  const kubeletTotal = created && started && spanBetween(created, started);
  return {
    ...(created && podReady && { ready: spanBetween(created, podReady) }),
    ...(kubeletTotal && { kubeletSli: withoutPullsAndInits(kubeletTotal, phases, started), kubeletTotal }),
  };
}

/** The first time that all containers had been started. Undefined while one has not. */
function allStarted({ containers, instants }: Reading): Instant | undefined {
  let last: Instant | undefined;
  for (const { name, role } of containers) {
    if (role !== 'container') continue;
    const started = instants[`container/${name}/started`];
    if (!started) return undefined;
    if (!last || started.at > last.at) last = started;
  }
  return last;
}

function withoutPullsAndInits(total: Span, phases: readonly Phase[], until: Instant): Span {
  const excluded = mergedLength(phases.filter(({ kind, lane, start }) => start.at < until.at && (kind === 'pull' || kind === 'pull-queue' || (kind === 'run' && lane !== 'pod'))), until);
  const less = (ms: number): Span['ms'] => durationMs(Math.max(0, ms - excluded));
  return { ms: less(total.ms), shortest: less(total.shortest), longest: less(total.longest) };
}

/** Their length together, counted once where they overlap. */
function mergedLength(phases: readonly Phase[], until: Instant): number {
  const spans = phases.map(({ start, end }) => [start.at, Math.min(end?.at ?? until.at, until.at)] as const).sort((a, b) => a[0] - b[0]);
  let length = 0;
  let covered = -Infinity;
  for (const [start, end] of spans) {
    length += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  return length;
}
