import { pullStart } from '../instants/pull-start.ts';
import type { NodePull } from '../model/facts.ts';
import { offsetOf } from './occurrences.ts';
import type { Reading } from './reading.ts';
import type { Phase } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';

/** A pull of another pod that kept one waiting, and for how long. */
export interface Blocker {
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  readonly image: string;
  /** Milliseconds of the wait during which this pull ran. */
  readonly waited: number;
}

/** The pulls of the pod's node, by the reference clock as phases are. */
export function pullsOfNode(reading: Reading): readonly NodePull[] {
  const { evidence, pod } = reading;
  const offset = evidence.nodePulls.length === 0 ? 0 : offsetOf(`kubelet/${pod?.spec.nodeName ?? ''}`, reading);
  if (offset === 0) return evidence.nodePulls;
  const shift = (at: EpochMs): EpochMs => epochMs(at - offset);
  return evidence.nodePulls.map((pull) => ({
    ...pull,
    ...(pull.queuedAt !== undefined && { queuedAt: shift(pull.queuedAt) }),
    ...(pull.endedAt !== undefined && { endedAt: shift(pull.endedAt) }),
    ...(pull.failedAt !== undefined && { failedAt: shift(pull.failedAt) }),
  }));
}

/**
 * The pull that the node is at while `wait` goes on: of those that were asked for before it and are not over, the
 * first.
 */
export function runningPull(wait: Phase, reading: Reading): NodePull | undefined {
  const waiting = pullsOfNode(reading).filter(
    (pull) =>
      isGoingOn(pull) && pull.queuedAt !== undefined && pull.queuedAt < wait.start.at && !isOwn(pull, wait, reading),
  );
  return waiting.sort((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0))[0];
}

/** Asked for, and neither over nor given up. */
export const isGoingOn = ({ endedAt, failedAt }: NodePull): boolean => endedAt === undefined && failedAt === undefined;

/** Pulls that ran at the same time for longer than this: the node pulls in parallel. In ms. */
const TOGETHER = 200;

/**
 * When a pull that failed at `failedAt` began, of a node that pulls one image at a time: the failure tells no duration,
 * so what it waited for are the pulls of others that ended since it was asked for. Undefined when none did, or when the
 * node is seen to pull in parallel.
 */
export function failedPullStart(
  {
    queuedAt,
    failedAt,
    container,
  }: { readonly queuedAt: number; readonly failedAt: number; readonly container: string },
  reading: Reading,
): EpochMs | undefined {
  const pulls = pullsOfNode(reading).filter((pull) => pull.podUid !== reading.pod?.uid || pull.container !== container);
  const ended = pulls.flatMap((pull) =>
    pull.endedAt !== undefined &&
    pull.endedAt > queuedAt &&
    pull.endedAt < failedAt &&
    (pull.queuedAt ?? Infinity) < failedAt
      ? [pull.endedAt]
      : [],
  );
  return ended.length === 0 || isParallel(pulls) ? undefined : epochMs(Math.max(...ended));
}

function isParallel(pulls: readonly NodePull[]): boolean {
  const ran = pulls
    .flatMap(({ endedAt, took }) =>
      endedAt !== undefined && took !== undefined ? [[endedAt - took, endedAt] as const] : [],
    )
    .sort((a, b) => a[0] - b[0]);
  return ran.some(([from], index) => ran.slice(0, index).some(([, to]) => to - from > TOGETHER));
}

const isOwn = (pull: NodePull, wait: Phase, { pod }: Reading): boolean =>
  pull.podUid === pod?.uid && wait.lane === `container/${pull.container}`;

/** Whose pulls ran on the node while this one waited. Longest first. */
export function blockersOf(wait: Phase, reading: Reading): readonly Blocker[] {
  const end = wait.end?.at ?? reading.now;
  const running = wait.end ? undefined : runningPull(wait, reading);
  const blockers: Blocker[] = [];
  const pulls = pullsOfNode(reading);
  for (const pull of pulls) {
    const isRunning = pull.podUid === running?.podUid && pull.container === running.container;
    const waited = isOwn(pull, wait, reading)
      ? 0
      : overlap(isRunning ? { ...pull, endedAt: reading.now } : pull, pulls, wait.start.at, end);
    if (waited >= 1) {
      blockers.push({
        podUid: pull.podUid,
        podName: pull.podName,
        namespace: pull.namespace,
        image: pull.image,
        waited,
      });
    }
  }
  return blockers.sort((a, b) => b.waited - a.waited);
}

/** How long a pull ran within [start, end]. */
function overlap(pull: NodePull, pulls: readonly NodePull[], start: number, end: number): number {
  const from = pullStart(pull, pulls);
  return from === undefined || pull.endedAt === undefined ? 0 : Math.min(end, pull.endedAt) - Math.max(start, from);
}
