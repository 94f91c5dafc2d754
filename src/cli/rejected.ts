import { type EvidenceStore, ownerTimeline, type Timeline } from '../engine/engine.ts';

/**
 * Owners (also deleted ones) whose pods never came to be, each as a timeline in which nothing happened, with the reason
 * as its finding.
 */
export function rejectedTimelines(store: EvidenceStore): readonly Timeline[] {
  return store.rejectedOwners('everSeen').map(({ owner }) => ownerTimeline(owner, store.events(owner.uid)));
}
