import { currentStepOf } from './current-step.ts';
import { eventRows } from './event-rows.ts';
import type { PodEvidence } from './model/facts.ts';
import { eventsStateOf } from './events-state.ts';
import { findingsOf } from './findings/registry.ts';
import { identityOf } from './identity.ts';
import { buildInstants, type InstantsFound } from './instants/instants.ts';
import { outcomeOf, spanBetween } from './outcome.ts';
import { assemble } from './phases/assemble.ts';
import { findCriticalPath } from './phases/critical-path.ts';
import { judgePhases } from './phases/judge.ts';
import { readEvidence, type Now, type Reading } from './reading/reading.ts';
import type { Lane, Timeline } from './model/timeline.ts';
import { countedFromStart } from './instants/counted-from-start.ts';
import { totalsOf } from './totals.ts';

/**
 * Why and when one pod started, from whatever is known of it. The same evidence in any order gives the same timeline.
 * `now`: when someone looks, for what still goes on; without it, that is counted to the last thing that is known.
 */
export function buildTimeline(evidence: PodEvidence, now?: Now): Timeline {
  return timelineOf(evidence, countedFromStart(buildInstants(evidence)), now);
}

/** The timeline that stands on `found`. */
function timelineOf(evidence: PodEvidence, found: InstantsFound, now: Now | undefined): Timeline {
  const reading = readEvidence(evidence, found, now);
  const assembly = assemble(reading);
  const { phases, criticalPath, homes } = judgePhases(assembly, findCriticalPath(assembly, reading), reading);
  const { created, podReady, deleted } = found.instants;
  const eventsState = eventsStateOf(reading);
  const pod = identityOf(reading);
  const settled = eventsState !== 'pending';
  /* What an event would have told may be over by now. */
  const step = settled ? currentStepOf(pod, phases, criticalPath, reading) : undefined;
  const facts = {
    pod,
    ...(step && { step }),
    outcome: outcomeOf(reading, phases, created && podReady && spanBetween(created, podReady)),
    totals: totalsOf(reading),
    lanes: lanesOf(reading),
    instants: found.instants,
    phases,
    criticalPath,
    events: eventRows(reading, homes),
    eventsState,
    settled,
    skews: found.skews,
    ...(deleted && { deleted }),
  };
  return { ...facts, findings: facts.settled ? findingsOf(facts, reading) : [] };
}

function lanesOf({ pod, containers, events }: Reading): readonly Lane[] {
  const name = pod?.name ?? events[0]?.newest.involved.name ?? '';
  return [
    { id: 'pod', name, role: 'pod' },
    ...containers.map((container): Lane => ({
      id: `container/${container.name}`,
      name: container.name,
      role: container.role,
    })),
  ];
}
