import type { PodStore } from '../cluster/cluster.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Owners whose pods never came to be, each as a timeline in which nothing happened. */
export function rejectedTimelines(store: PodStore): readonly Timeline[] {
  return store.rejectedOwners().map(({ owner, event }) => ({
    pod: { uid: owner.uid, namespace: owner.namespace, name: owner.name, owner: { kind: owner.kind, name: owner.name, uid: owner.uid } },
    outcome: { state: 'stuck', reason: event.reason, since: event.lastAt ?? event.eventAt ?? event.creationAt },
    totals: {},
    lanes: [],
    instants: {},
    phases: [],
    criticalPath: [],
    findings: [],
    events: [],
    skews: [],
  }));
}
