import type { RunFacts } from '../facts.ts';
import type { ContainerReading } from '../reading.ts';
import type { Evidence, Phase } from '../timeline.ts';
import type { DurationMs } from '../units.ts';
import { type Case, containerOfPhase, evidenceOf, isUnfinished, totalLength } from './case.ts';

/** The runs of a container that ended when they should not have, and what came of it. */
export interface FailedRuns {
  readonly container: ContainerReading;
  /** How often it was started again, as the status counts; at least the runs that were seen to end. */
  readonly count: number;
  /** How the last one ended. */
  readonly last?: RunFacts;
  readonly phases: readonly Phase[];
  /** Runs, back-off and new starts together. */
  readonly cost: DurationMs;
  readonly backoff: DurationMs;
  /** It waits to be started again. */
  readonly goesOn: boolean;
  readonly evidence: readonly Evidence[];
}

/** One for each container that failed. */
export function failedRuns(start: Case): readonly FailedRuns[] {
  const { phases: all } = start.timeline;
  if (!all.some(({ kind, outcome }) => kind === 'crash-backoff' || (kind === 'run' && outcome === 'failed'))) return [];
  return start.reading.containers.flatMap((container) => {
    const lane = start.timeline.phases.filter((phase) => containerOfPhase(phase, start) === container);
    const failed = lane.filter(({ kind, outcome }) => outcome === 'failed' && kind === 'run');
    const waits = lane.filter(({ kind }) => kind === 'crash-backoff');
    const first = failed[0] ?? waits[0];
    if (!first) return [];
    const again = lane.filter((phase) => phase.start.at >= first.start.at && phase.attempt > 1 && (phase.kind === 'create' || phase.kind === 'start'));
    const phases = [...failed, ...waits, ...again];
    const last = lastFailure(container);
    return [
      {
        container,
        count: Math.max(failed.length, container.status?.restartCount ?? 0, 1),
        phases,
        cost: totalLength(phases, start),
        backoff: totalLength(waits, start),
        goesOn: waits.some(isUnfinished),
        evidence: evidenceOf(phases),
        ...(last && { last }),
      },
    ];
  });
}

function lastFailure({ status }: ContainerReading): RunFacts | undefined {
  if (status?.state.state === 'terminated' && status.state.run.exitCode !== 0) return status.state.run;
  return status?.lastRun;
}

/** Whether a probe had the container killed: the kubelet says so in its Killing event. */
export const killedByProbe = (container: ContainerReading, { reading }: Case): 'liveness' | 'startup' | undefined => {
  for (const event of reading.events) if (event.container === container.name && event.meaning.kind === 'killing' && event.meaning.because) return event.meaning.because;
  return undefined;
};
