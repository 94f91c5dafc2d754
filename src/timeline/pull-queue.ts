import type { NodePull } from './facts.ts';
import type { Reading } from './reading.ts';
import type { Phase } from './timeline.ts';

/** A pull of another pod that kept one waiting, and for how long. */
export interface Blocker {
  readonly podUid: string;
  readonly podName: string;
  readonly namespace: string;
  readonly image: string;
  /** Milliseconds of the wait during which this pull ran. */
  readonly waited: number;
}

/** Whose pulls ran on the node while this one waited. Longest first. */
export function blockersOf(wait: Phase, { evidence, pod }: Reading): readonly Blocker[] {
  const end = wait.end?.at ?? Infinity;
  const blockers: Blocker[] = [];
  for (const pull of evidence.nodePulls) {
    const isOwn = pull.podUid === pod?.uid && wait.lane === `container/${pull.container}`;
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
