import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import { type Case, type Rule, type RuleFinding, yamlAt } from '../parts/case.ts';
import { type FailedRuns, failedRuns, killedByProbe } from '../parts/failed-runs.ts';
import { lastLog } from '../parts/log-advice.ts';

/** The kubelet stopped a container because its liveness or startup probe failed too often. */
export const livenessKilled: Rule = {
  id: 'liveness-killed',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  find: (start) => {
    const failed = failedRuns(start);
    const killedOnes = failed.flatMap((runs) => {
      const probe = killedByProbe(runs.container, start);
      return probe && runs.last?.reason !== 'OOMKilled' ? [killed(runs, probe, start)] : [];
    });
    if (start.reading.pod?.deletionAt !== undefined || start.timeline.deleted) return killedOnes;
    const others = start.reading.containers.filter((one) => failed.every(({ container }) => container !== one));
    return [...killedOnes, ...others.flatMap((container) => underWay(container, start))];
  },
};

/**
 * The kubelet is stopping a container now, whose run goes on until it obeys or its grace period is over. Of a run
 * before it a Killing event tells nothing: both stamps are the kubelet's, cut to the second.
 */
function underWay(container: ContainerReading, start: Case): readonly RuleFinding[] {
  const { state } = container.status ?? {};
  const kill = start.reading.events.findLast(
    ({ container: of, meaning }) => of === container.name && meaning.kind === 'killing' && meaning.because,
  );
  const killedAt = kill?.newest.lastAt ?? kill?.newest.eventAt;
  const probe = kill?.meaning.kind === 'killing' ? kill.meaning.because : undefined;
  if (state?.state !== 'running' || !kill || !probe || killedAt === undefined) return [];
  if (state.run.startedAt === undefined || Math.floor(killedAt / 1000) <= Math.floor(state.run.startedAt / 1000)) {
    return [];
  }
  const stamp = start.reading.eventTimes.get(kill.newest.uid);
  return [
    {
      severity: 'error',
      title: titleOf(container, probe),
      sentence: beingStopped(container, probe, start),
      advice: adviceOf(container, probe, start),
      explains: durationMs(0),
      phases: [],
      evidence: stamp?.sources ?? [],
      ...yamlAt(container, start, probe === 'liveness' ? 'livenessProbe' : 'startupProbe'),
    },
  ];
}

function beingStopped(container: ContainerReading, probe: 'liveness' | 'startup', start: Case): Text {
  const args = { container: container.name, message: probeMessage(container, probe, start) };
  return probe === 'liveness'
    ? text('{container} is being stopped, to be started again, because its liveness probe failed: {message}.', args)
    : text(
        '{container} is being stopped, to be started again, because its startup probe did not pass: {message}.',
        args,
      );
}

const titleOf = (container: ContainerReading, probe: 'liveness' | 'startup'): Text =>
  probe === 'liveness'
    ? text('liveness probe of {container}', { container: container.name })
    : text('startup probe of {container}', { container: container.name });

function killed(runs: FailedRuns, probe: 'liveness' | 'startup', start: Case): RuleFinding {
  const { container, cost, phases, evidence } = runs;
  return {
    severity: 'error',
    title: titleOf(container, probe),
    sentence: sentence(runs, probe, start),
    advice: adviceOf(container, probe, start),
    explains: cost,
    saves: cost,
    phases: phases.map(({ id }) => id),
    evidence,
    ...yamlAt(container, start, probe === 'liveness' ? 'livenessProbe' : 'startupProbe'),
  };
}

const adviceOf = (container: ContainerReading, probe: 'liveness' | 'startup', start: Case): Text =>
  probe === 'liveness'
    ? livenessAdvice(container, start)
    : text('Give the application more time: failureThreshold times periodSeconds of the startupProbe is what it has.');

function livenessAdvice(container: ContainerReading, start: Case): Text {
  const { periodSeconds, failureThreshold } = container.spec?.livenessProbe ?? {
    periodSeconds: 10,
    failureThreshold: 3,
  };
  const args = { period: periodSeconds, threshold: failureThreshold, log: lastLog(container, start) };
  return text(
    'The probe asks every {period} s and gives up after {threshold} failures in a row. If the application only starts slowly, give it a startupProbe; if it hangs, its log tells where. {log}',
    args,
  );
}

/** What the last failed try said. */
function probeMessage(container: ContainerReading, probe: 'liveness' | 'startup', { reading }: Case): string {
  const failed = reading.events.findLast(
    (event) =>
      event.container === container.name && event.meaning.kind === 'probe-failed' && event.meaning.probe === probe,
  );
  return failed?.newest.message.replace(/^\w+ probe (?:failed|errored[^:]*): /, '').trim() ?? '';
}

function sentence({ container, count }: FailedRuns, probe: 'liveness' | 'startup', start: Case): Text {
  const args = { container: container.name, count, message: probeMessage(container, probe, start) };
  if (probe === 'startup') {
    return count === 1
      ? text(
          '{container} was stopped and started again because its startup probe did not pass in time: {message}.',
          args,
        )
      : text('{container} was stopped {count} times because its startup probe did not pass in time: {message}.', args);
  }
  return count === 1
    ? text('{container} was stopped and started again because its liveness probe failed: {message}.', args)
    : text('{container} was stopped {count} times because its liveness probe failed: {message}.', args);
}
