import type { EvidenceStore } from '../cluster/evidence-store.ts';
import { ownerTimeline } from '../timeline/owner-timeline.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Owners (also deleted ones) whose pods never came to be, each as a timeline in which nothing happened, with the reason as its finding. */
export function rejectedTimelines(store: EvidenceStore): readonly Timeline[] {
  return store.rejectedOwners('everSeen').map(({ owner }) => ownerTimeline(owner, store.events(owner.uid)));
}
