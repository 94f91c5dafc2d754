import { phaseKinds, stepKind } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Speech } from '../parts/language.ts';
import { ellipsize } from '../parts/measure.ts';
import { meaningOf } from '../parts/meaning.ts';
import { short } from '../parts/plain.ts';
import { axisTicks, type AxisTick } from '../parts/ticks.ts';
import type { TimeScale } from '../parts/time-scale.ts';
import { ellipsizeMiddle } from '../parts/ellipsize-middle.ts';
import type { ListBar, DrawnRow } from './drawn-row.ts';
import type { ListInput } from './list-input.ts';
import { extentOf, listScale } from './list-scale.ts';
import { placeNote } from './place-note.ts';
import type { ListRow } from './rows.ts';

/**
 * How high a row is in a list of this many pods, in pixels: few pods get higher rows. It stays the same when rows are
 * opened or left out.
 */
export function rowHeightFor(pods: number): number {
  if (pods <= 4) return 38;
  return pods <= 12 ? 30 : 24;
}
/** The bar's share of a row. */
const barShare = 0.6;
/** Rows beyond the visible ones, so that fast scrolling shows no gap. */
const spare = 6;
/** By how many rows the drawn part moves at a time; in between, no row that stays in view is drawn anew. */
const step = 64;

/** From the readiness of one pod to the creation of the one that waited for it. */
interface Link {
  readonly key: string;
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
}

interface FoldedGap {
  readonly x: number;
  readonly width: number;
  readonly words: string;
}

export interface ListLayout {
  readonly width: number;
  /** Of all rows: how far one can scroll. */
  readonly fullHeight: number;
  /**
   * Of the drawn ones, and where they begin. A picture as high as all rows would cost the browser more than the rows.
   */
  readonly height: number;
  readonly top: number;
  readonly scale: TimeScale;
  readonly axis: readonly AxisTick[];
  readonly gaps: readonly FoldedGap[];
  readonly rows: readonly DrawnRow[];
  readonly links: readonly Link[];
  readonly rowHeight: number;
  readonly barHeight: number;
}

/**
 * Computes what is on screen of a list, however long it is. Only the rows in view are looked at, but for the extent of
 * the time.
 */
export function layoutList(input: ListInput): ListLayout {
  const { rows, rowHeight, width, viewHeight, scrollTop, speech } = input;
  const scale = listScale(input);
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - spare);
  const last = Math.min(rows.length, Math.ceil((scrollTop + viewHeight) / rowHeight) + spare);
  const begin = Math.floor(first / step) * step;
  const drawn = rows
    .slice(first, last)
    .map((row, offset) =>
      drawnRow(row, { index: first + offset, y: (first - begin + offset) * rowHeight }, input, scale),
    );
  const gaps = gapsOf(scale, speech);
  return {
    width,
    fullHeight: rows.length * rowHeight,
    height: Math.min(rows.length - begin, step + Math.ceil(viewHeight / rowHeight) + 2 * spare + 1) * rowHeight,
    top: begin * rowHeight,
    scale,
    axis: axisTicks(
      scale,
      speech.duration(1500).includes(',') ? ',' : '.',
      gaps.map(({ x, width: wide }) => ({ from: x, to: x + wide })),
    ),
    gaps,
    rows: drawn,
    links: input.align === 'clock' ? linksOf(drawn, scale, input) : [],
    rowHeight,
    barHeight: Math.round(rowHeight * barShare),
  };
}

const zeroOf = ({ rows }: ListInput): number => extentOf(rows).first;

