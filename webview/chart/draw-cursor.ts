import { phaseKinds } from '../../src/timeline/phase-kinds.ts';
import { text } from '../../src/timeline/text.ts';
import { epochMs } from '../../src/timeline/units.ts';
import { only, onlySvg, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import type { Ruler } from '../state.ts';
import { plain, short } from './plain.ts';
import type { Hover } from './pointer.ts';
import { errorOf, spanOf } from './span.ts';
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
  const label = onlySvg(group, 'text', 'when').attr('x', hover.x + (anchor === 'start' ? 5 : -5)).attr('y', sizes.cursorText).attr('text-anchor', anchor);
  label.text(words);
}

/** The measured stretch, with its length. */
export function drawRuler(svg: Some<SVGElement>, chart: Waterfall, ruler: Ruler | undefined, speech: Speech): void {
  const group = onlySvg(svg, 'g', 'ruler').attr('visibility', ruler ? 'visible' : 'hidden');
  if (!ruler) return;
  const clip = (time: number): number => Math.min(Math.max(chart.scale.x(time), chart.scale.left), chart.scale.right);
  const [from = 0, to = 0] = [clip(ruler.from), clip(ruler.to)].sort((a, b) => a - b);
  onlySvg(group, 'rect', 'measured').attr('x', from).attr('width', to - from).attr('y', chart.top).attr('height', chart.bottom - chart.top);
  onlySvg(group, 'text', 'length').attr('x', (from + to) / 2).attr('y', chart.bottom + 6).attr('text-anchor', 'middle').text(speech.duration(Math.abs(ruler.to - ruler.from)));
}

/** What the bar under the pointer is, in a box beside it. */
export function drawTooltip(parent: Some<HTMLElement>, chart: Waterfall, hover: Hover | undefined, now: number, speech: Speech): void {
  const box = only(parent, 'div', 'tooltip').attr('aria-hidden', 'true');
  const bar = hover && chart.bars.find((candidate) => candidate.id === hover.phaseId);
  box.classed('shown', bar !== undefined);
  if (!bar) return;
  const { phase } = bar;
  const span = spanOf(phase, epochMs(now));
  only(box, 'strong', 'what').text(speech.say(phaseKinds[phase.kind].name) + (phase.attempt > 1 ? ` (${speech.say(text('attempt {attempt}', { attempt: phase.attempt }))})` : ''));
  only(box, 'span', 'took').text(`${speech.duration(span.ms)}${errorOf(span) >= 0.5 ? ` ±${speech.duration(errorOf(span))}` : ''}`);
  const end = phase.end ? speech.duration(phase.end.at - chart.origin) : speech.say(text('still running'));
  only(box, 'span', 'when').text(`${speech.duration(phase.start.at - chart.origin)} – ${end} · ${speech.clock(phase.start.at)}`);
  only(box, 'span', 'message').text(phase.message === undefined ? '' : plain(short(phase.message, 240)));
  const left = Math.min(Math.max(hover.x + 12, 0), Math.max(chart.width - 300, 0));
  box.style('left', `${left}px`).style('top', `${bar.y + 30}px`);
}
