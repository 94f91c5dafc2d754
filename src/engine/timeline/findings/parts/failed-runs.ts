import { countOf } from '../../model/event-count.ts';
import type { RunFacts } from '../../model/facts.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import type { Evidence, Phase } from '../../model/timeline.ts';
import { type DurationMs, durationMs } from '../../model/units.ts';
import { byLane, type Case, evidenceOf, isUnfinished, totalLength } from './case.ts';

/** The runs of a container that ended when they should not have, and what came of it. */
export interface FailedRuns {
  readonly container: ContainerReading;
  /** How many of its runs have ended, as the status counts; at least those that were seen to end. */
  readonly count: number;
  /** How the last one ended. */
  readonly last?: RunFacts;
  readonly phases: readonly Phase[];
  /** Runs, back-off and new starts together. */
  readonly cost: DurationMs;
  /** 0 where the evidence does not tell when each run ended. */
  readonly backoff: DurationMs;
  /** It waits to be started again. */
  readonly goesOn: boolean;
  readonly evidence: readonly Evidence[];
}

/** One for each container that failed. */
export function failedRuns(start: Case): readonly FailedRuns[] {
  const { phases: all } = start.timeline;
  if (
    !all.some(
      ({ kind, outcome }) => kind === 'crash-backoff' || (outcome === 'failed' && (kind === 'run' || kind === 'start')),
    )
  ) {
    return [];
  }
  const lanes = new Map(byLane(all).map((phases) => [phases[0].lane, phases]));
  return start.reading.containers.flatMap((container) => {
    if (container.role === 'ephemeral') return []; // someone's look into the pod, no part of its start
    const lane = lanes.get(`container/${container.name}`) ?? [];
    const failed = lane.filter(({ kind, outcome }) => outcome === 'failed' && (kind === 'run' || kind === 'start'));
    const waits = lane.filter(({ kind }) => kind === 'crash-backoff');
    const first = failed[0] ?? waits[0];
    if (!first) return [];
    const again = lane.filter(
      (phase) =>
        phase.start.at >= first.start.at &&
        phase.outcome !== 'failed' &&
        phase.attempt > 1 &&
        (phase.kind === 'create' || phase.kind === 'start'),
    );
    const phases = [...failed, ...waits, ...again];
    const goesOn = waits.some(isUnfinished);
    const last = lastFailure(container);
    return [
      {
        container,
        count: Math.max(
          failed.reduce((sum, { runs = 1 }) => sum + runs, 0),
          endedRuns(container),
          1,
        ),
        phases,
        cost: totalLength(phases, start),
        backoff: durationMs(failed.some(({ runs }) => runs !== undefined) ? 0 : totalLength(waits, start)),
        goesOn,
        evidence: evidenceOf(phases),
        ...(last && { last }),
      },
    ];
  });
}

/** restartCount moves when the next run is created: a run that has ended and has none after it is not in it. */
function endedRuns({ status }: ContainerReading): number {
  if (!status) return 0;
  const hasEnded =
    status.state.state === 'terminated' || (status.state.state === 'waiting' && status.lastRun !== undefined);
  return status.restartCount + (hasEnded ? 1 : 0);
}

function lastFailure({ status }: ContainerReading): RunFacts | undefined {
  if (status?.state.state === 'terminated' && status.state.run.exitCode !== 0) return status.state.run;
  return status?.lastRun;
}

/** How often the container's postStart hook failed, for which the kubelet kills it. */
export function hookFailures(container: ContainerReading, { reading }: Case): number {
  const failed = reading.events.filter(
    (event) =>
      event.container === container.name && event.meaning.kind === 'hook-failed' && event.meaning.hook === 'postStart',
  );
  return failed.reduce((sum, { newest }) => sum + countOf(newest), 0);
}

/** Whether a probe had the container killed: the kubelet says so in its Killing event. */
export const killedByProbe = (container: ContainerReading, { reading }: Case): 'liveness' | 'startup' | undefined => {
  for (const event of reading.events) {
    if (event.container === container.name && event.meaning.kind === 'killing' && event.meaning.because) {
      return event.meaning.because;
    }
  }
  return undefined;
};
