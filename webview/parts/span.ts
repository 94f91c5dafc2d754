import type { Instant, Phase, Span, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { between, durationMs, epochMs, type EpochMs } from '../../src/engine/timeline/model/units.ts';

/**
 * The time between two instants with its error; until `now` while there is no end. Negative lengths stay negative:
 * clocks can disagree.
 */
export function spanBetween(start: Instant, end: Instant | undefined, now: EpochMs): Span {
  const until = end ?? { at: now, earliest: now, latest: now };
  return {
    ms: between(start.at, until.at),
    shortest: durationMs(Math.min(until.earliest - start.latest, until.at - start.at)),
    longest: between(start.earliest, until.latest),
  };
}

/** How long a phase took, or has taken so far. */
export const spanOf = (phase: Phase, now: EpochMs): Span => spanBetween(phase.start, phase.end, now);

/** Half the width of what is possible: the number behind "±". */
export const errorOf = (span: Span): number => Math.max(0, (span.longest - Math.max(0, span.shortest)) / 2);

/** Where the chart's zero is: the pod's creation, else the first thing that is known. */
export function originOf(timeline: Timeline): EpochMs {
  const created = timeline.instants['created'];
  if (created) return created.at;
  return epochMs(
    Math.min(...timeline.phases.map((phase) => phase.start.at), ...timeline.events.map((event) => event.at.at)),
  );
}
