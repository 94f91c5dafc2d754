import type { EventsState } from './model/facts.ts';
import { missingEvents } from './findings/parts/missing-events.ts';
import type { Reading } from './reading/reading.ts';

/** How complete the pod's events are, with what its own state says of those that must have been there. */
export function eventsStateOf(reading: Reading): EventsState {
  const { eventsState = 'listed' } = reading.evidence;
  if (eventsState !== 'listed') return eventsState;
  return missingEvents(reading)?.isOld === true ? 'expired' : 'listed';
}
