import { phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { EventRow, Instant, Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { plain, short } from '../parts/plain.ts';
import type { Hover } from './pointer.ts';
import { exitWords, heldWords } from './phase-words.ts';
import { spanWords } from '../parts/span-words.ts';
import { spanOf } from '../parts/span.ts';
import type { Bar, Waterfall } from './waterfall.ts';

export interface TooltipInput {
  readonly chart: Waterfall;
  readonly hover: Hover | undefined;
  readonly timeline: Timeline;
  readonly now: number;
  readonly speech: Speech;
}

interface Tip {
  readonly what: string;
  readonly took: string;
  readonly when: string;
  readonly why: string;
  readonly message: string;
  /** Its upper edge is to stay free. */
  readonly below: number;
}

/** What the bar or the event under the pointer is, in a box beside it. */
export function drawTooltip(parent: Some<HTMLElement>, input: TooltipInput): void {
  const { chart, hover } = input;
  const tip = hover && tipOf(input, hover);
  const box = only(parent, 'div', 'tooltip')
    .attr('aria-hidden', 'true')
    .classed('shown', tip !== undefined);
  if (!hover || !tip) return;
  only(box, 'strong', 'what').text(tip.what);
  for (const line of ['took', 'when', 'why', 'message'] as const) only(box, 'span', line).text(tip[line]);
  const left = Math.min(Math.max(hover.x + 12, 0), Math.max(chart.width - 320, 0));
  box.style('left', `${left}px`).style('top', `${tip.below}px`);
}

function tipOf(input: TooltipInput, hover: Hover): Tip | undefined {
  const bar = input.chart.bars.find((candidate) => candidate.id === hover.phaseId);
  if (bar) return phaseTip(bar, input, triesAt(bar, hover.x));
  const tick = input.chart.events.find((candidate) => candidate.uid === hover.eventUid);
  const event = tick && input.timeline.events.find((candidate) => candidate.uid === tick.uid);
  return event && eventTip(event, tick.y + 10, input);
}

/** What came of the tries of its probe next to the pointer. */
const triesAt = ({ tries }: Bar, x: number): string[] =>
  tries.filter((one) => Math.abs(one.x - x) <= 6).map(({ words }) => words);

function phaseTip({ phase, y }: Bar, { chart, now, speech }: TooltipInput, tries: readonly string[]): Tip {
  const held = heldWords(phase, chart);
  const end = phase.end ? speech.duration(phase.end.at - chart.origin) : speech.say(text('still running'));
  return {
    what:
      speech.say(phaseName(phase)) +
      (phase.attempt > 1 ? ` (${speech.say(text('attempt {attempt}', { attempt: phase.attempt }))})` : ''),
    took: spanWords(spanOf(phase, epochMs(now)), speech),
    when: `${speech.duration(phase.start.at - chart.origin)} – ${end} · ${speech.clock(phase.start.at)}`,
    why: whyWords(phase, speech),
    message: [
      ...tries,
      ...(held ? [speech.say(held)] : []),
      ...(phase.message === undefined ? [] : [plain(short(phase.message, 240))]),
    ].join(' · '),
    below: y + 34,
  };
}

/** Whether readiness waited, and how far the edges may lie from where they are drawn. */
function whyWords(phase: Phase, speech: Speech): string {
  const width = ({ latest, earliest }: Instant): number => latest - earliest;
  const unsure = Math.max(width(phase.start), phase.end ? width(phase.end) : 0);
  return [
    ...(phase.critical ? [speech.say(text('readiness waited for it'))] : []),
    ...(phase.outcome === 'failed' ? [speech.say(text('failed'))] : []),
    ...(phase.exit ? [speech.say(exitWords(phase.exit))] : []),
    ...(phase.outcome === 'abandoned' ? [speech.say(text('abandoned'))] : []),
    ...(unsure >= 5 ? [speech.say(text('edges known to {width}', { width: { ms: unsure } }))] : []),
  ].join(' · ');
}

function eventTip(event: EventRow, below: number, { chart, speech }: TooltipInput): Tip {
  return {
    what: `${short(event.reason, 60)}${event.count > 1 ? ` ×${event.count}` : ''}`,
    took: '',
    when: `${speech.duration(event.at.at - chart.origin)} · ${speech.clock(event.at.at)}`,
    why: event.container === undefined ? '' : short(event.container, 60),
    message: short(event.message, 240),
    below,
  };
}
