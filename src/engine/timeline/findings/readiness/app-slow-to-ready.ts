import { withSilence } from '../parts/log-words.ts';
import type { ContainerReading } from '../../reading/reading.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import { durationMs } from '../../model/units.ts';
import {
  type Case,
  containerOfPhase,
  criticalPhases,
  evidenceOf,
  isNotable,
  type Rule,
  type RuleFinding,
  yamlAt,
} from '../parts/case.ts';
import { isGone, logArgs } from '../parts/log-advice.ts';
import { probeStory } from '../parts/probe-story.ts';
import { readWait, type ReadinessWait } from '../parts/readiness-wait.ts';

/** In ms: a second to boot and most of the second until the next probe, which is an ordinary start. */
const ORDINARY_BOOT = 1750;

/** The application was asked and could not answer yet. */
export const appSlowToReady: Rule = {
  id: 'app-slow-to-ready',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  find: (start) => criticalPhases(start, 'readiness').flatMap((phase) => slowApp(phase, start)),
};

function slowApp(phase: Phase, start: Case): readonly RuleFinding[] {
  const container = containerOfPhase(phase, start);
  const wait = container && readWait(phase, container, start);
  if (!wait || wait.failures.count === 0 || wait.appTook < ORDINARY_BOOT || !isNotable(wait.appTook, start)) return [];
  const name = container.name;
  return [
    {
      severity: wait.goesOn ? 'error' : 'warning',
      title: text('{container} is slow to be ready', { container: name }),
      sentence: wait.goesOn ? goesOn(name, wait) : probeStory(container, wait),
      advice: withSilence(adviceFor(container, wait, start), container, [wait.startedAt, wait.passedAt], start),
      explains: durationMs(wait.appTook),
      phases: [phase.id],
      evidence: evidenceOf([phase]),
      ...yamlAt(container, start, 'readinessProbe'),
    },
  ];
}

function goesOn(container: string, { appTook, failures }: ReadinessWait): Text {
  return text('{container} has not been ready for {took}; {failed} probes failed, the last with: {message}.', {
    container,
    took: { ms: appTook },
    failed: failures.count,
    message: failures.message ?? '',
  });
}

/** What the probe got, where that tells more than the log: it was answered, or its own settings are at fault. */
function answered({ spec }: ContainerReading, message: string): Text | undefined {
  const status = /statuscode: (\d+)/.exec(message)?.[1];
  const args = { status: status ?? '', timeout: spec?.readinessProbe?.timeoutSeconds ?? 1 };
  if (status === '404') {
    return text('The application answers, with 404: the path of the readinessProbe is not one of its own.');
  }
  if (status === '401' || status === '403') {
    return text(
      'The application answers, with {status}: the path of the readinessProbe asks for a login; give the probe one that does not.',
      args,
    );
  }
  if (status !== undefined) {
    return text('The application answers, with {status}: it is up and says itself that it is not ready.', args);
  }
  if (/context deadline exceeded|Client\.Timeout|timed out/i.test(message)) {
    return text(
      'The answer takes longer than timeoutSeconds ({timeout} s): raise it, or let the probe ask for something cheaper.',
      args,
    );
  }
  return undefined;
}

function adviceFor(container: ContainerReading, { failures }: ReadinessWait, start: Case): Text {
  const known = answered(container, failures.message ?? '');
  if (known) return known;
  const isClosed = /connection refused/i.test(failures.message ?? '');
  if (isGone(start)) {
    return isClosed
      ? text('Its port was not open yet: see what the application does before it listens.')
      : text('See what the application does in this time: its log, and what it waits for.');
  }
  const args = logArgs(container, start);
  return isClosed
    ? text(
        'Its port was not open yet: see what the application does before it listens, kubectl logs {pod} -n {namespace} -c {container}.',
        args,
      )
    : text('See what the application does in this time: kubectl logs {pod} -n {namespace} -c {container}.', args);
}
