import { phaseKinds, phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Instant, Phase } from '../../src/engine/timeline/model/timeline.ts';
import { meaningOf } from '../parts/meaning.ts';
import { short } from '../parts/plain.ts';
import { exitWords, heldWords } from './phase-words.ts';
import { layoutTries } from './layout-tries.ts';
import { spanOf } from '../parts/span.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type Bar, type Piece } from './waterfall.ts';

/** Thinner bars could not be seen. */
const minWidth = 2;
/** A veil narrower than this looks like a sharp edge, a whisker like dirt. */
const minVeil = 2;
const minWhisker = 7;
const capWidth = 1.5;
/** A shorter wait for the first probe is not worth another look of the bar. */
const minHeld = 3;

/** A bar for each phase that is on screen. */
export function layoutBars(context: LayoutContext): Bar[] {
  const { timeline, rows, scale, narrow } = context;
  const top = new Map(rows.map((row) => [row.lane.id, row.y + sizes.barTop + (narrow ? sizes.narrowLabel : 0)]));
  const around = neighbours(timeline.phases);
  let last: Bar | undefined;
  return timeline.phases.flatMap((phase, index) => {
    const y = top.get(phase.lane);
    const { x, width, pieces } = extent(
      phase,
      around(phase, index),
      context,
      last?.phase.lane === phase.lane ? last.x + last.width : undefined,
    );
    if (y === undefined || x > scale.right || x + width < scale.left) return [];
    last = { ...look(phase, context), x, y, width, pieces };
    return [last];
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
    tries: layoutTries(phase, context),
  };
}

interface Around {
  /** Ends and starts of the bars before and after in the same row: a tail goes no further. */
  readonly before?: number;
  readonly after?: number;
  /** Another bar ends at the very same unknown moment: drawing it once is enough. */
  readonly begunElsewhere: boolean;
}

/** What lies around each phase; `phases` are sorted by lane, then by start. */
function neighbours(phases: readonly Phase[]): (phase: Phase, index: number) => Around {
  const ends = new Set(phases.flatMap((phase) => (phase.end ? [momentKey(phase.end)] : [])));
  return (phase, index) => {
    const [before, after] = [phases[index - 1], phases[index + 1]];
    return {
      begunElsewhere: ends.has(momentKey(phase.start)),
      ...(before?.lane === phase.lane && before.end && { before: before.end.at }),
      ...(after?.lane === phase.lane && { after: after.start.at }),
    };
  };
}

const momentKey = ({ earliest, at, latest }: Pick<Instant, 'earliest' | 'at' | 'latest'>): string =>
  `${earliest} ${at} ${latest}`;

interface Edges {
  readonly earliest: number;
  readonly at: number;
  readonly latest: number;
}

/**
 * `drawn`: where the bar before it ends on the screen. One that is too thin to be seen is drawn wider, so the next
 * begins a little later.
 */
function extent(
  phase: Phase,
  around: Around,
  { origin, at, scale }: LayoutContext,
  drawn = -Infinity,
): { x: number; width: number; pieces: Piece[] } {
  const clip = (time: number): number => Math.min(Math.max(scale.x(time - origin), scale.left - 20), scale.right + 20);
  const edges = (instant: { earliest: number; at: number; latest: number }): Edges => ({
    earliest: clip(instant.earliest),
    at: clip(instant.at),
    latest: clip(instant.latest),
  });
  const own = edges(phase.start);
  const start = { ...own, at: Math.max(own.at, Math.min(drawn, own.at + minWidth)) };
  const end = edges(phase.end ?? { earliest: at, at, latest: at });
  /* Left of the axis there is nothing to look at. */
  const from =
    around.begunElsewhere || start.at <= scale.left + 1
      ? start.at
      : Math.max(start.earliest, around.before === undefined ? -Infinity : clip(around.before));
  const until = Math.min(end.latest, around.after === undefined ? Infinity : clip(around.after));
  const asked =
    phase.probe?.askedFrom === undefined ? undefined : clip(Math.min(phase.probe.askedFrom, phase.end?.at ?? at));
  return {
    x: start.at,
    width: Math.max(end.at - start.at, minWidth),
    pieces: pieces(start, end, { from, until, ...(asked !== undefined && { asked }) }),
  };
}

interface Room {
  readonly from: number;
  readonly until: number;
  /** Where its probe was asked first. */
  readonly asked?: number;
}

/**
 * Between its most likely edges a bar is whole, paler where it may not have run yet or any more; beyond them a whisker
 * shows how far the edge could lie.
 */
function pieces(start: Edges, end: Edges, { from, until, asked = start.at }: Room): Piece[] {
  const to = Math.max(end.at, start.at + minWidth);
  const middle = (start.at + to) / 2;
  const held = asked - start.at >= minHeld ? Math.min(asked, to) : start.at;
  const piece = (kind: Piece['kind'], x: number, end: number, least = 0): Piece[] =>
    end - x > least ? [{ kind, x, width: end - x }] : [];
  return [
    ...(start.at - from >= minWhisker
      ? [...piece('whisker', from, start.at), ...piece('cap', from, from + capWidth)]
      : []),
    ...piece('held', start.at, held),
    ...piece('body', held, to),
    ...piece('veil-in', start.at, Math.min(start.latest, middle), minVeil),
    ...piece('veil-out', Math.max(end.earliest, middle), to, minVeil),
    ...(until - end.at >= minWhisker ? [...piece('whisker', to, until), ...piece('cap', until - capWidth, until)] : []),
  ];
}

const states: Readonly<Record<Phase['outcome'], Text>> = {
  running: text('still running'),
  done: text('done'),
  failed: text('failed'),
  abandoned: text('abandoned'),
};

function barWords(phase: Phase, context: LayoutContext): string {
  const { timeline, speech, at, origin } = context;
  const held = heldWords(phase, context);
  const lane = timeline.lanes.find((candidate) => candidate.id === phase.lane);
  const parts = [
    `${short(lane?.role === 'pod' ? speech.say(text('Pod')) : (lane?.name ?? phase.lane), 80)}: ${speech.say(phaseName(phase))}`,
    speech.say(
      text('{duration}, from {start}', {
        duration: { ms: spanOf(phase, at).ms },
        start: { ms: phase.start.at - origin },
      }),
    ),
    ...(phase.attempt > 1 ? [speech.say(text('attempt {attempt}', { attempt: phase.attempt }))] : []),
    ...(phase.outcome === 'done' ? [] : [speech.say(states[phase.outcome])]),
    ...(phase.exit ? [speech.say(exitWords(phase.exit))] : []),
    ...(held ? [speech.say(held)] : []),
    ...(phase.critical ? [speech.say(text('on the critical path'))] : []),
  ];
  return parts.join(', ');
}
