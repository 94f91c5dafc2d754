import { phaseKinds } from '../../src/timeline/phase-kinds.ts';
import type { LayoutContext } from './layout-waterfall.ts';
import { errorOf, spanOf } from './span.ts';
import { sizes, type Bar, type SideLabel } from './waterfall.ts';

/** Room for the cross of a failed attempt before. */
const inset = 8;
/** A phase shorter than this share of the longest is not worth words beside the row. */
const worthWords = 0.0005;

/** Puts a label into every bar that has room for one, and the rest beside the row where that is free. */
export function labelBars(bars: readonly Bar[], context: LayoutContext): { bars: Bar[]; sideLabels: SideLabel[] } {
  const labelled = bars.map((bar) => withLabel(bar, context));
  const beside = context.rows.flatMap((row) => sideLabels(labelled.filter((bar) => bar.phase.lane === row.lane.id), context));
  return { bars: labelled, sideLabels: beside };
}

function withLabel(bar: Bar, context: LayoutContext): Bar {
  const left = Math.max(bar.x, context.scale.left);
  const room = Math.min(bar.x + bar.width, context.scale.right + 6) - left - 2 * inset;
  const label = room < 18 ? undefined : candidates(bar, context).find((text) => context.measure(text, sizes.font) <= room);
  return label === undefined ? bar : { ...bar, label: { text: label, x: left + inset } };
}

function candidates({ phase }: Bar, { speech, at }: LayoutContext): string[] {
  const name = speech.say(phaseKinds[phase.kind].name);
  const duration = speech.duration(spanOf(phase, at).ms);
  return [`${name}  ${duration}`, duration];
}

/** Beside each run of bars without a label: what they are, the longest ones if not all fit before the next bar. */
function sideLabels(bars: readonly Bar[], context: LayoutContext): SideLabel[] {
  return clusters(bars).flatMap((cluster, index, all) => {
    const x = endOf(cluster) + 10;
    const until = Math.min(all[index + 1]?.[0]?.x ?? context.scale.right, context.scale.right) - 8;
    const words = unnamed(cluster, context).find((text) => context.measure(text, sizes.font) <= until - x);
    const [first] = cluster;
    return words && first ? [{ key: first.id, x, y: first.y + 14, text: words }] : [];
  });
}

const endOf = (bars: readonly Bar[]): number => Math.max(...bars.map((bar) => bar.x + bar.width));

/** Neighbouring bars with less than a word's room between them. */
function clusters(bars: readonly Bar[]): Bar[][] {
  const groups: Bar[][] = [];
  for (const bar of bars) {
    const last = groups.at(-1);
    if (last && bar.x - endOf(last) < 40) last.push(bar);
    else groups.push([bar]);
  }
  return groups;
}

/** From all the phases of a row down to the longest one. */
function unnamed(bars: readonly Bar[], { speech, at, scale }: LayoutContext): string[] {
  const worth = (scale.domain.to - scale.domain.from) * worthWords;
  const spans = bars.filter((bar) => !bar.label && bar.phase.kind !== 'turn').map((bar) => ({ bar, span: spanOf(bar.phase, at) })).filter(({ span }) => span.ms >= worth);
  const longestFirst = [...spans].sort((a, b) => b.span.ms - a.span.ms);
  return longestFirst.map((_, index) => {
    const kept = new Set(longestFirst.slice(0, longestFirst.length - index));
    return spans
      .filter((entry) => kept.has(entry))
      .map(({ bar, span }) => {
        const error = errorOf(span);
        const doubt = error >= 5 && error > span.ms * 0.05 ? ` ±${speech.duration(error)}` : '';
        return `${speech.say(phaseKinds[bar.phase.kind].name)} ${speech.duration(span.ms)}${doubt}`;
      })
      .join(', ');
  });
}
