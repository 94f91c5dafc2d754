import type { Selection } from '../../src/shared/protocol.ts';
import { onlySvg, sketch, write, writeText, type Some } from '../parts/dom.ts';
import { sizes, type Bar, type EventTick, type Piece, type SideLabel } from './waterfall.ts';

export interface Picked {
  readonly podUid: string;
  readonly selection?: Selection;
  /** Phases and events that belong to what is selected. */
  readonly related: ReadonlySet<string>;
  /** The bar that Tab goes to. */
  readonly tabStop?: string;
}

/** Draws the bars; one that is there already keeps its element, so focus and selection survive a new snapshot. */
export function drawBars(plot: Some<SVGElement>, bars: readonly Bar[], picked: Picked): void {
  const place = onlySvg(plot, 'g', 'bars');
  const node = place.node();
  if (!node) return;
  place
    .selectChildren<SVGGElement, Bar>('g.bar')
    .data(bars, (bar) => bar.id)
    .join((enter) => enter.append(() => newBar(node) as SVGGElement))
    .each(function (bar) {
      drawBar(this, bar, picked);
    });
}

/** The elements of a bar, looked for once. */
interface BarParts {
  readonly pieces: Element;
  readonly edge: Element;
  readonly label: Element;
  readonly failure: Element;
  readonly failedTries: Element;
  readonly passedTries: Element;
  readonly hit: Element;
}

const partsOf = new WeakMap<Element, BarParts>();

/** Bars are many: a copy costs less than to make each anew. */
let blank: Element | undefined;

function newBar(place: Element): Element {
  blank ??= sketch(place, 'g', [
    ['g', 'pieces'],
    ['rect', 'edge'],
    ['text', 'label'],
    ['path', 'failure'],
    ['path', 'tries failed'],
    ['path', 'tries passed'],
    ['rect', 'hit'],
  ]);
  const group = blank.cloneNode(true) as Element;
  const [pieces, edge, label, failure, failedTries, passedTries, hit] = group.children;
  if (pieces && edge && label && failure && failedTries && passedTries && hit) {
    partsOf.set(group, { pieces, edge, label, failure, failedTries, passedTries, hit });
  }
  group.setAttribute('role', 'button');
  return group;
}

function drawBar(group: SVGGElement, bar: Bar, picked: Picked): void {
  write(group, 'class', barClass(bar, picked));
  write(group, 'aria-label', bar.words);
  write(group, 'aria-pressed', String(isSelected(bar, picked)));
  write(group, 'tabindex', bar.id === picked.tabStop ? 0 : -1);
  write(group, 'data-vscode-context', menuContext(bar, picked.podUid));
  write(group, 'data-phase', bar.id);
  const parts = partsOf.get(group);
  if (!parts) return;
  drawPieces(parts.pieces, bar);
  place(parts.edge, bar.x, bar.y, bar.width, sizes.bar);
  write(parts.edge, 'rx', 2);
  const air = bar.width < 6 ? (6 - bar.width) / 2 : 0;
  place(parts.hit, bar.x - air, bar.y - 2, bar.width + 2 * air, sizes.bar + 8);
  write(parts.label, 'x', bar.label?.x ?? 0);
  write(parts.label, 'y', bar.y + 14);
  writeText(parts.label, bar.label?.text ?? '');
  write(parts.failure, 'd', bar.phase.outcome === 'failed' ? cross(bar) : null);
  write(parts.failedTries, 'd', triesOf(bar, false));
  write(parts.passedTries, 'd', triesOf(bar, true));
}

/** The tries of its probe, below the bar: crosses and ticks. */
function triesOf({ tries, y }: Bar, passed: boolean): string | null {
  const sign = passed ? 'm-3 0l2 2.5l4 -5' : 'm-2.5 -2.5l5 5m0 -5l-5 5';
  return (
    tries
      .filter((one) => one.passed === passed)
      .map(({ x }) => `M${x.toFixed(1)} ${y + sizes.tries}${sign}`)
      .join('') || null
  );
}

function place(rect: Element, x: number, y: number, width: number, height: number): void {
  write(rect, 'x', x);
  write(rect, 'y', y);
  write(rect, 'width', width);
  write(rect, 'height', height);
}

