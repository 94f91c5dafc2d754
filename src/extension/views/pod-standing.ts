import type { PodRecord, Timeline } from '../../engine/engine.ts';

/** Where a pod stands, as far as the tree tells pods apart. */
export type Standing = 'starting' | 'stuck' | 'unready' | 'ready' | 'completed' | 'failed' | 'deleted';

/**
 * Most pods of a cluster are ready or finished: that is read off the pod. Only for the others a timeline is asked for.
 */
export function standingOf({ pod, deleted }: PodRecord, timeline: () => Timeline | undefined): Standing {
  if (deleted) return 'deleted';
  if (pod.phase === 'Succeeded') return 'completed';
  if (pod.phase === 'Failed') return 'failed';
  if (pod.conditions.some(({ type, status }) => type === 'Ready' && status === 'True')) return 'ready';
  return timeline()?.outcome.state ?? 'starting';
}

/** Lower comes first: what is under way or stuck, what lost its readiness, then the rest. */
export function rankOf(standing: Standing): number {
  if (standing === 'starting' || standing === 'stuck') return 0;
  return standing === 'unready' ? 1 : 2;
}
