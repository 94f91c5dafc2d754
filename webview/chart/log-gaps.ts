import type { LogLine } from '../../src/timeline/facts.ts';

/** A line of a log, and how long it stayed silent after it. */
export interface LoggedStep {
  readonly at: number;
  readonly line: string;
  /** Until the next line, or until the container was ready. Absent after the last line of one that is neither. */
  readonly silence?: number;
}

/** The lines from the container's start until it was ready (or to the end), each with the silence after it. Times in epoch ms. */
export function logSteps(lines: readonly LogLine[], started: number, ready: number | undefined): readonly LoggedStep[] {
  /* The runtime stamps lines by the node's clock; a second of tolerance keeps the first ones. */
  const own = lines.filter((line) => line.at >= started - 1000 && line.at <= (ready ?? Infinity));
  return own.map(({ at, line }, index) => {
    const next = own[index + 1]?.at ?? ready;
    return { at, line, ...(next !== undefined && { silence: next - at }) };
  });
}

/** The longest silence; absent when nothing was logged. */
export const longestSilence = (steps: readonly LoggedStep[]): LoggedStep | undefined =>
  steps.reduce<LoggedStep | undefined>((longest, step) => ((step.silence ?? 0) > (longest?.silence ?? 0) ? step : longest), undefined);
