import { phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Instant, Phase, Span } from '../../src/engine/timeline/model/timeline.ts';
import { laneEnd } from './layout-ends.ts';
import { exitWords, heldWords } from './phase-words.ts';
import { roughSpanWords } from '../parts/span-words.ts';
import { spanBetween, spanOf } from '../parts/span.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type Bar, type Row, type SideLabel } from './waterfall.ts';

/** Room for the cross of a failed attempt before; after the words a little air is enough. */
const inset = 8;
const air = 3;
/** A phase shorter than this share of what is shown is not worth words beside the row, nor a colour in the legend. */
export const worthWords = 0.0005;
/** An error below this share of what is shown cannot be seen. */
const worthDoubt = 0.01;

/** Words do not lie on the lines of how it ended. */
interface LabelContext extends LayoutContext {
  readonly lines: readonly number[];
}

/** Puts a label into every bar that has room for one, and the rest beside the row where that is free. */
export function labelBars(bars: readonly Bar[], context: LabelContext): { bars: Bar[]; sideLabels: SideLabel[] } {
  const labelled: Bar[] = [];
  for (const bar of bars) labelled.push(withLabel(bar, labelled.at(-1), context));
  const beside = context.rows.flatMap((row) =>
    besideRow(
      labelled.filter((bar) => bar.phase.lane === row.lane.id),
      row,
      context,
    ),
  );
  return { bars: labelled, sideLabels: beside };
}

/**
 * The words of a row besides those inside of its bars; how it ended comes first, what is left of the room is for the
 * rest.
 */
function besideRow(bars: readonly Bar[], row: Row, context: LabelContext): SideLabel[] {
  const end = endLabel(bars, row, context);
  const taken = end === undefined ? context.scale.right : end.x;
  return [...sideLabels(bars, taken, context), ...(end ? [end] : [])];
}

/** After the last bar of a container that was restarted: what became of it. */
function endLabel(bars: readonly Bar[], row: Row, context: LabelContext): SideLabel | undefined {
  const last = bars.at(-1);
  const end = context.narrow ? undefined : laneEnd(context.timeline, row.lane);
  /* Zoomed in, the last bar on screen may be another one. */
  if (!last || !end || last.phase.id !== context.timeline.phases.findLast((phase) => phase.lane === row.lane.id)?.id) {
    return undefined;
  }
  const words = context.speech.say(end.words);
  const x = endOf([last]) + 10;
  return x + context.measure(words, sizes.font, true) > context.width
    ? undefined
    : { key: `end ${row.lane.id}`, x, y: last.y + 14, text: words, tone: end.tone };
}

function withLabel(bar: Bar, before: Bar | undefined, context: LabelContext): Bar {
  const left = Math.max(bar.x, context.scale.left);
  const room = Math.min(bar.x + bar.width, context.scale.right + 6) - left - inset - air;
  const label =
    room < 18
      ? undefined
      : candidates(bar, before, context).find((words) => context.measure(words, sizes.font) <= room);
  if (label === undefined) return bar;
  /* Who speaks to the machine says what stands there: it has to be in the name. */
  const words = isSaidBy(label, bar.words) ? bar.words : `${label}, ${bar.words}`;
  return { ...bar, words, label: { text: label, x: left + inset } };
}

/** In one piece, but for marks that nobody speaks. */
const isSaidBy = (label: string, words: string): boolean => spoken(words).includes(spoken(label));

const spoken = (words: string): string => words.replaceAll(/[\s,:;()]+/g, ' ');

/**
 * What a bar could say, the most telling first. How a run failed stands in its own bar, else in the one behind the
 * cross.
 */
function candidates({ phase }: Bar, before: Bar | undefined, context: LabelContext): string[] {
  const { speech, at } = context;
  const duration = speech.duration(spanOf(phase, at).ms);
  const whole = `${speech.say(phaseName(phase))} ${duration}`;
  const plain = [whole, duration];
  const held = heldWords(phase, context);
  if (held) {
    return [
      ...[held, shortHeld(phase, context)].map((words) => `${whole}, ${speech.say(words)}`),
      `${duration}, ${speech.say(shortHeld(phase, context))}`,
      ...plain,
    ];
  }
  if (phase.exit) return [...plain.map((words) => `${words}, ${speech.say(exitWords(phase.exit ?? {}))}`), ...plain];
  const cause = before?.phase.lane === phase.lane ? failureWords(before.phase) : undefined;
  const failed = cause && speech.say(cause);
  if (!before || failed === undefined) return plain;
  return before.label?.text.endsWith(failed) ? plain : [`${failed}, ${whole}`, ...plain];
}

