import { shortError } from '../../model/failure-text.ts';
import { offsetOf } from '../../reading/occurrences.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import { own } from '../../model/own.ts';
import { type Text, text } from '../../model/text.ts';
import type { Case } from './case.ts';

/** finishedAt is cut to the second. */
const SECOND = 1000;

/**
 * What the run of a container that ended last had written at the end, where its log was read. One line, cut to a length
 * that can be read.
 */
export function lastWords({ name, status }: ContainerReading, { reading }: Case): string | undefined {
  const run = status?.state.state === 'terminated' ? status.state.run : status?.lastRun;
  if (run?.finishedAt === undefined || run.startedAt === undefined) return undefined;
  const [from, to] = [run.startedAt, run.finishedAt + SECOND];
  const lines = [
    ...(own(reading.evidence.logs, `${name}/previous`) ?? []),
    ...(own(reading.evidence.logs, name) ?? []),
  ];
  const last = lines
    .filter(({ at, line }) => at >= from && at <= to && line.trim() !== '')
    .sort((a, b) => a.at - b.at)
    .at(-1);
  return last && shortError(last.line.trim());
}

/** A silence of less than this, or of less than a third of the time, is no finding. */
const LONG = 1000;
const SHARE = 1 / 3;

/**
 * The longest time in which a container wrote nothing while it started, and after which line; with `advice` before it.
 */
export function withSilence(
  advice: Text,
  { name }: ContainerReading,
  [from, to]: readonly [number, number],
  { reading }: Case,
): Text {
  const offset = offsetOf(`kubelet/${reading.pod?.spec.nodeName ?? ''}`, reading);
  const lines = (own(reading.evidence.logs, name) ?? [])
    .map(({ at, line }) => ({ at: at - offset, line }))
    .filter(({ at }) => at >= from && at <= to);
  const gaps = lines.map(({ at, line }, index) => ({ line, ms: (lines[index + 1]?.at ?? to) - at }));
  const longest = gaps.reduce<(typeof gaps)[number] | undefined>(
    (most, one) => (most && most.ms >= one.ms ? most : one),
    undefined,
  );
  if (!longest || longest.ms < LONG || longest.ms < SHARE * (to - from)) return advice;
  return text('{advice} In its log the longest silence is {silence}, after: {line}', {
    advice,
    silence: { ms: longest.ms },
    line: shortError(longest.line.trim()),
  });
}
