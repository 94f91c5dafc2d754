import { text } from '../../src/engine/timeline/model/text.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { layoutBars } from './layout-bars.ts';
import { layoutCritical } from './layout-critical.ts';
import { layoutCpu } from './layout-cpu.ts';
import { laneEnd } from './layout-ends.ts';
import { layoutEvents } from './layout-events.ts';
import { layoutFlags } from './layout-flags.ts';
import { layoutGhosts } from './layout-ghosts.ts';
import { layoutNotes } from './layout-notes.ts';
import { labelBars } from './layout-labels.ts';
import { layoutRows } from './layout-rows.ts';
import { originOf } from '../parts/span.ts';
import { axisTicks } from '../parts/ticks.ts';
import { timeScale } from '../parts/time-scale.ts';
import type { LayoutContext } from './layout-context.ts';
import type { WaterfallInput } from './waterfall-input.ts';
import { sizes, type FoldMark, type Waterfall } from './waterfall.ts';

/** Below this width the names of the rows stand above the bars. */
const narrowBelow = 560;
/** With more rows than these the axis on top may be out of sight. */
const manyRows = 12;

/** Computes where everything of one pod's chart goes. Pure: the same input gives the same numbers. */
export function layoutWaterfall(input: WaterfallInput): Waterfall {
  const context = contextOf(input);
  const { rows, scale, narrow, width } = context;
  const last = rows.at(-1);
  const bottom = last ? last.y + last.height : sizes.axis;
  const repeated = rows.length > manyRows;
  const folds = layoutFolds(context);
  const flags = layoutFlags(context);
  const { bars, sideLabels } = labelBars(layoutBars(context), { ...context, lines: flags.map(({ x }) => x) });
  return {
    width,
    height: bottom + sizes.bottom + (repeated ? sizes.axis / 2 : 0),
    top: sizes.axis - 8,
    bottom,
    narrow,
    repeated,
    scale,
    origin: context.origin,
    rows,
    bars,
    sideLabels,
    events: layoutEvents(context),
    critical: layoutCritical(context),
    notes: layoutNotes(context),
    axis: axisTicks(
      scale,
      input.speech.duration(1500).includes(',') ? ',' : '.',
      folds.map((fold) => labelRange(fold, context)),
    ),
    folds,
    cpu: layoutCpu(context),
    flags,
    ghosts: layoutGhosts(context),
  };
}

function contextOf(input: WaterfallInput): LayoutContext {
  const { timeline, width, domain } = input;
  const narrow = width < narrowBelow;
  const gutter = narrow ? 6 : Math.min(210, Math.max(130, width * 0.18));
  const origin = originOf(timeline);
  const at = epochMs(timeline.deleted ? Math.min(input.now, timeline.deleted.at) : input.now);
  const right = Math.max(width - (narrow ? 12 : rightMargin(input)), gutter + 40);
  const scale = timeScale({ timeline, origin, now: at, left: gutter, right, ...(domain && { domain }) });
  return { ...input, origin, at, scale, narrow, rows: layoutRows(input, gutter, narrow) };
}

/** Room beyond the end of the time axis: for the words at the last line, and for how restarted containers ended. */
function rightMargin({ timeline, speech, measure, width }: WaterfallInput): number {
  const ends = timeline.lanes.flatMap((lane) => {
    const end = laneEnd(timeline, lane);
    return end ? [measure(speech.say(end.words), sizes.font, true)] : [];
  });
  return Math.min(Math.max(70, ...ends), width * 0.3);
}

/** Where the words of a fold lie on the axis. */
function labelRange({ x, width, label }: FoldMark, { measure }: LayoutContext): { from: number; to: number } {
  const half = measure(label, sizes.smallFont) / 2;
  return { from: x + width / 2 - half, to: x + width / 2 + half };
}

function layoutFolds({ scale, speech, timeline, origin }: LayoutContext): FoldMark[] {
  return scale.time.folds.flatMap((fold) => {
    const x = Math.max(scale.x(fold.from), scale.left);
    const width = Math.min(scale.x(fold.to), scale.right) - x;
    /* A fold that only the air after the last bar reaches is none to look at. */
    const behind = scale.domain === scale.home && scale.x(fold.to) > scale.right;
    if (width < 6 || behind) return [];
    const middle = origin + (fold.from + fold.to) / 2;
    const inside = timeline.phases.find(
      (phase) => phase.kind.endsWith('backoff') && phase.start.at <= middle && (phase.end?.at ?? Infinity) >= middle,
    );
    const length = { ms: fold.to - fold.from };
    const label = speech.say(inside ? text('{length} back-off', { length }) : text('{length} later', { length }));
    return [
      {
        x,
        width,
        label,
        words: speech.say(
          text('The axis is broken here: {length} in which nothing happened are drawn short.', { length }),
        ),
      },
    ];
  });
}
