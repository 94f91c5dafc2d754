import { findFolds, foldedTime, type FoldedTime } from './fold.ts';
import type { Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';

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
  /** What is shown when nobody zoomed: the start, without the end of the pod's life. */
  readonly home: Domain;
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
  const full = spannedBy(timeline.phases, origin, now, time);
  const home = spannedBy(startingPhases(timeline), origin, now, time);
  const domain = wanted ?? home;
  const perMs = (right - left) / (domain.to - domain.from);
  return {
    x: (sinceZero) => left + (time.toDrawn(sinceZero) - domain.from) * perMs,
    invert: (x) => time.toReal(domain.from + (x - left) / perMs),
    time,
    domain,
    home,
    full,
    left,
    right,
  };
}

function startingPhases({ phases }: Timeline): readonly Phase[] {
  const starting = phases.filter((phase) => phase.kind !== 'terminating');
  return starting.length > 0 ? starting : phases;
}

function spannedBy(phases: readonly Phase[], origin: number, now: number, time: FoldedTime): Domain {
  const starts = phases.map((phase) => phase.start.at - origin);
  const ends = phases.map((phase) => (phase.end?.at ?? now) - origin);
  const from = Math.min(0, ...starts);
  const to = Math.max(time.toDrawn(Math.max(from, ...ends)), from + 100);
  return { from, to: to + (to - from) * air };
}

/** Keeps a domain inside of all there is, no narrower than a millisecond; `undefined` when it is the home one. */
export function clampDomain(domain: Domain, { full, home }: Pick<TimeScale, 'full' | 'home'>): Domain | undefined {
  const all = full.to - full.from;
  const length = Math.min(Math.max(domain.to - domain.from, 1), all);
  const from = Math.min(Math.max(domain.from, full.from), full.to - length);
  const near = (a: number, b: number): boolean => Math.abs(a - b) < (home.to - home.from) * 0.002;
  return near(from, home.from) && near(from + length, home.to) ? undefined : { from, to: from + length };
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
