import type { LogLine } from '../../src/engine/timeline/model/facts.ts';
import type { LogSnapshot } from '../../src/shared/protocol.ts';
import { own } from '../../src/engine/timeline/model/own.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';

/** A line of a log, and how long it stayed silent after it. Times in epoch ms. */
export interface LoggedStep {
  readonly at: number;
  /** Absent: the start of the container, before its first line. */
  readonly line?: string;
  /** Until the next line, or until the run was ready or over. Absent after the last line of one that is neither. */
  readonly silence?: number;
  /** The silence ended with this instead of a line. */
  readonly then?: RunEnd['how'];
}

/** When the part of a run began and ended that its log is read for. Times in epoch ms. */
export interface LogWindow {
  readonly started: number;
  readonly end?: RunEnd;
}

interface RunEnd {
  readonly at: number;
  readonly how: 'ready' | 'ended';
}

/**
 * From the start of the run that the log is of until it was ready; a run before, and one that was never ready, until it
 * ended.
 */
export function logWindow(
  { instants }: Timeline,
  { container, previous }: Pick<LogSnapshot, 'container' | 'previous'>,
): LogWindow {
  const lane = `container/${container}`;
  const runs = Object.keys(instants).flatMap((id) =>
    id.startsWith(`${lane}/run/`) && id.endsWith('/started') ? [Number.parseInt(id.slice(lane.length + 5), 10)] : [],
  );
  const run = Math.max(1, ...runs) - (previous ? 1 : 0);
  const of = (what: string): number | undefined =>
    own(instants, run > 1 ? `${lane}/run/${run}/${what}` : `${lane}/${what}`)?.at;
  const started = of('started') ?? 0;
  const [ready, over] = [of('ready'), of('terminated')];
  if (!previous && ready !== undefined && ready > started) return { started, end: { at: ready, how: 'ready' } };
  return { started, ...(over !== undefined && { end: { at: over, how: 'ended' } }) };
}

/** Shorter silences before the first line are not worth a row. */
const shortest = 10;

/**
 * The lines of the window, each with the silence after it; before them the start itself, where the first line took its
 * time.
 */
export function logSteps(lines: readonly LogLine[], { started, end }: LogWindow): readonly LoggedStep[] {
  /*
   * The runtime stamps lines by the node's clock; a second of tolerance keeps the first ones. All lines are of this
   * run, so none is after its end.
   */
  const own = lines.filter((line) => line.at >= started - 1000 && (end?.how !== 'ready' || line.at <= end.at));
  const first = own[0];
  const steps: { readonly at: number; readonly line?: string }[] =
    first && first.at - started >= shortest ? [{ at: started }, ...own] : own;
  return steps.map((step, index) => {
    const next = steps[index + 1]?.at;
    if (next !== undefined) return { ...step, silence: next - step.at };
    return { ...step, ...(end && { silence: Math.max(end.at - step.at, 0), then: end.how }) };
  });
}

/** The longest silence; absent when nothing was logged. */
export const longestSilence = (steps: readonly LoggedStep[]): LoggedStep | undefined =>
  steps.reduce<LoggedStep | undefined>(
    (longest, step) => ((step.silence ?? 0) > (longest?.silence ?? 0) ? step : longest),
    undefined,
  );
