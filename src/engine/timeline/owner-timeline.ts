import { faultOf } from './fault-timeline.ts';
import { eventRows } from './event-rows.ts';
import type { EventFacts, EventObservation, OwnerRef } from './model/facts.ts';
import { ownerFindings } from './findings/scheduling/quota-rejected.ts';
import { buildInstants } from './instants/instants.ts';
import { readEvidence } from './reading/reading.ts';
import type { PodIdentity, Timeline } from './model/timeline.ts';
import { epochMs } from './model/units.ts';

/**
 * The timeline of an owner whose pods never came to be, with the owner in the pod's place: nothing happened, and its
 * findings say why. `events` are those on the owner. A fault costs this owner only, and is told in its timeline.
 */
export function ownerTimeline(owner: Owner, events: readonly EventFacts[]): Timeline {
  const { kind, name, uid, namespace } = owner;
  const pod = { uid, namespace, name, owner: { kind, name, uid } };
  try {
    return timelineOf(owner, pod, events);
  } catch (error) {
    return faultOf(pod, error);
  }
}

type Owner = OwnerRef & { readonly namespace: string };

function timelineOf(owner: Owner, pod: PodIdentity, events: readonly EventFacts[]): Timeline {
  const observations = events.map((event): EventObservation => ({ event, how: 'listed' }));
  const evidence = { pods: [], events: [], relatedEvents: observations, owners: [], nodePulls: [], logs: {} };
  const findings = ownerFindings(owner, events);
  const rows = eventRows(readEvidence(evidence, buildInstants(evidence)), new Map());
  const since = rows.find(({ reason }) => reason === 'FailedCreate')?.at.at ?? epochMs(0);
  return {
    pod,
    outcome: { state: 'stuck', reason: 'FailedCreate', since },
    totals: {},
    lanes: [],
    instants: {},
    phases: [],
    criticalPath: [],
    findings,
    events: rows,
    eventsState: 'listed',
    settled: true,
    skews: [],
  };
}
