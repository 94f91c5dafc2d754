import { drawIfNew, onlySvg, write, type Some } from '../parts/dom.ts';
import { drawBars, drawEventTicks, drawSideLabels, type Picked } from './draw-bars.ts';
import { drawCpu } from './draw-cpu.ts';
import { drawDefs } from './draw-defs.ts';
import { drawGhosts } from './draw-ghosts.ts';
import type { AxisTick } from '../parts/ticks.ts';
import {
  sizes,
  type AxisNote,
  type Flag,
  type FoldMark,
  type Row,
  type SideLabel,
  type Waterfall,
} from './waterfall.ts';

/** Copies the numbers into the SVG. Elements are kept from one drawing to the next. */
export function drawWaterfall(svg: Some<SVGElement>, chart: Waterfall, picked: Picked, label: string): void {
  const { width, height, top, bottom, repeated, axis, notes, folds, rows, narrow, scale } = chart;
  drawIfNew(svg, [width, height, scale.left, scale.right, label], () => drawSheet(svg, chart, label));
  drawIfNew(onlySvg(svg, 'g', 'axis'), [axis, top, bottom, repeated], (group) => drawAxis(group, chart));
  drawIfNew(onlySvg(svg, 'g', 'notes'), notes, (group) => drawNotes(group, notes));
  drawIfNew(onlySvg(svg, 'g', 'folds'), [folds, top, bottom], (group) => drawFolds(group, chart));
  const plot = onlySvg(svg, 'g', 'plot').attr('clip-path', 'url(#plot-area)');
  drawBars(plot, chart.bars, picked);
  drawLabels(
    onlySvg(plot, 'g', 'side-labels'),
    chart.sideLabels.filter(({ tone }) => !tone),
  );
  onlySvg(plot, 'path', 'critical').each(function () {
    write(this, 'd', chart.critical || null);
  });
  drawGhosts(plot, chart.ghosts);
  drawEventTicks(plot, chart.events, picked);
  /* Over the bars: in a narrow chart the names stand where the line goes. */
  drawIfNew(onlySvg(svg, 'g', 'rows'), [rows, narrow], (group) => drawRows(group, chart));
  drawIfNew(onlySvg(svg, 'g', 'cpu-bands'), chart.cpu, (group) => drawCpu(group, chart.cpu));
  drawLabels(
    onlySvg(svg, 'g', 'row-ends'),
    chart.sideLabels.filter(({ tone }) => tone),
  );
  drawIfNew(onlySvg(svg, 'g', 'flags'), [chart.flags, top, bottom], (group) => drawFlags(group, chart));
}

const drawLabels = (group: Some<SVGElement>, labels: readonly SideLabel[]): void =>
  drawIfNew(group, labels, () => drawSideLabels(group, labels));

/** The size of the drawing, its fills, and the part of it in which bars are seen. */
function drawSheet(svg: Some<SVGElement>, chart: Waterfall, label: string): void {
  svg
    .attr('width', chart.width)
    .attr('height', chart.height)
    .attr('viewBox', `0 0 ${chart.width} ${chart.height}`)
    .attr('role', 'group')
    .attr('aria-label', label);
  drawDefs(svg);
  drawClip(svg, chart);
}

function drawClip(svg: Some<SVGElement>, { scale, height }: Waterfall): void {
  const rect = onlySvg(onlySvg(svg, 'clipPath', 'plot-clip').attr('id', 'plot-area'), 'rect', 'area');
  rect
    .attr('x', scale.left - 5)
    .attr('y', 0)
    .attr('width', scale.right - scale.left + 10)
    .attr('height', height);
}

