import { findFolds, foldedTime, type FoldedTime } from './fold.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';

/** What part of the drawn time is on screen, in drawn ms since the chart's zero. */
export interface Domain {
  readonly from: number;
  readonly to: number;
}

/** Times since the chart's zero to pixels, and back. */
export interface TimeScale {
  readonly x: (sinceZero: number) => number;
  readonly invert: (x: number) => number;
  readonly time: FoldedTime;
  readonly domain: Domain;
  /** All there is to see. */
  readonly full: Domain;
  readonly left: number;
  readonly right: number;
}

export interface ScaleInput {
  readonly timeline: Timeline;
  readonly origin: number;
  readonly now: number;
  readonly left: number;
  readonly right: number;
  /** Absent: everything. */
  readonly domain?: Domain;
}

/** Room after the last bar, as a share of the whole: for the "ready" flag. */
const air = 0.05;

export function timeScale({ timeline, origin, now, left, right, domain: wanted }: ScaleInput): TimeScale {
  const time = foldedTime(findFolds(timeline.phases, origin, now));
  const full = fullDomain(timeline, origin, now, time);
  const domain = wanted ?? full;
  const perMs = (right - left) / (domain.to - domain.from);
  return {
    x: (sinceZero) => left + (time.toDrawn(sinceZero) - domain.from) * perMs,
    invert: (x) => time.toReal(domain.from + (x - left) / perMs),
    time,
    domain,
    full,
    left,
    right,
  };
}

function fullDomain(timeline: Timeline, origin: number, now: number, time: FoldedTime): Domain {
  const starts = timeline.phases.map((phase) => phase.start.at - origin);
  const ends = timeline.phases.map((phase) => (phase.end?.at ?? now) - origin);
  const from = Math.min(0, ...starts);
  const to = Math.max(time.toDrawn(Math.max(from, ...ends)), from + 100);
  return { from, to: to + (to - from) * air };
}

/** Keeps a domain inside `full`, no narrower than a millisecond; `undefined` when everything is shown. */
export function clampDomain(domain: Domain, full: Domain): Domain | undefined {
  const all = full.to - full.from;
  const length = Math.min(Math.max(domain.to - domain.from, 1), all);
  if (length >= all * 0.999) return undefined;
  const from = Math.min(Math.max(domain.from, full.from), full.to - length);
  return { from, to: from + length };
}

/** Zooms by `factor` (2: twice as large) so that the drawn time `anchor` stays where it is. */
export const zoomDomain = (domain: Domain, factor: number, anchor: number): Domain => ({
  from: anchor - (anchor - domain.from) / factor,
  to: anchor + (domain.to - anchor) / factor,
});

/** Moves a domain by a share of its own length. */
export function panDomain(domain: Domain, share: number): Domain {
  const by = (domain.to - domain.from) * share;
  return { from: domain.from + by, to: domain.to + by };
}
