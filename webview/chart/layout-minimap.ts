import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { meaningOf, type Meaning } from '../parts/meaning.ts';
import type { Domain, TimeScale } from '../parts/time-scale.ts';

/** The whole start in small, and which part of it the chart shows. All lengths in pixels. */
export interface Minimap {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly bars: readonly MinimapBar[];
  readonly window: { readonly from: number; readonly to: number };
  /** From pixels to drawn time. */
  readonly drawnAt: (x: number) => number;
}

interface MinimapBar {
  readonly id: string;
  readonly meaning: Meaning;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface MinimapInput {
  readonly timeline: Timeline;
  readonly scale: TimeScale;
  readonly origin: number;
  readonly now: number;
  readonly width: number;
}

/** Longer starts, and those of more steps, get an overview even before anybody zooms. */
const long = { ms: 120_000, steps: 12, phases: 60 };
const padding = 3;
const rowHeights = { least: 1, most: 4, all: 26 };

/** Absent where everything is in view and short enough to be seen at once. */
export function layoutMinimap(input: MinimapInput): Minimap | undefined {
  const { timeline, scale, width } = input;
  if (scale.domain === scale.home && !isLong(input)) return undefined;
  const row = Math.min(
    Math.max(rowHeights.all / Math.max(timeline.lanes.length, 1), rowHeights.least),
    rowHeights.most,
  );
  const all = unionOf(scale.full, scale.domain);
  const perMs = (scale.right - scale.left) / (all.to - all.from);
  const x = (drawn: number): number => scale.left + (drawn - all.from) * perMs;
  return {
    width,
    height: timeline.lanes.length * row + 2 * padding,
    left: scale.left,
    right: scale.right,
    bars: layoutBars(input, x, row),
    window: { from: x(scale.domain.from), to: Math.max(x(scale.domain.to), x(scale.domain.from) + 2) },
    drawnAt: (at) => all.from + (at - scale.left) / perMs,
  };
}

const isLong = ({ timeline, scale }: MinimapInput): boolean =>
  timeline.phases.length > long.phases ||
  (timeline.phases.length > long.steps && scale.time.toReal(scale.home.to) > long.ms);

const unionOf = (a: Domain, b: Domain): Domain => ({ from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) });

function layoutBars(
  { timeline, scale, origin, now }: MinimapInput,
  x: (drawn: number) => number,
  row: number,
): MinimapBar[] {
  const rows = new Map(timeline.lanes.map((lane, index) => [lane.id, padding + index * row]));
  return timeline.phases.flatMap((phase) => {
    const y = rows.get(phase.lane);
    const from = x(scale.time.toDrawn(phase.start.at - origin));
    const to = x(scale.time.toDrawn((phase.end?.at ?? now) - origin));
    return y === undefined
      ? []
      : [
          {
            id: phase.id,
            meaning: meaningOf(phase.kind),
            x: from,
            y,
            width: Math.max(to - from, 0.5),
            height: Math.max(row - 0.5, 0.75),
          },
        ];
  });
}

/** Where a handle may be taken, besides the window itself. */
export type Grip = 'from' | 'to' | 'window';

/** The stretch after `grip` was moved by some drawn ms; the ends never cross. */
export function moveGrip({ from, to }: Domain, grip: Grip, by: number): Domain {
  if (grip === 'window') return { from: from + by, to: to + by };
  return grip === 'from' ? { from: Math.min(from + by, to - 1), to } : { from, to: Math.max(to + by, from + 1) };
}
