import type { LogSnapshot } from '../../src/shared/protocol.ts';
import { onlySvg, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import { logSteps, longestSilence, type LoggedStep } from './log-gaps.ts';
import { ellipsize, guessWidth } from './measure.ts';
import { short } from './plain.ts';
import { sizes, type Waterfall } from './waterfall.ts';

type Window = (log: LogSnapshot) => { readonly started: number; readonly ready?: number };

/** Below the row of its container: a tick for each line of the log, and words at the longest silence. */
export function drawLogTicks(svg: Some<SVGElement>, chart: Waterfall, log: LogSnapshot | undefined, window: Window, speech: Speech): void {
  const row = chart.rows.find((candidate) => candidate.lane.id === `container/${log?.container ?? ''}`);
  const group = onlySvg(svg, 'g', 'log-ticks').attr('aria-hidden', 'true').attr('visibility', row && log ? 'visible' : 'hidden');
  if (!row || log?.log.state !== 'lines') return;
  const { started, ready } = window(log);
  const steps = logSteps(log.log.lines, started, ready);
  const x = (step: LoggedStep): number => chart.scale.x(step.at - chart.origin);
  const y = row.y + sizes.eventTick + 5 + (chart.narrow ? sizes.narrowLabel : 0);
  const shown = steps.filter((step) => x(step) >= chart.scale.left && x(step) <= chart.scale.right);
  const ticks = group.selectChildren<SVGGElement, LoggedStep>('g').data(shown).join((enter) => {
    const tick = enter.append('g');
    tick.append('path').attr('d', 'M0 0v-8');
    tick.append('title');
    return tick;
  });
  ticks.attr('transform', (step) => `translate(${x(step).toFixed(1)} ${y})`).select('title').text((step) => `${speech.duration(step.at - started)} ${short(step.line, 300)}`);
  const silence = longestSilence(shown);
  const label = onlySvg(group, 'text', 'loudest').attr('y', y);
  label.attr('x', silence ? x(silence) + 5 : 0).text(silence ? ellipsize(short(silence.line, 300), chart.width - x(silence) - 12, (part) => guessWidth(part, sizes.smallFont)) : '');
}