/** How an attempt failed after which the kubelet waits. */
function failureWords(phase: Phase): Text | undefined {
  if (phase.exit) return exitWords(phase.exit);
  return phase.outcome === 'failed' && (phase.kind === 'mount' || phase.kind === 'sandbox')
    ? text('{phase} failed', { phase: phaseName(phase) })
    : undefined;
}

const shortHeld = ({ probe }: Phase, { origin }: LayoutContext): Text =>
  text('not asked until {from}', { from: { ms: (probe?.askedFrom ?? origin) - origin } });

/** Beside each run of bars without a label: what they are, the longest ones if not all fit before the next bar. */
function sideLabels(bars: readonly Bar[], taken: number, context: LabelContext): SideLabel[] {
  return clusters(bars).flatMap((cluster, index, all) => {
    const x = endOf(cluster) + 10;
    const next = all[index + 1]?.[0];
    const until =
      Math.min(next ? startOf(next) : taken, context.scale.right, ...context.lines.filter((line) => line > x)) - 8;
    const words = unnamed(cluster, context).find((sentence) => context.measure(sentence, sizes.font) <= until - x);
    const [first] = cluster;
    return words && first ? [{ key: first.id, x, y: first.y + 14, text: words }] : [];
  });
}

/** Tails included: words would lie on them. */
const endOf = (bars: readonly Bar[]): number =>
  Math.max(...bars.flatMap((bar) => bar.pieces.map((piece) => piece.x + piece.width)));

const startOf = (bar: Bar): number => Math.min(...bar.pieces.map((piece) => piece.x));

/** Neighbouring bars with less than a word's room between them. */
function clusters(bars: readonly Bar[]): Bar[][] {
  const groups: Bar[][] = [];
  for (const bar of bars) {
    const last = groups.at(-1);
    if (last && startOf(bar) - endOf(last) < 40) last.push(bar);
    else groups.push([bar]);
  }
  return groups;
}

/** From all the phases of a row down to the longest one. */
function unnamed(bars: readonly Bar[], context: LabelContext): string[] {
  const { speech, scale } = context;
  const shown = scale.domain.to - scale.domain.from;
  const steps = namedSteps(bars, context).filter(({ span }) => span.ms >= shown * worthWords);
  const longestFirst = [...steps].sort((a, b) => b.span.ms - a.span.ms);
  return longestFirst.map((_, index) => {
    const kept = new Set(longestFirst.slice(0, longestFirst.length - index));
    return steps
      .filter((step) => kept.has(step))
      .map(({ names, span }) => `${names.join(' + ')} ${roughSpanWords(span, shown * worthDoubt, speech)}`)
      .join(', ');
  });
}

interface Step {
  readonly names: readonly string[];
  readonly start: Instant;
  readonly end: Instant | undefined;
  readonly span: Span;
}

/**
 * The phases that have no label yet. Two whose common border is less certain than they are long become one: only their
 * sum is known.
 */
function namedSteps(bars: readonly Bar[], { speech, at }: LabelContext): readonly Step[] {
  const steps: Step[] = [];
  for (const { label, phase } of bars) {
    if (label || phase.kind === 'turn') continue;
    const step: Step = {
      names: [speech.say(phaseName(phase))],
      start: phase.start,
      end: phase.end,
      span: spanOf(phase, at),
    };
    const last = steps.at(-1);
    if (last && isVague(last, step)) {
      steps[steps.length - 1] = {
        names: [...last.names, ...step.names],
        start: last.start,
        end: step.end,
        span: spanBetween(last.start, step.end, at),
      };
    } else {
      steps.push(step);
    }
  }
  return steps;
}

const isVague = (before: Step, after: Step): boolean =>
  before.end?.at === after.start.at &&
  after.start.latest - after.start.earliest > Math.min(before.span.ms, after.span.ms) &&
  Math.min(before.span.ms, after.span.ms) >= 5;
