import type { EnterElement, Selection as D3Selection } from 'd3';
import type { Selection } from '../../src/shared/protocol.ts';
import { onlySvg, type Some } from '../dom.ts';
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
  const groups = onlySvg(plot, 'g', 'bars')
    .selectChildren<SVGGElement, Bar>('g.bar')
    .data(bars, (bar) => bar.id)
    .join(addBar)
    .attr('class', (bar) => barClass(bar, picked))
    .attr('aria-label', (bar) => bar.words)
    .attr('aria-pressed', (bar) => isSelected(bar, picked))
    .attr('tabindex', (bar) => (bar.id === picked.tabStop ? 0 : -1))
    .attr('data-vscode-context', (bar) => menuContext(bar, picked.podUid))
    .attr('data-phase', (bar) => bar.id);
  drawPieces(groups);
  groups.select<SVGRectElement>('rect.edge').attr('x', (bar) => bar.x).attr('y', (bar) => bar.y).attr('width', (bar) => bar.width).attr('height', sizes.bar);
  groups.select<SVGRectElement>('rect.hit').attr('x', (bar) => bar.x - hitAir(bar)).attr('y', (bar) => bar.y - 2).attr('width', (bar) => bar.width + 2 * hitAir(bar)).attr('height', sizes.bar + 4);
  groups.select<SVGTextElement>('text.label').attr('x', (bar) => bar.label?.x ?? 0).attr('y', (bar) => bar.y + 14).text((bar) => bar.label?.text ?? '');
  groups.select<SVGPathElement>('path.failure').attr('d', (bar) => (bar.phase.outcome === 'failed' ? cross(bar) : null));
}

const hitAir = (bar: Bar): number => (bar.width < 6 ? (6 - bar.width) / 2 : 0);

function addBar(enter: EnterBar) {
  const group = enter.append<SVGGElement>('g').attr('role', 'button');
  group.append('g').attr('class', 'pieces');
  group.append('rect').attr('class', 'edge').attr('rx', 2);
  group.append('text').attr('class', 'label');
  group.append('path').attr('class', 'failure');
  group.append('rect').attr('class', 'hit');
  return group;
}

type EnterBar = D3Selection<EnterElement, Bar, SVGElement, unknown>;

function drawPieces(groups: D3Selection<SVGGElement, Bar, SVGElement, unknown>): void {
  groups
    .select<SVGGElement>('g.pieces')
    .selectChildren<SVGRectElement, { piece: Piece; bar: Bar }>('rect')
    .data((bar) => bar.pieces.map((piece) => ({ piece, bar })), ({ piece }) => piece.kind)
    .join('rect')
    .attr('class', ({ piece }) => `piece ${piece.kind}`)
    .attr('fill', ({ piece, bar }) => `url(#${fill(piece, bar)})`)
    .attr('rx', ({ piece, bar }) => (piece.kind === 'body' && bar.width > 4 ? 2 : 0))
    .attr('x', ({ piece }) => piece.x)
    .attr('y', ({ piece, bar }) => bar.y + (isTail(piece) ? (sizes.bar - sizes.tail) / 2 : 0))
    .attr('width', ({ piece }) => piece.width)
    .attr('height', ({ piece }) => (isTail(piece) ? sizes.tail : sizes.bar));
}

const isTail = (piece: Piece): boolean => piece.kind.startsWith('tail');

function fill(piece: Piece, bar: Bar): string {
  if (isTail(piece)) return `${piece.kind}-${bar.meaning}`;
  if (piece.kind !== 'body') return piece.kind;
  return `${bar.waiting ? 'wait' : 'work'}-${bar.meaning}`;
}

function barClass(bar: Bar, picked: Picked): string {
  const { phase } = bar;
  const names = ['bar', `meaning-${bar.meaning}`, `kind-${phase.kind}`, `outcome-${phase.outcome}`];
  if (bar.waiting) names.push('waiting');
  if (!phase.critical) names.push('slack');
  if (bar.dimmed) names.push('dimmed');
  if (isSelected(bar, picked)) names.push('selected');
  else if (picked.related.has(bar.id)) names.push('related');
  return names.join(' ');
}

const isSelected = (bar: Bar, { selection }: Picked): boolean => selection?.kind === 'phase' && selection.id === bar.id;

const menuContext = (bar: Bar, podUid: string): string =>
  JSON.stringify({ webviewSection: 'phase', podUid, phaseId: bar.id, hasYaml: bar.phase.yaml.length > 0, hasEvents: bar.phase.events.length > 0, preventDefaultContextMenuItems: true });

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
    .attr('class', (label) => (label.tone ? `end tone-${label.tone}` : null))
    .attr('x', (label) => label.x)
    .attr('y', (label) => label.y)
    .text((label) => label.text);
}

/** Draws the events as dots under their rows; a warning has corners. */
export function drawEventTicks(plot: Some<SVGElement>, ticks: readonly EventTick[], picked: Picked): void {
  const isPicked = (tick: EventTick): boolean => picked.related.has(tick.uid) || (picked.selection?.kind === 'event' && picked.selection.uid === tick.uid);
  onlySvg(plot, 'g', 'event-ticks')
    .attr('aria-hidden', 'true')
    .selectChildren<SVGPathElement, EventTick>('path')
    .data(ticks, (tick) => tick.uid)
    .join('path')
    .attr('data-event', (tick) => tick.uid)
    .attr('class', (tick) => `event-tick ${tick.warning ? 'warning' : 'normal'}${isPicked(tick) ? ' selected' : ''}`)
    .attr('d', (tick) => (tick.warning ? 'M0 -4L4 3.4H-4Z' : 'M0 -2.6A2.6 2.6 0 1 1 0 2.6A2.6 2.6 0 1 1 0 -2.6Z'))
    .attr('transform', (tick) => `translate(${tick.x.toFixed(1)} ${tick.y})`);
}
