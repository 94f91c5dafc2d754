import { phaseKinds } from '../../src/timeline/phase-kinds.ts';
import { text, type Text } from '../../src/timeline/text.ts';
import type { Phase } from '../../src/timeline/timeline.ts';
import type { LayoutContext } from './layout-waterfall.ts';
import { meaningOf } from './meaning.ts';
import { short } from './plain.ts';
import { spanOf } from './span.ts';
import { sizes, type Bar, type Piece } from './waterfall.ts';

/** Thinner bars could not be seen. */
const minWidth = 1.5;
/** An uncertain edge narrower than this looks like a sharp one. */
const minFade = 1.5;

/** A bar for each phase that is on screen. */
export function layoutBars(context: LayoutContext): Bar[] {
  const { timeline, rows, scale, narrow } = context;
  const top = new Map(rows.map((row) => [row.lane.id, row.y + sizes.barTop + (narrow ? sizes.narrowLabel : 0)]));
  return timeline.phases.flatMap((phase) => {
    const y = top.get(phase.lane);
    const { x, width, pieces } = extent(phase, context);
    return y === undefined || x > scale.right || x + width < scale.left ? [] : [{ ...look(phase, context), x, y, width, pieces }];
  });
}

function look(phase: Phase, context: LayoutContext) {
  const meaning = meaningOf(phase.kind);
  return {
    id: phase.id,
    phase,
    meaning,
    waiting: phaseKinds[phase.kind].activity === 'waiting',
    dimmed: context.off.has(meaning),
    words: barWords(phase, context),
  };
}

interface Edges {
  readonly earliest: number;
  readonly at: number;
  readonly latest: number;
}

function extent(phase: Phase, { origin, at, scale }: LayoutContext): { x: number; width: number; pieces: Piece[] } {
  const clip = (time: number): number => Math.min(Math.max(scale.x(time - origin), scale.left - 20), scale.right + 20);
  const edges = (instant: { earliest: number; at: number; latest: number }): Edges => ({ earliest: clip(instant.earliest), at: clip(instant.at), latest: clip(instant.latest) });
  const start = edges(phase.start);
  const end = edges(phase.end ?? { earliest: at, at, latest: at });
  return { x: start.at, width: Math.max(end.at - start.at, minWidth), pieces: pieces(start, end) };
}

/** Between its most likely edges a bar is full, paler where it may not have run yet or any more; beyond them a thin tail shows how far the edge could lie. */
function pieces(start: Edges, end: Edges): Piece[] {
  const to = Math.max(end.at, start.at + minWidth);
  const middle = (start.at + to) / 2;
  const sure = { from: Math.min(start.latest, middle), to: Math.max(end.earliest, middle) };
  const piece = (kind: Piece['kind'], from: number, until: number): Piece[] => (until - from >= (kind === 'solid' ? 0.01 : minFade) ? [{ kind, x: from, width: until - from }] : []);
  const fadeIn = piece('fade-in', start.at, sure.from);
  const fadeOut = piece('fade-out', sure.to, to);
  return [
    ...piece('tail-in', start.earliest, start.at),
    ...fadeIn,
    ...piece('solid', fadeIn.length > 0 ? sure.from : start.at, fadeOut.length > 0 ? sure.to : to),
    ...fadeOut,
    ...piece('tail-out', end.at, end.latest),
  ];
}

const states: Readonly<Record<Phase['outcome'], Text>> = {
  running: text('still running'),
  done: text('done'),
  failed: text('failed'),
  abandoned: text('abandoned'),
};

function barWords(phase: Phase, { timeline, speech, at, origin }: LayoutContext): string {
  const lane = timeline.lanes.find((candidate) => candidate.id === phase.lane);
  const parts = [
    `${short(lane?.role === 'pod' ? speech.say(text('Pod')) : (lane?.name ?? phase.lane), 80)}: ${speech.say(phaseKinds[phase.kind].name)}`,
    speech.say(text('{duration}, from {start}', { duration: { ms: spanOf(phase, at).ms }, start: { ms: phase.start.at - origin } })),
    ...(phase.attempt > 1 ? [speech.say(text('attempt {attempt}', { attempt: phase.attempt }))] : []),
    ...(phase.outcome === 'done' ? [] : [speech.say(states[phase.outcome])]),
    ...(phase.critical ? [speech.say(text('on the critical path'))] : []),
  ];
  return parts.join(', ');
}
