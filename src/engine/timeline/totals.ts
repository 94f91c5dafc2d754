import { spanBetween } from './outcome.ts';
import type { Reading } from './reading/reading.ts';
import type { Instant, Span, Totals } from './model/timeline.ts';
import { durationMs } from './model/units.ts';

/**
 * The totals by name. The kubelet's run from creation to all containers started
 * (pkg/kubelet/util/pod_startup_latency_tracker.go). The SLI leaves out the pulls, from when each was first asked for
 * to its success, and the time that init containers ran; before 1.36 it leaves out the stretch from the first pull's
 * start to the last one's end instead (kubernetes/kubernetes#131950). The kubelet itself no longer counts pods that
 * were unschedulable or have other volumes than ConfigMaps, Secrets, downward API and emptyDir; it is shown for these
 * as well.
 */
export function totalsOf(reading: Reading): Totals {
  const { created, podReady } = reading.instants;
  const started = created && allStarted(reading);
  const kubeletTotal = started && spanBetween(created, started);
  return {
    ...(created && podReady && { ready: spanBetween(created, podReady) }),
    ...(kubeletTotal && { kubeletSli: less(kubeletTotal, leftOut(reading)), kubeletTotal }),
  };
}

/** The first time that all containers had been started. Undefined while one has not. */
function allStarted({ containers, instants }: Reading): Instant | undefined {
  let last: Instant | undefined;
  for (const { name, role } of containers) {
    if (role !== 'container') continue;
    // The kubelet counts what the status shows, and that shows a container as running when its postStart hook is done.
    const started = instants[`container/${name}/postStartEnded`] ?? instants[`container/${name}/started`];
    if (!started) return undefined;
    if (!last || started.at > last.at) last = started;
  }
  return last;
}

function leftOut(reading: Reading): number {
  const pulls = stretches(reading, ['init', 'sidecar', 'container'], 'pullQueued', 'pullEnded');
  const runs = stretches(reading, ['init'], 'started', 'terminated').reduce(
    (sum, [start, end]) => sum + Math.max(0, end - start),
    0,
  );
  const { server } = reading.evidence;
  if (server && server.minor < 36) {
    return Math.max(0, Math.max(...pulls.map(([, end]) => end)) - Math.min(...pulls.map(([start]) => start)));
  }
  return mergedLength(pulls) + runs;
}

type Stretch = readonly [start: number, end: number];

function stretches(
  { containers, instants }: Reading,
  roles: readonly string[],
  from: string,
  to: string,
): readonly Stretch[] {
  return containers.flatMap(({ name, role }) => {
    const start = instants[`container/${name}/${from}`];
    const end = instants[`container/${name}/${to}`];
    return roles.includes(role) && start && end ? [[start.at, end.at] as const] : [];
  });
}

/** Their length together, counted once where they overlap. */
function mergedLength(spans: readonly Stretch[]): number {
  let length = 0;
  let covered = -Infinity;
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    length += Math.max(0, end - Math.max(start, covered));
    covered = Math.max(covered, end);
  }
  return length;
}

function less(span: Span, ms: number): Span {
  const without = (value: number): Span['ms'] => durationMs(Math.max(0, value - ms));
  return { ms: without(span.ms), shortest: without(span.shortest), longest: without(span.longest) };
}
