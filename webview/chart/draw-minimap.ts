import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { only, onlySvg, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { Grip, Minimap } from './layout-minimap.ts';
import type { TimeScale } from '../parts/time-scale.ts';

const names: Readonly<Record<Grip, Text>> = {
  window: text('Stretch in view'),
  from: text('Start of the stretch in view'),
  to: text('End of the stretch in view'),
};

/** Draws the overview below the chart; hides it when there is none. */
export function drawMinimap(
  parent: Some<HTMLElement>,
  map: Minimap | undefined,
  scale: TimeScale,
  speech: Speech,
): void {
  const holder = only(parent, 'div', 'overview').attr('hidden', map ? null : '');
  if (!map) return;
  const svg = holder
    .selectChild<SVGElement>('svg')
    .attr('width', map.width)
    .attr('height', map.height)
    .attr('role', 'group')
    .attr('aria-label', speech.say(text('Overview')));
  onlySvg(svg, 'rect', 'ground-all')
    .attr('x', map.left)
    .attr('width', map.right - map.left)
    .attr('height', map.height);
  onlySvg(svg, 'g', 'small-bars')
    .attr('aria-hidden', 'true')
    .selectChildren<SVGRectElement, Minimap['bars'][number]>('rect')
    .data(map.bars, (bar) => bar.id)
    .join('rect')
    .attr('class', (bar) => `small meaning-${bar.meaning}`)
    .attr('x', (bar) => bar.x)
    .attr('y', (bar) => bar.y)
    .attr('width', (bar) => bar.width)
    .attr('height', (bar) => bar.height);
  drawWindow(svg, map, scale, speech);
}

function drawWindow(
  svg: Some<SVGElement>,
  { window, left, right, height }: Minimap,
  scale: TimeScale,
  speech: Speech,
): void {
  const shades = [
    [left, window.from],
    [window.to, right],
  ] as const;
  shades.forEach(([from, to], index) =>
    onlySvg(svg, 'rect', `shade-${index}`)
      .classed('shade', true)
      .attr('x', from)
      .attr('width', Math.max(to - from, 0))
      .attr('height', height),
  );
  const grips = {
    window: [window.from, window.to],
    from: [window.from - 4, window.from + 4],
    to: [window.to - 4, window.to + 4],
  } as const;
  for (const grip of ['window', 'from', 'to'] as const) {
    const [from, to] = grips[grip];
    onlySvg(svg, 'rect', `grip-${grip}`)
      .classed('grip', true)
      .attr('data-grip', grip)
      .attr('x', from)
      .attr('width', to - from)
      .attr('height', height)
      .attr('rx', 2);
    describe(svg.selectChild<SVGElement>(`.grip-${grip}`), grip, scale, speech);
  }
}

/** A slider for assistive technology: which part of the whole is in view. */
function describe(element: Some<SVGElement>, grip: Grip, { time, domain, full }: TimeScale, speech: Speech): void {
  const [from, to] = [time.toReal(domain.from), time.toReal(domain.to)];
  const range = speech.say(text('{from} to {to}', { from: { ms: from }, to: { ms: to } }));
  element
    .attr('role', 'slider')
    .attr('tabindex', 0)
    .attr('aria-label', speech.say(names[grip]))
    .attr('aria-valuemin', Math.round(time.toReal(full.from)))
    .attr('aria-valuemax', Math.round(Math.max(time.toReal(full.to), to)))
    .attr('aria-valuenow', Math.round(grip === 'to' ? to : from))
    .attr('aria-valuetext', grip === 'window' ? range : speech.duration(grip === 'to' ? to : from));
}