function drawAxis(group: Some<SVGElement>, { axis, top, bottom, repeated }: Waterfall): void {
  const ticks = group
    .attr('aria-hidden', 'true')
    .selectChildren<SVGGElement, AxisTick>('g')
    .data(axis)
    .join((enter) => {
      const tick = enter.append('g');
      tick.append('line');
      tick.append('text').attr('class', 'time').attr('text-anchor', 'middle').attr('y', sizes.axisText);
      tick.append('text').attr('class', 'time-below').attr('text-anchor', 'middle');
      return tick;
    })
    .attr('transform', (tick) => `translate(${tick.x.toFixed(1)} 0)`);
  ticks.select('line').attr('y1', top).attr('y2', bottom);
  ticks.select('.time').text((tick) => tick.label);
  ticks
    .select('.time-below')
    .attr('y', bottom + sizes.smallFont + 4)
    .text((tick) => (repeated ? tick.label : ''));
}

function drawNotes(group: Some<SVGElement>, notes: readonly AxisNote[]): void {
  const marks = group
    .attr('aria-hidden', 'true')
    .selectChildren<SVGTextElement, AxisNote>('text')
    .data(notes, (note) => note.kind)
    .join('text')
    .attr('class', (note) => `note-${note.kind}`)
    .attr('text-anchor', (note) => note.anchor)
    .attr('x', (note) => note.x)
    .attr('y', sizes.cursorText)
    .text((note) => note.label);
  marks.append('title').text((note) => note.words);
}

function drawFolds(group: Some<SVGElement>, { folds, top, bottom }: Waterfall): void {
  const marks = group
    .selectChildren<SVGGElement, FoldMark>('g')
    .data(folds)
    .join((enter) => {
      const mark = enter.append('g');
      mark.append('title');
      mark.append('rect');
      mark.append('path');
      mark.append('text').attr('text-anchor', 'middle');
      return mark;
    })
    .attr('transform', (fold) => `translate(${fold.x.toFixed(1)} 0)`);
  marks.select('title').text((fold) => fold.words);
  marks
    .select('rect')
    .attr('width', (fold) => fold.width)
    .attr('y', top)
    .attr('height', bottom - top);
  marks.select('path').attr('d', (fold) => `${zigzag(0, top, bottom)}${zigzag(fold.width, top, bottom)}`);
  marks
    .select('text')
    .attr('x', (fold) => fold.width / 2)
    .attr('y', sizes.axisText)
    .text((fold) => fold.label);
}

/** The torn edge of a broken axis. */
function zigzag(x: number, top: number, bottom: number): string {
  let path = `M${x} ${top}`;
  for (let y = top; y < bottom; y += 8) path += 'l3 4l-3 4';
  return path;
}

function drawRows(group: Some<SVGElement>, chart: Waterfall): void {
  const rows = group
    .selectChildren<SVGGElement, Row>('g')
    .data(chart.rows, (row) => row.lane.id)
    .join((enter) => {
      const row = enter.append('g');
      row.append('title');
      row.append('text').attr('class', 'row-title');
      row.append('text').attr('class', 'row-subtitle');
      return row;
    })
    .attr('transform', (row) => `translate(2 ${row.y})`);
  rows.select('title').text((row) => row.fullTitle);
  rows
    .select('.row-title')
    .attr('y', chart.narrow ? 11 : 15)
    .text((row) => row.title);
  rows
    .select('.row-subtitle')
    .attr('x', (row) => row.subtitleX)
    .attr('y', chart.narrow ? 11 : 30)
    .text((row) => row.subtitle);
}

function drawFlags(group: Some<SVGElement>, { flags, top, bottom }: Waterfall): void {
  const marks = group
    .attr('aria-hidden', 'true')
    .selectChildren<SVGGElement, Flag>('g')
    .data(flags, (flag) => flag.kind)
    .join((enter) => {
      const mark = enter.append('g');
      mark.append('line');
      mark.append('text');
      return mark;
    })
    .attr('class', (flag) => `flag flag-${flag.kind}`)
    .attr('transform', (flag) => `translate(${flag.x.toFixed(1)} 0)`);
  marks.select('line').attr('y1', top).attr('y2', bottom);
  marks
    .select('text')
    .attr('x', (flag) => (flag.anchor === 'start' ? 5 : -5))
    .attr('y', (flag) => bottom - 4 - flag.level * sizes.smallFont * 1.3)
    .attr('text-anchor', (flag) => flag.anchor)
    .text((flag) => flag.label);
}
