import { text } from '../../src/timeline/text.ts';
import type { Speech } from '../language.ts';
import { ellipsize, type Measure } from '../chart/measure.ts';
import type { Meaning } from '../chart/meaning.ts';
import { short } from '../chart/plain.ts';
import type { AxisTick } from '../chart/ticks.ts';
import { axisTicks } from '../chart/ticks.ts';
import type { Domain, TimeScale } from '../chart/time-scale.ts';
import { foldedTime } from '../chart/fold.ts';
import type { ManyView } from '../state.ts';
import type { ListRow } from './rows.ts';

export const rowHeight = 24;
const barHeight = 14;
export const listAxis = 26;
/** Rows beyond the visible ones, so that fast scrolling shows no gap. */
const spare = 6;

export interface ListInput {
  readonly rows: readonly ListRow[];
  readonly width: number;
  readonly viewHeight: number;
  readonly scrollTop: number;
  readonly now: number;
  readonly align: ManyView['align'];
  readonly domain?: Domain;
  readonly off: ReadonlySet<Meaning>;
  readonly speech: Speech;
  readonly measure: Measure;
}

export interface ListBar {
  readonly x: number;
  readonly width: number;
  readonly meaning: Meaning;
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly dimmed: boolean;
}

export interface DrawnRow {
  readonly row: ListRow;
  readonly index: number;
  readonly y: number;
  readonly title: string;
  readonly value: string;
  readonly bars: readonly ListBar[];
}

export interface ListLayout {
  readonly width: number;
  /** Of all rows: how far one can scroll. */
  readonly fullHeight: number;
  /** Of the drawn ones, and where they begin. A picture as high as all rows would cost the browser more than the rows. */
  readonly height: number;
  readonly top: number;
  readonly scale: TimeScale;
  readonly axis: readonly AxisTick[];
  readonly rows: readonly DrawnRow[];
  readonly barHeight: number;
}

/** Computes what is on screen of a list, however long it is. Only the rows in view are looked at, but for the extent of the time. */
export function layoutList(input: ListInput): ListLayout {
  const { rows, width, viewHeight, scrollTop, speech } = input;
  const scale = listScale(input);
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const last = Math.min(rows.length, Math.ceil((scrollTop + viewHeight) / rowHeight) + spare);
  return {
    width,
    fullHeight: rows.length * rowHeight,
    height: (last - first) * rowHeight,
    top: first * rowHeight,
    scale,
    axis: axisTicks(scale, speech.duration(1500).includes(',') ? ',' : '.'),
    rows: rows.slice(first, last).map((row, offset) => drawnRow(row, { index: first + offset, y: offset * rowHeight }, input, scale)),
    barHeight,
  };
}

function listScale({ rows, width, now, align, domain: wanted }: ListInput): TimeScale {
  const left = Math.min(230, Math.max(90, width * 0.24));
  const right = Math.max(width - 76, left + 40);
  const extent = extentOf(rows);
  const end = Math.max(100, align === 'creation' ? extent.longest : extent.last - extent.first, ...(extent.running === undefined ? [] : [now - (align === 'creation' ? extent.running : extent.first)]));
  const full = { from: 0, to: end * 1.02 };
  const domain = wanted ?? full;
  const perMs = (right - left) / (domain.to - domain.from);
  return { x: (time) => left + (time - domain.from) * perMs, invert: (x) => domain.from + (x - left) / perMs, time: foldedTime([]), domain, home: full, full, left, right };
}

/** What the axis has to cover, whatever the time is. */
interface Extent {
  readonly first: number;
  /** The last end of all, and the longest row. */
  readonly last: number;
  readonly longest: number;
  /** The creation of the oldest row in which something still runs. */
  readonly running?: number;
}

const extents = new WeakMap<readonly ListRow[], Extent>();

/** Found once for a list, which is drawn again and again while it scrolls. */
function extentOf(rows: readonly ListRow[]): Extent {
  const before = extents.get(rows);
  if (before) return before;
  let [first, last, longest, running] = [Infinity, -Infinity, 0, Infinity];
  for (const { zero, stretches } of rows) {
    first = Math.min(first, zero);
    for (const { to } of stretches) {
      if (to === undefined) running = Math.min(running, zero);
      else [last, longest] = [Math.max(last, to), Math.max(longest, to - zero)];
    }
  }
  const extent = { first, last, longest, ...(running !== Infinity && { running }) };
  extents.set(rows, extent);
  return extent;
}

function drawnRow(row: ListRow, place: { readonly index: number; readonly y: number }, input: ListInput, scale: TimeScale): DrawnRow {
  const { align, rows, now, off, speech, measure } = input;
  const zero = align === 'creation' ? row.zero : extentOf(rows).first;
  const indent = row.depth * 16;
  return {
    row,
    ...place,
    title: ellipsize(short(row.title, 400), scale.left - 30 - indent - (row.mark ? 56 : 0), (part) => measure(part, 12)),
    value: row.depth === 1 ? '' : row.total === undefined ? speech.say(text('not ready')) : speech.duration(row.total),
    bars: row.stretches.flatMap((stretch) => {
      const from = Math.max(scale.x(stretch.from - zero), scale.left);
      const to = Math.min(scale.x((stretch.to ?? now) - zero), scale.right);
      return to <= from && to < scale.left ? [] : [{ x: from, width: Math.max(to - from, 0.75), meaning: stretch.meaning, waiting: stretch.waiting, failed: stretch.failed, dimmed: off.has(stretch.meaning) }];
    }),
  };
}

/** How far to scroll so that a row is in view. */
export function scrollTo(index: number, { scrollTop, viewHeight }: Pick<ListInput, 'scrollTop' | 'viewHeight'>): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : scrollTop;
}
