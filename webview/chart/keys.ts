import type { Ruler } from '../parts/state.ts';
import type { Bar, Waterfall } from './waterfall.ts';
import { panDomain, zoomDomain, type Domain } from '../parts/time-scale.ts';

/** What a key on the chart asks for. */
export type KeyIntent =
  | { readonly do: 'pick'; readonly id: string }
  | { readonly do: 'open'; readonly id: string }
  | { readonly do: 'focus'; readonly id: string }
  | { readonly do: 'measure'; readonly id: string }
  | { readonly do: 'show'; readonly domain: Domain | undefined }
  | { readonly do: 'leave' };

export interface KeyPress {
  readonly key: string;
  readonly shift: boolean;
}

/**
 * Arrow keys walk phases and rows, Enter opens, Space selects, + and - zoom, shift and arrows pan, 0 shows all, f goes
 * to the bar, m measures it, Escape leaves.
 */
export function keyIntent(press: KeyPress, current: string | undefined, chart: Waterfall): KeyIntent | undefined {
  const bar = chart.bars.find((candidate) => candidate.id === current) ?? chart.bars[0];
  if (!bar) return undefined;
  if (press.shift && (press.key === 'ArrowLeft' || press.key === 'ArrowRight')) {
    return { do: 'show', domain: panDomain(chart.scale.domain, press.key === 'ArrowLeft' ? -0.15 : 0.15) };
  }
  switch (press.key) {
    case 'ArrowRight':
    case 'ArrowLeft':
    case 'ArrowDown':
    case 'ArrowUp':
    case 'Home':
    case 'End':
      return { do: 'pick', id: neighbour(bar, press.key, chart).id };
    case 'Enter':
      return { do: 'open', id: bar.id };
    case ' ':
      return { do: 'pick', id: bar.id };
    case '+':
    case '=':
      return { do: 'show', domain: zoomDomain(chart.scale.domain, 1.5, middle(bar, chart)) };
    case '-':
      return { do: 'show', domain: zoomDomain(chart.scale.domain, 1 / 1.5, middle(bar, chart)) };
    case '0':
      return { do: 'show', domain: undefined };
    case 'f':
      return { do: 'focus', id: bar.id };
    case 'm':
      return { do: 'measure', id: bar.id };
    case 'Escape':
      return { do: 'leave' };
    default:
      return undefined;
  }
}

function middle(bar: Bar, { scale }: Waterfall): number {
  const x = Math.min(Math.max(bar.x + bar.width / 2, scale.left), scale.right);
  return scale.time.toDrawn(scale.invert(x));
}

function neighbour(bar: Bar, key: string, chart: Waterfall): Bar {
  const lane = chart.bars.filter((candidate) => candidate.phase.lane === bar.phase.lane);
  const index = lane.indexOf(bar);
  switch (key) {
    case 'ArrowRight':
      return lane[index + 1] ?? bar;
    case 'ArrowLeft':
      return lane[index - 1] ?? bar;
    case 'Home':
      return chart.bars[0] ?? bar;
    case 'End':
      return chart.bars.at(-1) ?? bar;
    default:
      return inNextRow(bar, key === 'ArrowDown' ? 1 : -1, chart);
  }
}

/** The bar of the next row that has any, nearest in time. */
function inNextRow(bar: Bar, step: 1 | -1, { rows, bars }: Waterfall): Bar {
  const center = bar.x + bar.width / 2;
  let index = rows.findIndex((row) => row.lane.id === bar.phase.lane) + step;
  for (; index >= 0 && index < rows.length; index += step) {
    const there = bars.filter((candidate) => candidate.phase.lane === rows[index]?.lane.id);
    if (there.length > 0) {
      return there.reduce((best, candidate) =>
        distance(candidate, center) < distance(best, center) ? candidate : best,
      );
    }
  }
  return bar;
}

const distance = (bar: Bar, x: number): number => Math.max(bar.x - x, x - bar.x - bar.width, 0);

/** Shows one phase with some air around it. */
export function focusDomain(bar: Bar, { scale, origin }: Waterfall, now: number): Domain {
  const from = scale.time.toDrawn(bar.phase.start.at - origin);
  const to = scale.time.toDrawn((bar.phase.end?.at ?? now) - origin);
  const air = Math.max((to - from) * 0.15, 1);
  return { from: from - air, to: to + air };
}

/**
 * The ruler over a bar; one that is there already grows until it covers the bar as well. In ms since the chart's zero.
 */
export function measureBar({ phase }: Bar, ruler: Ruler | undefined, { origin }: Waterfall, now: number): Ruler {
  const [from, to] = [phase.start.at - origin, (phase.end?.at ?? now) - origin];
  return ruler ? { from: Math.min(ruler.from, ruler.to, from), to: Math.max(ruler.from, ruler.to, to) } : { from, to };
}
