import type { NodePull } from '../model/facts.ts';

/**
 * When a pull that ended began, by its kubelet's clock. Where its own event does not tell, it began when it was asked
 * for, or when the pull before it ended: kubelets that do not tell pull one image at a time unless they are told
 * otherwise. Undefined when too little is known.
 */
export function pullStart(
  { queuedAt, endedAt, took, waited }: NodePull,
  pulls: readonly NodePull[],
): number | undefined {
  if (endedAt === undefined) return undefined;
  if (took !== undefined) return Math.max(endedAt - took, queuedAt ?? -Infinity);
  let start = Math.max(queuedAt ?? -Infinity, endedAt - (waited ?? Infinity));
  if (!Number.isFinite(start)) return undefined;
  for (const other of pulls) {
    if (other.endedAt !== undefined && other.endedAt < endedAt) start = Math.max(start, other.endedAt);
  }
  return start;
}
