import { availabilityOf, type AvailabilityStep } from '../../src/engine/timeline/many/availability.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import type { Spread } from '../../src/engine/timeline/many/statistics.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { ellipsize, type Measure } from '../parts/measure.ts';
import type { AxisTick } from '../parts/ticks.ts';
import { onlySvg, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { extentOf } from './list-scale.ts';
import type { ListLayout } from './layout-list.ts';
import type { ListRow } from './rows.ts';

const axisHeight = 26;
const spreadHeight = 18;
const stepsHeight = 40;

/** What lies between the axis and the list: how the totals are spread, or how many pods were ready when. */
export type AxisBand =
  | { readonly kind: 'spread'; readonly spread: Spread }
  | { readonly kind: 'availability'; readonly pods: readonly PodRow[] };

export interface AxisInput {
  readonly layout: ListLayout;
  readonly rows: readonly ListRow[];
  readonly now: number;
  readonly band?: AxisBand;
  /** What 0 s is, in words as they get shorter. */
  readonly zero: readonly Text[];
  readonly speech: Speech;
  readonly measure: Measure;
}

const bandHeights = { spread: spreadHeight, availability: stepsHeight };

/** The axis over the list, which does not scroll. */
export function drawListAxis(svg: Some<SVGElement>, input: AxisInput): void {
  const { layout, band, zero, speech, measure } = input;
  const height = axisHeight + (band ? bandHeights[band.kind] : 0);
  svg.attr('width', layout.width).attr('height', height).attr('aria-hidden', 'true');
  const ticks = onlySvg(svg, 'g', 'axis')
    .selectChildren<SVGGElement, AxisTick>('g')
    .data(layout.axis)
    .join((enter) => {
      const tick = enter.append('g');
      tick.append('text').attr('text-anchor', 'middle').attr('y', 16);
      return tick;
    });
  ticks
    .attr('transform', (tick) => `translate(${tick.x.toFixed(1)} 0)`)
    .select('text')
    .text((tick) => tick.label);
  onlySvg(svg, 'g', 'gap-words')
    .selectChildren<SVGTextElement, ListLayout['gaps'][number]>('text')
    .data(layout.gaps)
    .join('text')
    .attr('text-anchor', 'middle')
    .attr('y', 16)
    .attr('x', ({ x, width }) => x + width / 2)
    .text(({ words }) => `⋯ ${words} ⋯`);
  const words = zero.map(speech.say).find((each) => measure(each, 11) < layout.scale.left - 26) ?? '';
  onlySvg(svg, 'text', 'zero')
    .attr('text-anchor', 'end')
    .attr('x', layout.scale.left - 20)
    .attr('y', 16)
    .text(words);
  drawSpread(onlySvg(svg, 'g', 'band'), band?.kind === 'spread' ? band.spread : undefined, input);
  drawSteps(onlySvg(svg, 'g', 'steps'), band?.kind === 'availability' ? band.pods : undefined, input);
}

function drawSpread(
  group: Some<SVGElement>,
  spread: Spread | undefined,
  { layout: { scale }, speech, measure }: AxisInput,
): void {
  group.attr('display', spread ? null : 'none');
  if (!spread) return;
  const clip = (time: number): number => Math.min(Math.max(scale.x(time), scale.left), scale.right);
  const [from, to] = [clip(spread.shortest), clip(spread.longest)];
  onlySvg(group, 'rect', 'stretch')
    .attr('y', axisHeight + 2)
    .attr('height', 12)
    .attr('x', from)
    .attr('width', Math.max(to - from, 1));
  const marks = [
    spread.p50,
    ...(spread.p90 === undefined ? [] : [spread.p90]),
    ...(spread.p99 === undefined ? [] : [spread.p99]),
  ];
  group
    .selectChildren<SVGPathElement, number>('path')
    .data(marks)
    .join('path')
    .attr('class', (_, index) => (index === 0 ? 'median' : 'percentile'))
    .attr('d', (value) => `M${clip(value).toFixed(1)} ${axisHeight}v16`);
  drawWords(group, spreadWords(spread, speech), axisHeight + 12, scale.left, measure);
}

/** Few pods have no percentiles. */
function spreadWords({ shortest, p50, p90, p99, longest }: Spread, speech: Speech): string {
  const [least, median, most] = [shortest, p50, longest].map((ms) => ({ ms }));
  if (p90 === undefined || !least || !median || !most) {
    return speech.say(
      text('{least} · median {median} · {most}', {
        least: { ms: shortest },
        median: { ms: p50 },
        most: { ms: longest },
      }),
    );
  }
  return [
    speech.say(text('median {median}', { median })),
    `p90 ${speech.duration(p90)}`,
    ...(p99 === undefined ? [] : [`p99 ${speech.duration(p99)}`]),
  ].join(' · ');
}

function drawWords(group: Some<SVGElement>, words: string, y: number, left: number, measure: Measure): void {
  const fits = ellipsize(words, left - 12, (part) => measure(part, 11));
  onlySvg(group, 'text', 'words')
    .attr('x', left - 8)
    .attr('y', y)
    .attr('text-anchor', 'end')
    .text(fits);
}

const known = new WeakMap<readonly PodRow[], readonly AvailabilityStep[]>();

/** Counted once for the pods of a snapshot. */
function stepsOf(pods: readonly PodRow[]): readonly AvailabilityStep[] {
  const steps = known.get(pods) ?? availabilityOf(pods);
  known.set(pods, steps);
  return steps;
}

function drawSteps(
  group: Some<SVGElement>,
  pods: readonly PodRow[] | undefined,
  { layout: { scale }, rows, now, speech, measure }: AxisInput,
): void {
  group.attr('display', pods ? null : 'none');
  if (!pods) return;
  const steps = stepsOf(pods);
  const most = Math.max(1, ...steps.map((step) => step.pods));
  const zero = extentOf(rows).first;
  const [top, bottom] = [axisHeight + 4, axisHeight + stepsHeight - 4];
  const x = (at: number): number => Math.min(Math.max(scale.x(at - zero), scale.left), scale.right);
  /* One step a pixel: of those on the same one the last is what stays. */
  const shown = steps.filter(
    (step, index) => Math.round(x(step.at)) !== Math.round(x(steps[index + 1]?.at ?? Infinity)),
  );
  const path = (value: (step: AvailabilityStep) => number): string => {
    const y = (step: AvailabilityStep): string => (bottom - (value(step) / most) * (bottom - top)).toFixed(1);
    return `M${scale.left} ${bottom}${shown.map((step) => `H${x(step.at).toFixed(1)}V${y(step)}`).join('')}H${x(Math.max(now, steps.at(-1)?.at ?? 0)).toFixed(1)}`;
  };
  onlySvg(group, 'path', 'ready-area').attr('d', `${path((step) => step.ready)}V${bottom}Z`);
  onlySvg(group, 'path', 'ready-line').attr(
    'd',
    path((step) => step.ready),
  );
  onlySvg(group, 'path', 'pods-line').attr(
    'd',
    path((step) => step.pods),
  );
  drawWords(group, speech.say(text('ready, of up to {most} pods', { most })), axisHeight + 24, scale.left, measure);
}
