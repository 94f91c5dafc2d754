import { offsetOf } from '../../reading/occurrences.ts';
import { own } from '../../model/own.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import type { Phase } from '../../model/timeline.ts';
import type { Case } from './case.ts';
import { failuresOf, type ProbeFailures } from './probe-failures.ts';

/** How the time between a container's start and its readiness was spent. */
export interface ReadinessWait {
  readonly startedAt: number;
  /** The earliest that it can have been able to answer. */
  readonly couldServeAt: number;
  /** What that rests on: its start, the last line of its log before the first probe, or the last probe that failed. */
  readonly known: 'started' | 'log' | 'failure';
  /** The first probe that the settings allowed. */
  readonly allowedAt: number;
  readonly passedAt: number;
  /** Waited because of the settings, beyond what a probe every second would have cost. */
  readonly lost: number;
  /** Waited because the application did not answer. */
  readonly appTook: number;
  readonly goesOn: boolean;
  readonly failures: ProbeFailures;
}

/** A wait of this length after a failure is what any probe costs; it counts as the application's. */
export const ANY_PROBE = 1300;

/** Reads a readiness phase. Undefined without a readiness probe. */
export function readWait(phase: Phase, container: ContainerReading, start: Case): ReadinessWait | undefined {
  const probe = container.spec?.readinessProbe;
  if (!probe) return undefined;
  const passedAt = phase.end?.at ?? start.reading.now;
  const failures = failuresOf('readiness', phase, container.name, start);
  const allowedAt = Math.max(phase.start.at, phase.probe?.askedFrom ?? phase.start.at);
  const common = {
    startedAt: phase.start.at,
    allowedAt,
    passedAt,
    failures,
    goesOn: !phase.end || phase.outcome === 'abandoned',
  };
  if (failures.lastAt === undefined) {
    const said = lastLine(container, phase.start.at, Math.min(allowedAt, passedAt), start);
    const couldServeAt = said ?? phase.start.at;
    const lost = common.goesOn && passedAt > allowedAt + probe.periodSeconds * 1000 ? 0 : passedAt - couldServeAt;
    return {
      ...common,
      couldServeAt,
      known: said === undefined ? 'started' : 'log',
      lost,
      appTook: couldServeAt - phase.start.at,
    };
  }
  const couldServeAt = Math.min(failures.lastAt, passedAt);
  const after = passedAt - couldServeAt;
  const isSettings = after > ANY_PROBE && !common.goesOn;
  return {
    ...common,
    couldServeAt,
    known: 'failure',
    lost: isSettings ? after : 0,
    appTook: isSettings ? couldServeAt - phase.start.at : passedAt - phase.start.at,
  };
}

/** The last thing that the container said between its start and the first probe: it was at work until then. */
function lastLine({ name }: ContainerReading, from: number, until: number, { reading }: Case): number | undefined {
  const offset = offsetOf(`kubelet/${reading.pod?.spec.nodeName ?? ''}`, reading);
  const line = own(reading.evidence.logs, name)?.findLast(({ at }) => at - offset >= from && at - offset <= until);
  return line && line.at - offset;
}
