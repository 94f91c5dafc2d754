import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import { type Case, type Rule, type RuleFinding, yamlAt } from '../parts/case.ts';
import { type FailedRuns, failedRuns, killedByProbe } from '../parts/failed-runs.ts';
import { lastLog } from '../parts/log-advice.ts';

/** The kubelet stopped a container because its liveness or startup probe failed too often. */
export const livenessKilled: Rule = {
  id: 'liveness-killed',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#liveness-probe',
  find: (start) =>
    failedRuns(start).flatMap((runs) => {
      const probe = killedByProbe(runs.container, start);
      return probe && runs.last?.reason !== 'OOMKilled' ? [killed(runs, probe, start)] : [];
    }),
};

function killed(runs: FailedRuns, probe: 'liveness' | 'startup', start: Case): RuleFinding {
  const { container, cost, phases, evidence } = runs;
  return {
    severity: 'error',
    title:
      probe === 'liveness'
        ? text('liveness probe of {container}', { container: container.name })
        : text('startup probe of {container}', { container: container.name }),
    sentence: sentence(runs, probe, start),
    advice:
      probe === 'liveness'
        ? livenessAdvice(container, start)
        : text(
            'Give the application more time: failureThreshold times periodSeconds of the startupProbe is what it has.',
          ),
    explains: cost,
    saves: cost,
    phases: phases.map(({ id }) => id),
    evidence,
    ...yamlAt(container, start, probe === 'liveness' ? 'livenessProbe' : 'startupProbe'),
  };
}

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

function sentence({ container, count }: FailedRuns, probe: 'liveness' | 'startup', { reading }: Case): Text {
  const failed = reading.events.findLast(
    (event) =>
      event.container === container.name && event.meaning.kind === 'probe-failed' && event.meaning.probe === probe,
  );
  const message = failed?.newest.message.replace(/^\w+ probe (?:failed|errored[^:]*): /, '').trim() ?? '';
  const args = { container: container.name, count, message };
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
