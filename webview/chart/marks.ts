import { text, type Text } from '../../src/timeline/text.ts';
import type { Phase } from '../../src/timeline/timeline.ts';
import { meaningOf, type Meaning } from './meaning.ts';
import type { TimeScale } from './time-scale.ts';
import type { Bar, Waterfall } from './waterfall.ts';

/** What is drawn besides colours. */
export type Mark = 'critical' | 'waiting' | 'soft' | 'failed' | 'abandoned' | 'fold' | 'event' | 'warning' | 'log' | 'cpu';

const names: Readonly<Record<Mark, Text>> = {
  critical: text('readiness waited for this'),
  waiting: text('hatched: only waiting'),
  soft: text('soft edge: when exactly is not known'),
  failed: text('failed'),
  abandoned: text('dashed: given up'),
  fold: text('break in the axis: a long wait drawn short'),
  event: text('event'),
  warning: text('warning event'),
  log: text('log line'),
  cpu: text('CPU use'),
};

export const markName = (mark: Mark): Text => names[mark];

/** Their names in the legend of colours say that they are waits. */
const saidInColour: ReadonlySet<Meaning> = new Set(['wait', 'queue']);

/** The marks that are on the picture now, in the order of the legend. */
export function marksOn(chart: Waterfall, withLog: boolean): readonly Mark[] {
  const bar = (has: (bar: Bar) => boolean): boolean => chart.bars.some(has);
  const there: Readonly<Record<Mark, boolean>> = {
    critical: chart.critical !== '',
    waiting: bar(({ waiting, meaning }) => waiting && !saidInColour.has(meaning)),
    soft: bar(({ pieces }) => pieces.some(({ kind, width }) => kind !== 'body' && width >= 4)),
    failed: bar(({ phase }) => phase.outcome === 'failed'),
    abandoned: bar(({ phase }) => phase.outcome === 'abandoned'),
    fold: chart.folds.length > 0,
    event: chart.events.some(({ warning }) => !warning),
    warning: chart.events.some(({ warning }) => warning),
    log: withLog,
    cpu: chart.cpu.length > 0,
  };
  return (Object.keys(there) as Mark[]).filter((mark) => there[mark]);
}

/** Narrower than this nobody sees a colour. In pixels. */
const seen = 1;

/** The meanings whose colour can be seen when everything is in view: zooming in must not make the legend jump. */
export function visibleMeanings(phases: readonly Phase[], origin: number, now: number, { time, home, left, right }: TimeScale): ReadonlySet<Meaning> {
  const perMs = (right - left) / (home.to - home.from);
  const drawn = (at: number): number => Math.min(Math.max(time.toDrawn(at - origin), home.from), home.to);
  return new Set(phases.filter(({ start, end }) => (drawn(end?.at ?? now) - drawn(start.at)) * perMs >= seen).map(({ kind }) => meaningOf(kind)));
}
