import { stepKind, type Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import { foldedTime, type Fold } from '../parts/fold.ts';
import { meaningOf, type Meaning } from '../parts/meaning.ts';
import type { TimeScale } from '../parts/time-scale.ts';
import type { ListInput } from './list-input.ts';
import type { ListRow } from './rows.ts';

/** The names' share of the width, and its limits. */
const names = { share: 0.25, least: 92, most: 250 } as const;
/** Room for the totals; less in a narrow panel. */
const totals = { wide: 84, narrow: 60, narrowFrom: 420 } as const;

/** The time axis of a list: since each row's creation, or since the first row's with long idle stretches folded. */
export function listScale({ rows, width, now, align, domain: wanted }: ListInput): TimeScale {
  const left = Math.min(names.most, Math.max(names.least, width * names.share));
  const right = Math.max(width - (width < totals.narrowFrom ? totals.narrow : totals.wide), left + 40);
  const extent = extentOf(rows);
  const isAligned = align === 'creation';
  const time = foldedTime(isAligned ? [] : extent.folds);
  const end = Math.max(
    100,
    isAligned ? extent.longest : extent.last - extent.first,
    ...(extent.running === undefined ? [] : [now - (isAligned ? extent.running : extent.first)]),
  );
  const full = { from: 0, to: time.toDrawn(end) * 1.02 };
  const domain = wanted ?? full;
  const perMs = (right - left) / (domain.to - domain.from);
  return {
    x: (since) => left + (time.toDrawn(since) - domain.from) * perMs,
    invert: (x) => time.toReal(domain.from + (x - left) / perMs),
    time,
    domain,
    home: full,
    full,
    left,
    right,
  };
}

/** What the axis has to cover, whatever the time is. */
interface Extent {
  readonly first: number;
  /** The last end of all, and the longest row. */
  readonly last: number;
  readonly longest: number;
  /** The creation of the oldest row in which something still runs. */
  readonly running?: number;
  /** Stretches in which nothing happens in any row, since `first`. */
  readonly folds: readonly Fold[];
  /** The longest stretch of each step, in ms. */
  readonly widest: ReadonlyMap<Step, number>;
}

/** Narrower than this nothing can be told from the line beside it, in pixels. */
const seen = 1;

/**
 * The steps that can be seen in the rows, at this zoom; a colour that was switched off stays, to be switched on again.
 */
export function stepsIn(
  rows: readonly ListRow[],
  { domain, left, right }: TimeScale,
  off: ReadonlySet<Meaning> = new Set(),
): readonly Step[] {
  const least = (seen * (domain.to - domain.from)) / (right - left);
  return [...extentOf(rows).widest].flatMap(([step, ms]) =>
    ms >= least || off.has(meaningOf(stepKind(step))) ? [step] : [],
  );
}

const extents = new WeakMap<readonly ListRow[], Extent>();

/** Found once for a list, which is drawn again and again while it scrolls. */
export function extentOf(rows: readonly ListRow[]): Extent {
  const before = extents.get(rows) ?? findExtent(rows);
  extents.set(rows, before);
  return before;
}

function findExtent(rows: readonly ListRow[]): Extent {
  let [first, last, longest, running] = [Infinity, -Infinity, 0, Infinity];
  const widest = new Map<Step, number>();
  for (const { zero, stretches } of rows) {
    first = Math.min(first, zero);
    for (const { step, from, to = Infinity } of stretches) {
      widest.set(step, Math.max(widest.get(step) ?? 0, to - from));
      if (to === Infinity) running = Math.min(running, zero);
      else [last, longest] = [Math.max(last, to), Math.max(longest, to - zero)];
    }
  }
  const extent = { first, last, longest, folds: foldsOf(rows, first), widest };
  return running === Infinity ? extent : { ...extent, running };
}

/**
 * An idle stretch is folded when it is at least this long, in ms, and this many times the time in which something
 * happens.
 */
const fold = { least: 20_000, times: 0.4, drawn: 0.06 } as const;

function foldsOf(rows: readonly ListRow[], zero: number): readonly Fold[] {
  const spans = rows
    .flatMap(({ stretches }) => stretches.map(({ from, to = Infinity }) => ({ from: from - zero, to: to - zero })))
    .sort((a, b) => a.from - b.from);
  const gaps: { from: number; to: number }[] = [];
  let covered = spans[0]?.from ?? 0;
  let busy = 0;
  for (const { from, to } of spans) {
    if (from > covered) gaps.push({ from: covered, to: from });
    busy += Number.isFinite(to) ? Math.max(0, to - Math.max(from, covered)) : 0;
    covered = Math.max(covered, to);
  }
  return gaps
    .filter(({ from, to }) => to - from >= Math.max(fold.least, busy * fold.times))
    .map((gap) => ({ ...gap, drawn: Math.max(busy * fold.drawn, 1) }));
}
