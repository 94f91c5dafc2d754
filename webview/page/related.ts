import type { Selection } from '../../src/shared/protocol.ts';
import type { Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';

/** Ids of phases and uids of events that belong together with what is selected, itself included. */
export function relatedTo(timeline: Timeline, selection: Selection | undefined): ReadonlySet<string> {
  if (!selection) return new Set();
  if (selection.kind === 'phase') {
    const phase = timeline.phases.find((candidate) => candidate.id === selection.id);
    return new Set([selection.id, ...(phase?.events ?? [])]);
  }
  const event = timeline.events.find((candidate) => candidate.uid === selection.uid);
  return new Set([selection.uid, ...(event?.phase === undefined ? [] : [event.phase])]);
}

/** The phase that the details pane is about: the selected one, or that of the selected event. */
export function pickedPhase(timeline: Timeline, selection: Selection | undefined): Phase | undefined {
  const related = relatedTo(timeline, selection);
  return timeline.phases.find((phase) => related.has(phase.id));
}
