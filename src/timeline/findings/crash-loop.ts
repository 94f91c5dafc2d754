import { type Text, text } from '../text.ts';
import { type Case, type Rule, type RuleFinding, yamlAt } from './case.ts';
import { type FailedRuns, failedRuns, killedByProbe } from './failed-runs.ts';
import { lastLog } from './log-advice.ts';

/** A container ended by itself and was started again, or was not. */
export const crashLoop: Rule = {
  id: 'crash-loop',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts',
  find: (start) => failedRuns(start).filter(({ last, container }) => last?.reason !== 'OOMKilled' && !killedByProbe(container, start)).map((runs) => crash(runs, start)),
};

function crash(runs: FailedRuns, start: Case): RuleFinding {
  const { container, cost, phases, evidence, goesOn } = runs;
  return {
    severity: goesOn || !start.isReady || start.timeline.outcome.state === 'failed' ? 'error' : 'warning',
    title: text('{container} failed', { container: container.name }),
    sentence: sentence(runs, start),
    advice: lastLog(container, start),
    explains: cost,
    saves: cost,
    phases: phases.map(({ id }) => id),
    evidence,
    ...yamlAt(container, start),
  };
}

function sentence({ container, count, last, backoff, goesOn }: FailedRuns, { reading }: Case): Text {
  const args = { container: container.name, count, how: howItEnded(last), waited: { ms: backoff } };
  if (reading.pod?.spec.restartPolicy === 'Never') return text('{container} ended with {how}; with restartPolicy: Never it is not started again.', args);
  if (goesOn) return count === 1 ? text('{container} ended with {how} and waits to be started again.', args) : text('{container} ended {count} times, the last with {how}; it waits to be started again ({waited} of back-off so far).', args);
  if (backoff === 0) return count === 1 ? text('{container} ended with {how} and was started again.', args) : text('{container} ended {count} times with {how} and was started again.', args);
  return count === 1 ? text('{container} ended with {how}; it was started again after {waited} of back-off.', args) : text('{container} ended {count} times, the last with {how}; {waited} went by in back-off before it ran again.', args);
}

function howItEnded(last: FailedRuns['last']): Text {
  if (last?.signal !== undefined) return text('signal {signal}', { signal: last.signal });
  if (last?.exitCode === undefined) return text('an unknown exit code');
  return last.reason === undefined || last.reason === 'Error' ? text('exit code {code}', { code: last.exitCode }) : text('exit code {code} ({reason})', { code: last.exitCode, reason: last.reason });
}
