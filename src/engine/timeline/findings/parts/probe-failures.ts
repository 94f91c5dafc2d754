import type { Phase } from '../../model/timeline.ts';
import type { Case } from './case.ts';

/** Tries of a probe that failed during a phase. */
export interface ProbeFailures {
  readonly count: number;
  /** The last one's time. Absent when none failed. */
  readonly lastAt?: number;
  /** What the last one got. */
  readonly message?: string;
}

/** How far past its end a phase's own failures may be told. */
const MARGIN = 100;

/** The failures of one probe of a container between the phase's start and end, as its events count them. */
export function failuresOf(
  probe: 'startup' | 'readiness' | 'liveness',
  phase: Phase,
  container: string,
  { reading }: Case,
): ProbeFailures {
  let count = 0;
  let last: { readonly at: number; readonly message: string } | undefined;
  for (const event of reading.events) {
    if (event.container !== container || event.meaning.kind !== 'probe-failed' || event.meaning.probe !== probe) {
      continue;
    }
    const within = reading
      .occurrences(event)
      .filter(({ at }) => at.at >= phase.start.at - MARGIN && (!phase.end || at.at <= phase.end.at + MARGIN));
    const latest = within.at(-1);
    if (!latest) continue;
    count += latest.count;
    if (!last || latest.at.at > last.at) {
      last = {
        at: latest.at.at,
        message: event.newest.message
          .replace(/^\(combined from similar events\): /, '')
          .replace(/^\w+ probe (?:failed|errored[^:]*): (?:Get "[^"]*": )?/, '')
          .trim(),
      };
    }
  }
  return last ? { count, lastAt: last.at, message: last.message } : { count };
}
