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
  }));
}

/**
 * The pull that the node is at while `wait` goes on: of those that were asked for before it and are not over, the
 * first.
 */
export function runningPull(wait: Phase, reading: Reading): NodePull | undefined {
  const waiting = pullsOfNode(reading).filter(
    (pull) =>
      pull.endedAt === undefined &&
      pull.queuedAt !== undefined &&
      pull.queuedAt < wait.start.at &&
      !isOwn(pull, wait, reading),
  );
  return waiting.sort((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0))[0];
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
