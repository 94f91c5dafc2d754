import type { Finding, Timeline } from '../../model/timeline.ts';
import { type DurationMs, durationMs, type EpochMs } from '../../model/units.ts';

/** What a finding explains at `now`: one about a wait that goes on explains more every second. */
export function explainedAt(finding: Finding, { phases }: Timeline, now: EpochMs): DurationMs {
  const own = phases.filter(({ id }) => finding.phases.includes(id));
  if (!own.some(({ outcome }) => outcome === 'running')) return finding.explains;
  return durationMs(own.reduce((sum, { start, end }) => sum + Math.max(0, (end?.at ?? now) - start.at), 0));
}
