import { drawDefs } from '../chart/draw-defs.ts';
import { onlySvg, writeText, type Some } from '../parts/dom.ts';
import type { DrawnRow, ListBar } from './drawn-row.ts';
import type { ListLayout } from './layout-list.ts';
import { append, children, put } from './put.ts';

export interface ListLook {
  readonly active?: string;
  /** Rows that the pointed or active one waited for. */
  readonly related: ReadonlySet<string>;
  readonly count: number;
}

/**
 * Copies the rows in view into the SVG. A row that is scrolled out of view leaves its elements to one that comes in.
 */
export function drawList(svg: Some<SVGElement>, layout: ListLayout, look: ListLook): void {
  const node = svg.node();
  if (!node) return;
  put(node, 'width', layout.width);
  put(node, 'height', layout.height);
  put(node, 'role', 'presentation');
  put(node, 'style', layout.top === 0 ? null : `transform: translateY(${layout.top}px)`);
  drawDefs(svg);
  const rows = onlySvg(svg, 'g', 'list-rows').attr('role', 'presentation').node();
  if (rows) drawRows(rows, layout, look);
  drawGaps(onlySvg(svg, 'g', 'folds').attr('aria-hidden', 'true').node(), layout);
  drawLinks(onlySvg(svg, 'g', 'links').attr('aria-hidden', 'true').node(), layout);
}

/** The parts of a row's element. */
interface Parts {
  readonly hit: SVGElement;
  readonly twist: SVGElement;
  readonly title: SVGElement;
  readonly mark: SVGElement;
  readonly bars: SVGElement;
  readonly labels: SVGElement;
  readonly note: SVGElement;
  readonly value: SVGElement;
}

const known = new WeakMap<Element, Parts>();

function partsOf(row: SVGElement): Parts {
  const before = known.get(row);
  if (before) return before;
  const text = (name: string): SVGElement => append(row, 'text', name);
  put(row, 'role', 'treeitem');
  const hit = append(row, 'rect', 'ground-hit');
  const parts = {
    hit,
    twist: append(row, 'path', 'twist'),
    title: text('title'),
    mark: text('mark'),
    bars: append(row, 'g', 'strip'),
    labels: append(row, 'g', 'bar-labels'),
    note: text('note'),
    value: text('value'),
  };
  put(parts.labels, 'aria-hidden', 'true');
  known.set(row, parts);
  return parts;
}

/**
 * A row has the place of its number among as many elements as there are rows in view: those that stay in view stay as
 * they are.
 */
function drawRows(parent: SVGElement, layout: ListLayout, look: ListLook): void {
  const elements = children(parent, 'g', layout.rows.length);
  for (const drawn of layout.rows) {
    const element = elements[drawn.index % elements.length];
    if (element) drawRow(element, drawn, layout, look);
  }
}

const levels = { group: 1, pod: 2, pull: 1, container: 3 } as const;

function drawRow(element: SVGElement, drawn: DrawnRow, layout: ListLayout, { active, related, count }: ListLook): void {
  const { row, index } = drawn;
  const { hit, twist, title, mark, bars, labels, note, value } = partsOf(element);
  const isActive = row.key === active;
  put(element, 'id', `row-${index}`);
  put(
    element,
    'class',
    `list-row kind-${row.kind} state-${row.state}${isActive ? ' active' : ''}${related.has(row.key) ? ' related' : ''}`,
  );
  put(element, 'data-key', row.key);
  put(element, 'aria-selected', String(isActive));
  put(element, 'aria-expanded', row.isOpen === undefined ? null : String(row.isOpen));
  put(element, 'aria-level', levels[row.kind]);
  put(element, 'aria-posinset', index + 1);
  put(element, 'aria-setsize', count);
  put(element, 'transform', `translate(0 ${drawn.y})`);
  put(hit, 'width', layout.width);
  put(hit, 'height', layout.rowHeight);
  const line = layout.rowHeight / 2 + 4;
  put(twist, 'transform', `translate(0 ${line - 16})`);
  put(twist, 'd', twistOf(row.isOpen));
  /* The spaces part the words where they are read one after another. */
  place(title, { x: drawn.titleX, y: line, words: `${drawn.title} ` });
  place(mark, { x: layout.scale.left - 8, y: line, words: drawn.mark === '' ? '' : `${drawn.mark} `, anchor: 'end' });
  place(note, { x: 0, words: '', ...(drawn.note && { ...drawn.note, words: `${drawn.note.words} ` }), y: line });
  place(value, { x: layout.scale.right + 8, y: line, words: drawn.value });
  drawBars(bars, drawn.bars, layout);
  drawLabels(labels, drawn.bars, line);
}

function place(
  element: SVGElement,
  {
    words,
    x,
    y,
    anchor = 'start',
  }: { readonly words: string; readonly x: number; readonly y: number; readonly anchor?: 'start' | 'end' },
): void {
  writeText(element, words);
  if (words === '') return;
  put(element, 'x', x);
  put(element, 'y', y);
  put(element, 'text-anchor', anchor);
}

function drawBars(parent: SVGElement, bars: readonly ListBar[], { rowHeight, barHeight }: ListLayout): void {
  const elements = children(parent, 'rect', bars.length);
  bars.forEach((bar, index) => {
    const element = elements[index];
    if (!element) return;
    put(
      element,
      'class',
      `list-bar meaning-${bar.meaning}${bar.waiting ? ' waiting' : ''}${bar.failed ? ' failed' : ''}${bar.dimmed ? ' dimmed' : ''}`,
    );
    put(element, 'fill', bar.waiting ? `url(#wait-${bar.meaning})` : null);
    put(element, 'data-place', bar.place);
    put(element, 'x', bar.x);
    put(element, 'y', (rowHeight - barHeight) / 2);
    put(element, 'width', bar.width);
    put(element, 'height', barHeight);
  });
}

function drawLabels(parent: SVGElement, bars: readonly ListBar[], line: number): void {
  const labelled = bars.filter(({ label }) => label !== '');
  const elements = children(parent, 'text', labelled.length);
  labelled.forEach((bar, index) => {
    const element = elements[index];
    if (!element) return;
    put(element, 'class', `bar-label meaning-${bar.meaning}${bar.waiting ? ' waiting' : ''}`);
    put(element, 'x', bar.x + 5);
    put(element, 'y', line);
    writeText(element, bar.label);
  });
}

function drawLinks(parent: SVGElement | null, { links }: ListLayout): void {
  if (!parent) return;
  const elements = children(parent, 'path', links.length);
  links.forEach(({ from, to }, index) => {
    const element = elements[index];
    if (element) put(element, 'd', `M${from.x.toFixed(1)} ${from.y}v${(to.y - from.y).toFixed(1)}H${to.x.toFixed(1)}`);
  });
}

function drawGaps(parent: SVGElement | null, { gaps, height }: ListLayout): void {
  if (!parent) return;
  const elements = children(parent, 'rect', gaps.length);
  gaps.forEach(({ x, width }, index) => {
    const element = elements[index];
    if (!element) return;
    put(element, 'class', 'gap');
    put(element, 'x', x);
    put(element, 'width', width);
    put(element, 'height', height);
  });
}

/** The triangle before a row as a path; none where there is nothing to open. */
function twistOf(isOpen: boolean | undefined): string | null {
  if (isOpen === undefined) return null;
  return isOpen ? 'M5 9.5h8l-4 6z' : 'M6.5 8l6 4l-6 4z';
}
