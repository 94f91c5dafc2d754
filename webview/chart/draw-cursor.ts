import { onlySvg, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { Ruler } from '../parts/state.ts';
import type { Hover } from './pointer.ts';
import { sizes, type Waterfall } from './waterfall.ts';

/** The line under the pointer, with the time since creation and the wall clock over it. */
export function drawCursor(svg: Some<SVGElement>, chart: Waterfall, hover: Hover | undefined, speech: Speech): void {
  const group = onlySvg(svg, 'g', 'cursor').attr('aria-hidden', 'true');
  const inside = hover && hover.x >= chart.scale.left && hover.x <= chart.scale.right;
  group.attr('visibility', inside ? 'visible' : 'hidden');
  if (!inside) return;
  const time = chart.scale.invert(hover.x);
  onlySvg(group, 'line', 'hair').attr('x1', hover.x).attr('x2', hover.x).attr('y1', chart.top).attr('y2', chart.bottom);
  const anchor = hover.x > chart.width - 170 ? 'end' : 'start';
  const words = `${speech.duration(time)} · ${speech.clock(chart.origin + time)}`;
  const label = onlySvg(group, 'text', 'when')
    .attr('x', hover.x + (anchor === 'start' ? 5 : -5))
    .attr('y', sizes.cursorText)
    .attr('text-anchor', anchor);
  label.text(words);
}

/** The measured stretch, with its length. */
export function drawRuler(svg: Some<SVGElement>, chart: Waterfall, ruler: Ruler | undefined, speech: Speech): void {
  const group = onlySvg(svg, 'g', 'ruler').attr('visibility', ruler ? 'visible' : 'hidden');
  if (!ruler) return;
  const clip = (time: number): number => Math.min(Math.max(chart.scale.x(time), chart.scale.left), chart.scale.right);
  const [from = 0, to = 0] = [clip(ruler.from), clip(ruler.to)].sort((a, b) => a - b);
  onlySvg(group, 'rect', 'measured')
    .attr('x', from)
    .attr('width', to - from)
    .attr('y', chart.top)
    .attr('height', chart.bottom - chart.top);
  onlySvg(group, 'text', 'length')
    .attr('x', (from + to) / 2)
    .attr('y', chart.bottom + 6)
    .attr('text-anchor', 'middle')
    .text(speech.duration(Math.abs(ruler.to - ruler.from)));
}
