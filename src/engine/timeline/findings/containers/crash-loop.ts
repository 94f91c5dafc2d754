import { lastWords } from '../parts/log-words.ts';
import { shortError } from '../../model/failure-text.ts';
import { type Text, text } from '../../model/text.ts';
import { type Case, type Rule, type RuleFinding, yamlAt } from '../parts/case.ts';
import { type FailedRuns, failedRuns, hookFailures, killedByProbe } from '../parts/failed-runs.ts';
import { lastLog } from '../parts/log-advice.ts';
import { commandAdvice, isStartError } from '../parts/start-error.ts';

/** A container ended by itself and was started again, or was not. */
export const crashLoop: Rule = {
  id: 'crash-loop',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts',
  find: (start) =>
    failedRuns(start)
      .filter(
        ({ last, container }) =>
          last?.reason !== 'OOMKilled' && !killedByProbe(container, start) && hookFailures(container, start) === 0,
      )
      .map((runs) => crash(runs, start)),
};

function crash(runs: FailedRuns, start: Case): RuleFinding {
  const { container, cost, phases, evidence, goesOn } = runs;
  return {
    severity: goesOn || !start.isReady || start.timeline.outcome.state === 'failed' ? 'error' : 'warning',
    ...wordsOf(runs, start),
    explains: cost,
    saves: cost,
    phases: phases.map(({ id }) => id),
    evidence,
    ...yamlAt(container, start),
  };
}

function wordsOf(runs: FailedRuns, start: Case): Pick<RuleFinding, 'title' | 'sentence' | 'advice'> {
  const { container, last, goesOn } = runs;
  const args = {
    container: container.name,
    error: shortError(last?.message ?? runs.phases.find(({ message }) => message !== undefined)?.message ?? ''),
    waited: { ms: runs.cost },
  };
  if (isStartError(last) || runs.phases.every(({ kind }) => kind === 'start' || kind === 'crash-backoff')) {
    return {
      title: text('{container} cannot be started', args),
      sentence: goesOn
        ? text('{container} cannot be started: {error}.', args)
        : text('{container} could not be started at first, which cost {waited}: {error}.', args),
      advice: commandAdvice(),
    };
  }
  const log = lastLog(container, start);
  const cameToEnd = last?.exitCode === 0 && start.reading.pod?.spec.restartPolicy === 'Always';
  return {
    title: text('{container} failed', args),
    sentence: withLastWords(sentence(runs, start), container, start),
    advice: cameToEnd
      ? text(
          'Exit code 0 means that its command came to an end, and a container of this pod has to go on running: give it a command that does, or make it a Job. {log}',
          { log },
        )
      : log,
  };
}

/** What it wrote last tells more than an exit code. */
function withLastWords(said: Text, container: FailedRuns['container'], start: Case): Text {
  const line = lastWords(container, start);
  return line === undefined ? said : text('{sentence} The last line of its log: {line}', { sentence: said, line });
}

function sentence({ container, count, last, backoff, goesOn }: FailedRuns, { reading }: Case): Text {
  const args = { container: container.name, count, how: howItEnded(last), waited: { ms: backoff } };
  if (reading.pod?.spec.restartPolicy === 'Never' && !isStartedAgain(container, reading)) {
    return text('{container} ended with {how}; with restartPolicy: Never it is not started again.', args);
  }
  if (goesOn && count > 1 && backoff === 0) {
    return text('{container} ended {count} times, the last with {how}, and waits to be started again.', args);
  }
  if (goesOn) {
    return count === 1
      ? text('{container} ended with {how} and waits to be started again.', args)
      : text(
          '{container} ended {count} times, the last with {how}; it waits to be started again ({waited} of back-off so far).',
          args,
        );
  }
  if (backoff === 0) {
    return count === 1
      ? text('{container} ended with {how} and was started again.', args)
      : text('{container} ended {count} times with {how} and was started again.', args);
  }
  return count === 1
    ? text('{container} ended with {how}; it was started again after {waited} of back-off.', args)
    : text(
        '{container} ended {count} times, the last with {how}; {waited} went by in back-off before it ran again.',
        args,
      );
}

/** By a rule of its own (restartPolicyRules), whatever the pod's policy. */
const isStartedAgain = ({ name, status }: FailedRuns['container'], { laterRuns }: Case['reading']): boolean =>
  (status?.restartCount ?? 0) > 0 || laterRuns.has(name);

function howItEnded(last: FailedRuns['last']): Text {
  if (last?.reason === 'Unknown' || last?.reason === 'ContainerStatusUnknown') {
    return text('its node or the container runtime, which was restarted');
  }
  if (last?.signal !== undefined) return text('signal {signal}', { signal: last.signal });
  if (last?.exitCode === undefined) return text('an unknown exit code');
  return last.reason === undefined || last.reason === 'Error'
    ? text('exit code {code}', { code: last.exitCode })
    : text('exit code {code} ({reason})', { code: last.exitCode, reason: last.reason });
}
