import { pullsOfNode } from '../../reading/pull-queue.ts';
import { imageOnNode } from '../../reading/node-words.ts';
import type { Phase } from '../../model/timeline.ts';
import { type Case, containerOfPhase } from './case.ts';

/** The image of a pull as the kubelet names it; the spec's when no event is left. */
export function imageOf(phase: Phase, start: Case): string {
  const container = containerOfPhase(phase, start);
  const pulling = start.reading.events.find(
    (event) =>
      event.container === container?.name && (event.meaning.kind === 'pulling' || event.meaning.kind === 'pulled'),
  );
  return /image "([^"]*)"/.exec(pulling?.newest.message ?? '')?.[1] ?? container?.spec?.image ?? container?.name ?? '';
}

/**
 * Whether the node had the image before this pull was asked for: it said so, or another pod had pulled it; only
 * `imagePullPolicy: Always` asks again.
 */
export function wasThere(phase: Phase, start: Case): boolean {
  const container = containerOfPhase(phase, start);
  if (container?.spec?.imagePullPolicy !== 'Always') return false;
  const image = imageOf(phase, start);
  const { pod, evidence } = start.reading;
  const knownAt = imageOnNode(evidence, image)?.knownAt;
  if (knownAt !== undefined && knownAt < phase.start.at) return true;
  return pullsOfNode(start.reading).some(
    (pull) =>
      pull.image === image && pull.endedAt !== undefined && pull.endedAt < phase.start.at && pull.podUid !== pod?.uid,
  );
}
