import type { Selection } from 'd3';
import { drawDefs } from '../chart/draw-defs.ts';
import { onlySvg, type Some } from '../dom.ts';
import { rowHeight, type DrawnRow, type Link, type ListBar, type ListLayout } from './layout-list.ts';

export interface ListLook {
  readonly active?: string;
  /** Rows that the pointed or active one waited for. */
  readonly related: ReadonlySet<string>;
  readonly count: number;
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
      row.append('path').attr('class', 'twist');
      row.append('text').attr('class', 'title').attr('y', 16);
      row.append('text').attr('class', 'mark').attr('y', 16);
      row.append('g').attr('class', 'strip');
      row.append('text').attr('class', 'note').attr('y', 16);
      row.append('text').attr('class', 'value').attr('y', 16);
      return row;
    });
  placeRows(rows, layout, look);
  drawBars(rows, layout);
  drawGaps(onlySvg(svg, 'g', 'folds'), layout);
  drawLinks(onlySvg(svg, 'g', 'links'), layout.links);
}

type Rows = Selection<SVGGElement, DrawnRow, SVGElement, unknown>;

function placeRows(rows: Rows, layout: ListLayout, { active, related, count }: ListLook): void {
  rows
    .attr('id', ({ index }) => `row-${index}`)
    .attr('class', ({ row }) => `list-row kind-${row.kind} state-${row.state}${row.key === active ? ' active' : ''}${related.has(row.key) ? ' related' : ''}`)
    .attr('data-key', ({ row }) => row.key)
    .attr('aria-selected', ({ row }) => row.key === active)
    .attr('aria-expanded', ({ row }) => row.isOpen ?? null)
    .attr('aria-posinset', ({ index }) => index + 1)
    .attr('aria-setsize', count)
    .attr('transform', ({ y }) => `translate(0 ${y})`);
  rows.select('.ground-hit').attr('width', layout.width);
  rows.select('.twist').attr('d', ({ row }) => (row.isOpen === undefined ? null : row.isOpen ? 'M5 9.5h8l-4 6z' : 'M6.5 8l6 4l-6 4z'));
  /* The spaces part the words where they are read one after another. */
  rows.select('.title').attr('x', ({ titleX }) => titleX).text(({ title }) => `${title} `);
  rows.select('.mark').attr('x', layout.scale.left - 8).attr('text-anchor', 'end').text(({ mark }) => (mark === '' ? '' : `${mark} `));
  rows.select('.note').attr('x', ({ note }) => note?.x ?? 0).attr('text-anchor', ({ note }) => note?.anchor ?? null).text(({ note }) => (note ? `${note.words} ` : ''));
  rows.select('.value').attr('x', layout.scale.right + 8).text(({ value }) => value);
}

function drawBars(rows: Rows, { barHeight }: ListLayout): void {
  rows
    .select<SVGGElement>('.strip')
    .selectChildren<SVGRectElement, ListBar>('rect')
    .data(({ bars }) => bars)
    .join('rect')
    .attr('class', (bar) => `list-bar meaning-${bar.meaning}${bar.waiting ? ' waiting' : ''}${bar.failed ? ' failed' : ''}${bar.dimmed ? ' dimmed' : ''}`)
    .attr('fill', (bar) => (bar.waiting ? `url(#wait-${bar.meaning})` : null))
    .attr('data-place', (bar) => bar.place)
    .attr('x', (bar) => bar.x)
    .attr('y', (rowHeight - barHeight) / 2)
    .attr('width', (bar) => bar.width)
    .attr('height', barHeight);
  rows
    .select<SVGGElement>('.strip')
    .selectChildren<SVGTextElement, ListBar>('text')
    .data(({ bars }) => bars.filter(({ label }) => label !== ''))
    .join('text')
    .attr('class', (bar) => `bar-label meaning-${bar.meaning}${bar.waiting ? ' waiting' : ''}`)
    .attr('aria-hidden', 'true')
    .attr('x', (bar) => bar.x + 5)
    .attr('y', 16)
    .text(({ label }) => label);
}

function drawLinks(group: Some<SVGElement>, links: readonly Link[]): void {
  group
    .attr('aria-hidden', 'true')
    .selectChildren<SVGPathElement, Link>('path')
    .data(links, (link) => link.key)
    .join('path')
    .attr('d', ({ from, to }) => `M${from.x.toFixed(1)} ${from.y}v${(to.y - from.y).toFixed(1)}H${to.x.toFixed(1)}`);
}

function drawGaps(group: Some<SVGElement>, { gaps, height }: ListLayout): void {
  group
    .attr('aria-hidden', 'true')
    .selectChildren<SVGRectElement, (typeof gaps)[number]>('rect')
    .data(gaps)
    .join('rect')
    .attr('class', 'gap')
    .attr('x', ({ x }) => x)
    .attr('width', ({ width }) => width)
    .attr('height', height);
}
