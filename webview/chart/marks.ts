import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Phase } from '../../src/engine/timeline/model/timeline.ts';
import { worthWords } from './layout-labels.ts';
import type { Meaning } from '../parts/meaning.ts';
import type { TimeScale } from '../parts/time-scale.ts';
import type { Bar, Waterfall } from './waterfall.ts';

/** What the chart shows by other means than colour; each is explained in the legend. */
export type Mark =
  | 'critical'
  | 'waiting'
  | 'soft'
  | 'failed'
  | 'abandoned'
  | 'try-failed'
  | 'try-passed'
  | 'fold'
  | 'event'
  | 'warning'
  | 'log'
  | 'cpu'
  | 'ghost';

const names: Readonly<Record<Mark, Text>> = {
  critical: text('readiness waited for this'),
  waiting: text('hatched: only waiting'),
  soft: text('pale edge, whisker: when exactly is not known'),
  failed: text('failed'),
  abandoned: text('dashed: given up'),
  'try-failed': text('probe failed'),
  'try-passed': text('probe passed'),
  fold: text('break in the axis: a long wait drawn short'),
  event: text('event'),
  warning: text('warning event'),
  log: text('log line'),
  cpu: text('CPU use'),
  ghost: text('thin: the start as predicted'),
};

export const markName = (mark: Mark): Text => names[mark];

/** Their names in the legend of colours say that they are waits. */
const saidInColour: ReadonlySet<Meaning> = new Set(['wait', 'queue']);

/** The marks that are on the picture now, in the order of the legend. */
export function marksOn(chart: Waterfall, withLog: boolean): readonly Mark[] {
  const bar = (has: (bar: Bar) => boolean): boolean => chart.bars.some(has);
  const there: Readonly<Record<Mark, boolean>> = {
    critical: chart.critical !== '',
    waiting: bar(
      ({ waiting, meaning, pieces }) =>
        (waiting && !saidInColour.has(meaning)) || pieces.some(({ kind }) => kind === 'held'),
    ),
    soft: bar(({ pieces }) =>
      pieces.some(({ kind, width }) => kind === 'whisker' || (kind.startsWith('veil') && width >= 4)),
    ),
    failed: bar(({ phase }) => phase.outcome === 'failed'),
    abandoned: bar(({ phase }) => phase.outcome === 'abandoned'),
    'try-failed': bar(({ tries }) => tries.some(({ passed }) => !passed)),
    'try-passed': bar(({ tries }) => tries.some(({ passed }) => passed)),
    fold: chart.folds.length > 0,
    event: chart.events.some(({ warning }) => !warning),
    warning: chart.events.some(({ warning }) => warning),
    log: withLog,
    cpu: chart.cpu.length > 0,
    ghost: chart.ghosts.length > 0,
  };
  return (Object.keys(there) as Mark[]).filter((mark) => there[mark]);
}

/** Narrower than this nobody sees the colour of a bar without words. In pixels. */
const seen = 1;

/**
 * The phases whose colour can be seen, or that are named, when everything is in view: zooming in must not make the
 * legend jump.
 */
export function phasesAtHome(
  phases: readonly Phase[],
  origin: number,
  now: number,
  { time, home, left, right }: TimeScale,
): Phase[] {
  const shown = home.to - home.from;
  const drawn = (at: number): number => Math.min(Math.max(time.toDrawn(at - origin), home.from), home.to);
  return phases.filter(
    ({ kind, start, end }) =>
      drawn(end?.at ?? now) - drawn(start.at) >=
      (kind === 'turn' ? (seen * shown) / (right - left) : shown * worthWords),
  );
}