/** One rectangle a piece, always in the same order. */
function drawPieces(holder: Element, bar: Bar): void {
  while (holder.childElementCount > bar.pieces.length) holder.lastElementChild?.remove();
  for (let missing = bar.pieces.length - holder.childElementCount; missing > 0; missing -= 1) {
    holder.appendChild(sketch(holder, 'rect', []));
  }
  bar.pieces.forEach((piece, index) => {
    const rect = holder.children[index];
    if (!rect) return;
    const height = heights[piece.kind] ?? sizes.bar;
    write(rect, 'class', `piece ${piece.kind}`);
    write(rect, 'fill', fill(piece, bar));
    write(rect, 'rx', piece.kind === 'body' && bar.width > 4 ? 2 : 0);
    place(rect, piece.x, bar.y + (sizes.bar - height) / 2, piece.width, height);
  });
}

const heights: Readonly<Partial<Record<Piece['kind'], number>>> = { whisker: sizes.whisker, cap: sizes.cap };

/** Absent for what the style sheet fills. */
function fill({ kind }: Piece, bar: Bar): string | null {
  if (heights[kind] !== undefined) return null;
  if (kind === 'veil-in' || kind === 'veil-out') return `url(#${kind})`;
  return `url(#${bar.waiting || kind === 'held' ? 'wait' : 'work'}-${bar.meaning})`;
}

function barClass(bar: Bar, picked: Picked): string {
  const { phase } = bar;
  const names = ['bar', `meaning-${bar.meaning}`, `kind-${phase.kind}`, `outcome-${phase.outcome}`];
  if (bar.waiting || bar.pieces.some(({ kind }) => kind === 'held')) names.push('waiting');
  if (!phase.critical) names.push('slack');
  if (bar.dimmed) names.push('dimmed');
  if (isSelected(bar, picked)) names.push('selected');
  else if (picked.related.has(bar.id)) names.push('related');
  return names.join(' ');
}

const isSelected = (bar: Bar, { selection }: Picked): boolean => selection?.kind === 'phase' && selection.id === bar.id;

const menuContext = (bar: Bar, podUid: string): string =>
  JSON.stringify({
    webviewSection: 'phase',
    podUid,
    phaseId: bar.id,
    hasYaml: bar.phase.yaml.length > 0,
    hasEvents: bar.phase.events.length > 0,
    preventDefaultContextMenuItems: true,
  });

/** An x at the end of a failed attempt: failed is told apart by its form, not by its colour. */
function cross(bar: Bar): string {
  const x = bar.x + bar.width;
  const y = bar.y + sizes.bar / 2;
  return `M${x - 4} ${y - 4}l8 8M${x - 4} ${y + 4}l8 -8`;
}

/** Draws words beside rows: what bars are that are too small for their own, or how a row ended. */
export function drawSideLabels(group: Some<SVGElement>, labels: readonly SideLabel[]): void {
  group
    .selectChildren<SVGTextElement, SideLabel>('text')
    .data(labels, (label) => label.key)
    .join('text')
    .each(function (label) {
      write(this, 'class', label.tone ? `end tone-${label.tone}` : null);
      write(this, 'x', label.x);
      write(this, 'y', label.y);
      writeText(this, label.text);
    });
}

/** Draws the events as dots under their rows; a warning has corners. */
export function drawEventTicks(plot: Some<SVGElement>, ticks: readonly EventTick[], picked: Picked): void {
  const isPicked = (tick: EventTick): boolean =>
    picked.related.has(tick.uid) || (picked.selection?.kind === 'event' && picked.selection.uid === tick.uid);
  onlySvg(plot, 'g', 'event-ticks')
    .attr('aria-hidden', 'true')
    .selectChildren<SVGPathElement, EventTick>('path')
    .data(ticks, (tick) => tick.uid)
    .join('path')
    .each(function (tick) {
      write(this, 'data-event', tick.uid);
      write(this, 'class', `event-tick ${tick.warning ? 'warning' : 'normal'}${isPicked(tick) ? ' selected' : ''}`);
      write(this, 'd', tick.warning ? 'M0 -4L4 3.4H-4Z' : 'M0 -2.6A2.6 2.6 0 1 1 0 2.6A2.6 2.6 0 1 1 0 -2.6Z');
      write(this, 'transform', `translate(${tick.x.toFixed(1)} ${tick.y})`);
    });
}
