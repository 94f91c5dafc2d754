import type { EventHistory } from '../instants/event-history.ts';
import type { Reading } from '../reading/reading.ts';
import type { PhaseKind } from '../model/timeline.ts';
import type { Draft } from './draft.ts';

type Meaning = EventHistory['meaning'];

const OF_PROBES: Readonly<Record<Extract<Meaning, { kind: 'probe-failed' }>['probe'], readonly PhaseKind[]>> = {
  startup: ['startup-probe'],
  readiness: ['readiness', 'run'],
  liveness: ['run', 'readiness'],
};

/** What kinds of phases an event can be about, the likeliest first. */
function kindsOf(meaning: Meaning): readonly PhaseKind[] {
  switch (meaning.kind) {
    case 'scheduled':
      return ['preempting', 'node-wait', 'unschedulable', 'scheduling'];
    case 'unschedulable':
      return ['unschedulable', 'preempting', 'node-wait', 'scheduling'];
    case 'scale-up':
      return ['node-wait', 'unschedulable'];
    case 'volume-attached':
      return ['attach'];
    case 'volume-failed':
      return meaning.step === 'attach' ? ['attach', 'mount'] : ['mount'];
    case 'sandbox-failed':
    case 'sandbox-changed':
    case 'network-not-ready':
      return ['sandbox'];
    case 'pulling':
      return ['pull-queue', 'pull'];
    case 'pulled':
      return ['pull'];
    case 'present':
      return ['create', 'config-wait', 'crash-backoff'];
    case 'pull-failed':
      return ['pull', 'pull-backoff'];
    case 'pull-back-off':
      return ['pull-backoff'];
    case 'created':
      return ['create'];
    case 'started':
      return ['start'];
    case 'container-failed':
      return ['create', 'config-wait', 'start'];
    case 'crash-back-off':
      return ['crash-backoff'];
    case 'hook-failed':
      return meaning.hook === 'postStart' ? ['post-start'] : ['terminating'];
    case 'killing':
      return meaning.because === undefined ? ['terminating', 'run'] : ['run', 'startup-probe'];
    case 'probe-failed':
      return OF_PROBES[meaning.probe];
    case 'probe-warning':
      return ['readiness', 'run'];
    default:
      return [];
  }
}

/** The uids of the events that belong to each draft, by the draft's id, and the phase that each event is shown with. */
export interface EventHomes {
  readonly events: ReadonlyMap<string, readonly string[]>;
  readonly homes: ReadonlyMap<string, string>;
}

/** How far outside a phase its own events may lie: they are sent a moment before or after. */
const MARGIN = 60;

/** Finds the phases that each event is about: by what it says, its container, and its times. */
export function homeEvents(drafts: readonly Draft[], reading: Reading): EventHomes {
  const events = new Map<string, string[]>();
  const homes = new Map<string, string>();
  for (const event of reading.events) {
    const found = phasesOf(event, drafts, reading);
    for (const { id } of found) {
      const known = events.get(id);
      if (known) known.push(event.newest.uid);
      else events.set(id, [event.newest.uid]);
    }
    if (found[0]) homes.set(event.newest.uid, found[0].id);
  }
  return { events, homes };
}

function phasesOf(event: EventHistory, drafts: readonly Draft[], reading: Reading): readonly Draft[] {
  const kinds = kindsOf(event.meaning);
  const lane = event.container === undefined ? 'pod' : `container/${event.container}`;
  const inLane = drafts.filter(
    (draft) => kinds.includes(draft.kind) && (draft.lane === lane || draft.kind === 'terminating'),
  );
  if (inLane.length < 2) return inLane;
  const times = reading.occurrences(event);
  const inTime = inLane.filter((draft) =>
    times.some(({ at }) => at.at >= draft.start.at - MARGIN && (!draft.end || at.at <= draft.end.at + MARGIN)),
  );
  return (inTime.length > 0 ? inTime : inLane).toSorted(
    (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || a.start.at - b.start.at,
  );
}
