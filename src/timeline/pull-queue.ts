import type { NodePull } from './facts.ts';
import { offsetOf } from './occurrences.ts';
import type { Reading } from './reading.ts';
import type { Phase } from './timeline.ts';
import { epochMs, type EpochMs } from './units.ts';

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
  return evidence.nodePulls.map((pull) => ({ ...pull, ...(pull.queuedAt !== undefined && { queuedAt: shift(pull.queuedAt) }), ...(pull.endedAt !== undefined && { endedAt: shift(pull.endedAt) }) }));
}

/** Whose pulls ran on the node while this one waited. Longest first. */
export function blockersOf(wait: Phase, reading: Reading): readonly Blocker[] {
  const end = wait.end?.at ?? Infinity;
  const blockers: Blocker[] = [];
  for (const pull of pullsOfNode(reading)) {
    const isOwn = pull.podUid === reading.pod?.uid && wait.lane === `container/${pull.container}`;
    const waited = isOwn ? 0 : overlap(pull, wait.start.at, end);
    if (waited >= 1) blockers.push({ podUid: pull.podUid, podName: pull.podName, namespace: pull.namespace, image: pull.image, waited });
  }
  return blockers.sort((a, b) => b.waited - a.waited);
}

/** How long a pull ran within [start, end]. One whose length is unknown may have queued itself, so it counts for nothing. */
function overlap({ queuedAt, endedAt, took }: NodePull, start: number, end: number): number {
  if (endedAt === undefined || took === undefined) return 0;
  const from = Math.max(endedAt - took, queuedAt ?? -Infinity);
  return Math.min(end, endedAt) - Math.max(start, from);
}
