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
  readonly fill: string;
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
  readonly height: number;
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
    height: rows.length * rowHeight,
    scale,
    axis: axisTicks(scale, speech.duration(1500).includes(',') ? ',' : '.'),
    rows: rows.slice(first, last).map((row, offset) => drawnRow(row, first + offset, input, scale)),
    barHeight,
  };
}

/** Where the common axis begins: each row's own creation, or the first one of all. */
const zeroOf = (row: ListRow, align: ManyView['align'], first: number): number => (align === 'creation' ? row.zero : first);

function listScale({ rows, width, now, align, domain: wanted }: ListInput): TimeScale {
  const left = Math.min(230, Math.max(90, width * 0.24));
  const right = Math.max(width - 76, left + 40);
  const first = firstZero(rows);
  let end = 100;
  for (const row of rows) end = Math.max(end, (lastOf(row) ?? now) - zeroOf(row, align, first));
  const full = { from: 0, to: end * 1.02 };
  const domain = wanted ?? full;
  const perMs = (right - left) / (domain.to - domain.from);
  return { x: (time) => left + (time - domain.from) * perMs, invert: (x) => domain.from + (x - left) / perMs, time: foldedTime([]), domain, home: full, full, left, right };
}

function firstZero(rows: readonly ListRow[]): number {
  let first = Infinity;
  for (const row of rows) first = Math.min(first, row.zero);
  return first;
}

function lastOf(row: ListRow): number | undefined {
  let last = row.zero;
  for (const { to } of row.stretches) {
    if (to === undefined) return undefined;
    last = Math.max(last, to);
  }
  return last;
}

function drawnRow(row: ListRow, index: number, input: ListInput, scale: TimeScale): DrawnRow {
  const { align, rows, now, off, speech, measure } = input;
  const zero = align === 'creation' ? row.zero : firstZeroOf(rows);
  const indent = row.depth * 16;
  return {
    row,
    index,
    y: index * rowHeight,
    title: ellipsize(short(row.title, 400), scale.left - 30 - indent - (row.mark ? 56 : 0), (part) => measure(part, 12)),
    value: row.depth === 1 ? '' : row.total === undefined ? '…' : speech.duration(row.total),
    bars: row.stretches.flatMap((stretch) => {
      const from = Math.max(scale.x(stretch.from - zero), scale.left);
      const to = Math.min(scale.x((stretch.to ?? now) - zero), scale.right);
      const fill = `${stretch.waiting ? 'wait' : 'work'}-${stretch.meaning}`;
      return to <= from && to < scale.left ? [] : [{ x: from, width: Math.max(to - from, 0.75), fill, failed: stretch.failed, dimmed: off.has(stretch.meaning) }];
    }),
  };
}

const zeros = new WeakMap<readonly ListRow[], number>();

/** {@link firstZero}, remembered for a list that is drawn again and again while it scrolls. */
function firstZeroOf(rows: readonly ListRow[]): number {
  const before = zeros.get(rows);
  if (before !== undefined) return before;
  const first = firstZero(rows);
  zeros.set(rows, first);
  return first;
}

/** How far to scroll so that a row is in view. */
export function scrollTo(index: number, { scrollTop, viewHeight }: Pick<ListInput, 'scrollTop' | 'viewHeight'>): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : scrollTop;
}