function drawnRow(
  row: ListRow,
  place: { readonly index: number; readonly y: number },
  input: ListInput,
  scale: TimeScale,
): DrawnRow {
  const { align, speech, measure } = input;
  const zero = align === 'creation' ? row.zero : zeroOf(input);
  const mark = scale.left < marked ? '' : row.marks.map((one) => speech.say(markNames[one])).join(', ');
  const bars = barsOf(row, zero, input, scale);
  const titleX = titleAt(row);
  const room =
    row.kind === 'group' ? input.width - titleX : scale.left - titleX - 12 - (mark === '' ? 0 : measure(mark, 10) + 6);
  const title = short(speech.say(row.title), 400);
  const drawn = {
    row,
    ...place,
    titleX,
    mark,
    value: valueOf(row, input),
    bars,
    title:
      row.kind === 'group'
        ? ellipsize(title, room, (part) => measure(part, 12, true))
        : ellipsizeMiddle(title, room, (part) => measure(part, 12)),
  };
  const note = placeNote(drawn, input, scale);
  return note ? { ...drawn, note } : drawn;
}

/** Names narrower than this leave no room for a mark beside them. */
const marked = 150;

const markNames = {
  slowest: text('slowest'),
  median: text('median'),
  picked: text('compared'),
  unready: text('not ready now'),
  failed: text('failed'),
} as const;

function valueOf({ kind, total, state, zero, stretches }: ListRow, { now, speech }: ListInput): string {
  if (kind === 'group' || kind === 'container') return '';
  if (total !== undefined) return speech.duration(total);
  if (state === 'starting' && stretches.some(({ to }) => to === undefined)) {
    return speech.say(text('{time} …', { time: { ms: Math.max(0, now - zero) } }));
  }
  return speech.say(text('not ready'));
}

/** A bar from this width on says how long it took. */
const labelled = 54;

function barsOf(
  { stretches }: ListRow,
  zero: number,
  { now, off, speech }: ListInput,
  scale: TimeScale,
): readonly ListBar[] {
  return stretches.flatMap(({ from, to, step, failed }, place): ListBar[] => {
    const [start, end] = [
      Math.max(scale.x(from - zero), scale.left),
      Math.min(scale.x((to ?? now) - zero), scale.right),
    ];
    if (end <= start && (end < scale.left || start > scale.right)) return [];
    const kind = stepKind(step);
    const meaning = meaningOf(kind);
    const label = end - start < labelled ? '' : speech.duration((to ?? now) - from);
    return [
      {
        place,
        x: start,
        width: Math.max(end - start, 0.75),
        meaning,
        waiting: phaseKinds[kind].activity === 'waiting',
        failed: failed ?? false,
        dimmed: off.has(meaning),
        label,
      },
    ];
  });
}

function linksOf(drawn: readonly DrawnRow[], scale: TimeScale, input: ListInput): readonly Link[] {
  const [zero, middle] = [zeroOf(input), input.rowHeight / 2];
  const byKey = new Map(drawn.map((one) => [one.row.key, one]));
  return drawn.flatMap(({ row, y }): Link[] =>
    row.after.flatMap((key) => {
      const before = byKey.get(key);
      if (row.kind !== 'pod' || before?.row.total === undefined) return [];
      const [from, to] = [scale.x(before.row.zero + before.row.total - zero), scale.x(row.zero - zero)];
      if (to < scale.left || from > scale.right) return [];
      return [{ key: row.key, from: { x: from, y: before.y + middle }, to: { x: to, y: y + middle } }];
    }),
  );
}

function gapsOf({ time, x, left, right }: TimeScale, speech: Speech): readonly FoldedGap[] {
  return time.folds.flatMap((fold) => {
    const [from, to] = [x(fold.from), x(fold.to)];
    return from < left || to > right
      ? []
      : [{ x: from, width: to - from, words: speech.duration(fold.to - fold.from) }];
  });
}

/** How far to scroll so that a row is in view. */
export function scrollTo(
  index: number,
  { rowHeight, scrollTop, viewHeight }: Pick<ListInput, 'rowHeight' | 'scrollTop' | 'viewHeight'>,
): number {
  const top = index * rowHeight;
  if (top < scrollTop) return top;
  return top + rowHeight > scrollTop + viewHeight ? top + rowHeight - viewHeight : scrollTop;
}

/** Where a row's title begins: behind the triangle, if there is one; containers are indented. */
function titleAt({ kind, isOpen }: ListRow): number {
  if (kind === 'container') return 34;
  return isOpen === undefined ? 6 : 18;
}
