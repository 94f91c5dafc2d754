import type { LogSnapshot } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Speech } from '../parts/language.ts';
import { logSteps, logWindow, longestSilence, type LoggedStep } from './log-gaps.ts';
import { ellipsize, type Measure } from '../parts/measure.ts';
import { short } from '../parts/plain.ts';
import { sizes, type Flag, type Waterfall } from './waterfall.ts';

/** A log on the chart: a tick for each line, and words at the longest silence. In pixels. */
export interface LogMarks {
  readonly y: number;
  readonly ticks: readonly { readonly x: number; readonly words: string }[];
  /** The longest silence that is in view. */
  readonly silence?: { readonly from: number; readonly to: number; readonly label: string };
}

export interface LogLayoutInput {
  readonly chart: Waterfall;
  readonly timeline: Timeline;
  readonly log: LogSnapshot | undefined;
  readonly speech: Speech;
  readonly measure: Measure;
}

/** Where the lines of a log lie, below the row of its container; absent without a log. */
export function layoutLog(input: LogLayoutInput): LogMarks | undefined {
  const { chart, timeline, log, speech } = input;
  const row = chart.rows.find((candidate) => candidate.lane.id === `container/${log?.container ?? ''}`);
  if (row?.logY === undefined || log?.log.state !== 'lines') return undefined;
  const x = (at: number): number => chart.scale.x(at - chart.origin);
  const window = logWindow(timeline, log);
  const shown = logSteps(log.log.lines, window).filter(
    (step) => x(step.at) >= chart.scale.left - 1 && x(step.at) <= chart.scale.right + 1,
  );
  const quiet = longestSilence(shown);
  return {
    y: row.logY,
    ticks: shown.flatMap(({ at, line }) =>
      line === undefined
        ? []
        : [{ x: x(at), words: `${speech.duration(Math.max(at - window.started, 0))} ${short(line, 300)}` }],
    ),
    ...(quiet && { silence: layoutSilence(quiet, x, input) }),
  };
}

function layoutSilence(
  { at, line, silence = 0 }: LoggedStep,
  x: (at: number) => number,
  { chart, speech, measure }: LogLayoutInput,
): NonNullable<LogMarks['silence']> {
  const from = x(at);
  /* The words of a line to the right of it stand as low. */
  const leftEnd = ({ x: line, anchor, label }: Flag): number =>
    anchor === 'start' ? line : line - measure(label, sizes.font, true) - 5;
  const until = Math.min(chart.width, ...chart.flags.filter((flag) => flag.x > from).map(leftEnd)) - 8;
  const words =
    line === undefined
      ? text('{silence} until the first line', { silence: { ms: silence } })
      : text('{silence} after “{line}”', { silence: { ms: silence }, line: short(line, 120) });
  return {
    from,
    to: Math.min(x(at + silence), chart.scale.right),
    label: ellipsize(speech.say(words), until - from - 5, (part) => measure(part, sizes.smallFont)),
  };
}
