import type { Selection } from 'd3';
import { text } from '../../src/timeline/text.ts';
import { drawDefs } from '../chart/draw-defs.ts';
import { onlySvg, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import type { AxisTick } from '../chart/ticks.ts';
import { listAxis, rowHeight, type DrawnRow, type ListBar, type ListLayout } from './layout-list.ts';
import type { Spread } from './percentiles.ts';

export interface ListLook {
  readonly active?: string;
  readonly open: ReadonlySet<string>;
  readonly count: number;
  readonly speech: Speech;
}

/** Copies the rows in view into the SVG; a row's element is kept as long as the row is in view. */
export function drawList(svg: Some<SVGElement>, layout: ListLayout, look: ListLook): void {
  svg.attr('width', layout.width).attr('height', layout.height).attr('role', 'presentation').style('transform', `translateY(${layout.top}px)`);
  drawDefs(svg);
  const rows = onlySvg(svg, 'g', 'list-rows')
    .attr('role', 'presentation')
    .selectChildren<SVGGElement, DrawnRow>('g.list-row')
    .data(layout.rows, (drawn) => drawn.row.key)
    .join((enter) => {
      const row = enter.append('g').attr('role', 'option');
      row.append('rect').attr('class', 'ground-hit').attr('height', rowHeight);
      row.append('text').attr('aria-hidden', 'true').attr('class', 'twist').attr('y', 16);
      row.append('text').attr('class', 'title').attr('y', 16);
      row.append('text').attr('class', 'mark').attr('y', 16);
      row.append('g').attr('class', 'strip');
      row.append('text').attr('class', 'value').attr('y', 16);
      return row;
    });
  placeRows(rows, layout, look);
  drawBars(rows, layout);
}

type Rows = Selection<SVGGElement, DrawnRow, SVGElement, unknown>;

function placeRows(rows: Rows, layout: ListLayout, { active, open, count, speech }: ListLook): void {
  rows
    .attr('id', (drawn) => `row-${drawn.index}`)
    .attr('class', (drawn) => `list-row depth-${drawn.row.depth} state-${drawn.row.state}${drawn.row.key === active ? ' active' : ''}`)
    .attr('data-key', (drawn) => drawn.row.key)
    .attr('aria-selected', (drawn) => drawn.row.key === active)
    .attr('aria-posinset', (drawn) => drawn.index + 1)
    .attr('aria-setsize', count)
    .attr('transform', (drawn) => `translate(0 ${drawn.y})`);
  rows.select('.ground-hit').attr('width', layout.width);
  rows.select('.twist').attr('x', 4).text((drawn) => (!drawn.row.folds ? '' : open.has(drawn.row.uid) ? '▾' : '▸'));
  rows.select('.title').attr('x', (drawn) => 18 + drawn.row.depth * 16).text((drawn) => `${drawn.title} `);
  rows.select('.mark').attr('x', layout.scale.left - 8).attr('text-anchor', 'end').text((drawn) => markWords(drawn, speech));
  rows.select('.value').attr('x', layout.scale.right + 8).text((drawn) => drawn.value);
}

function markWords({ row }: DrawnRow, speech: Speech): string {
  if (row.mark === undefined) return '';
  return `${speech.say(row.mark === 'slowest' ? text('slowest') : text('median'))} `;
}

function drawBars(rows: Rows, { barHeight }: ListLayout): void {
  rows
    .select<SVGGElement>('.strip')
    .selectChildren<SVGRectElement, ListBar>('rect')
    .data((drawn) => drawn.bars)
    .join('rect')
    .attr('class', (bar) => `list-bar meaning-${bar.meaning}${bar.waiting ? ' waiting' : ''}${bar.failed ? ' failed' : ''}${bar.dimmed ? ' dimmed' : ''}`)
    .attr('fill', (bar) => (bar.waiting ? `url(#wait-${bar.meaning})` : null))
    .attr('x', (bar) => bar.x)
    .attr('y', (rowHeight - barHeight) / 2)
    .attr('width', (bar) => bar.width)
    .attr('height', barHeight);
}

/** The axis over the list, which does not scroll; with the percentiles of the totals when rows are aligned. */
export function drawListAxis(svg: Some<SVGElement>, layout: ListLayout, spread: Spread | undefined, speech: Speech): void {
  svg.attr('width', layout.width).attr('height', listAxis + (spread ? 18 : 0)).attr('aria-hidden', 'true');
  const ticks = onlySvg(svg, 'g', 'axis').selectChildren<SVGGElement, AxisTick>('g').data(layout.axis).join((enter) => {
    const tick = enter.append('g');
    tick.append('text').attr('text-anchor', 'middle').attr('y', 16);
    return tick;
  });
  ticks.attr('transform', (tick) => `translate(${tick.x.toFixed(1)} 0)`).select('text').text((tick) => tick.label);
  drawBand(onlySvg(svg, 'g', 'band'), layout, spread, speech);
}

function drawBand(group: Some<SVGElement>, { scale }: ListLayout, spread: Spread | undefined, speech: Speech): void {
  const clip = (time: number): number => Math.min(Math.max(scale.x(time), scale.left), scale.right);
  const marks = spread ? ([['p50', spread.p50], ['p90', spread.p90], ['p99', spread.p99]] as const) : [];
  onlySvg(group, 'rect', 'stretch').attr('y', listAxis + 2).attr('height', 12).attr('x', spread ? clip(spread.p50) : 0).attr('width', spread ? Math.max(clip(spread.p99) - clip(spread.p50), 1) : 0);
  group
    .selectChildren<SVGGElement, (typeof marks)[number]>('g')
    .data(marks)
    .join((enter) => {
      const mark = enter.append('g');
      mark.append('line').attr('y1', listAxis).attr('y2', listAxis + 16);
      mark.append('title');
      return mark;
    })
    .attr('transform', ([, value]) => `translate(${clip(value).toFixed(1)} 0)`)
    .select('title')
    .text(([name, value]) => `${name} ${speech.duration(value)}`);
  const words = marks.map(([name, value]) => `${name} ${speech.duration(value)}`).join(' · ');
  onlySvg(group, 'text', 'words').attr('x', scale.left - 8).attr('y', listAxis + 12).attr('text-anchor', 'end').text(words);
}
