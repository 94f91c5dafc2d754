import { type LogLine, epochMs } from '../../engine/engine.ts';

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d) ?/;

/** Splits a log that was asked for with `timestamps=true`. A line without a time belongs to the line before it. */
export function parseLog(log: string): LogLine[] {
  const lines: { at: LogLine['at']; line: string }[] = [];
  for (const raw of log.split('\n')) {
    const match = stamp.exec(raw);
    const last = lines.at(-1);
    if (match) lines.push({ at: instantOf(match), line: raw.slice(match[0].length) });
    else if (last && raw !== '') last.line += `\n${raw}`;
  }
  return lines;
}

/** `Date.parse` knows milliseconds only; the rest of the runtime's nanoseconds is added as a fraction. */
function instantOf([, seconds, fraction, zone]: RegExpExecArray) {
  return epochMs(Date.parse(`${seconds ?? ''}${zone ?? ''}`) + Number(`0.${fraction ?? '0'}`) * 1000);
}
