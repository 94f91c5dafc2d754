import type { Instant, InstantId } from '../model/timeline.ts';
import type { InstantsFound } from './instants.ts';

/**
 * A kubelet starts a static pod by itself and then makes its mirror, the object in the API: while there is no API
 * server, long after. Times then count from the first thing that is known of the pod, and the mirror's creation is an
 * instant of its own, `mirrored`.
 */
export function countedFromStart<T extends InstantsFound>(found: T): T {
  const { instants, history } = found;
  const { created } = instants;
  if (created === undefined || history?.newest.staticPod === undefined) return found;
  const first = firstOf(instants);
  return first.at < created.at ? { ...found, instants: { ...instants, created: first, mirrored: created } } : found;
}

function firstOf(instants: Readonly<Record<InstantId, Instant>>): Instant {
  return Object.values(instants).reduce((first, one) => (one.at < first.at ? one : first));
}
