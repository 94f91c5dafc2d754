import type { ContainerReading } from '../../reading/reading.ts';
import type { ProbeFacts } from '../../model/facts.ts';
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
  sinceCreation,
  yamlAt,
} from '../parts/case.ts';
import { changeYaml, probeYaml } from '../parts/change-yaml.ts';
import { probeStory } from '../parts/probe-story.ts';
import { ANY_PROBE, readWait, type ReadinessWait } from '../parts/readiness-wait.ts';

/** The readiness probe's settings made a container wait that could have answered. */
export const readinessDelay: Rule = {
  id: 'readiness-delay',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  find: (start) => criticalPhases(start, 'readiness').flatMap((phase) => lateProbe(phase, start)),
};

function lateProbe(phase: Phase, start: Case): readonly RuleFinding[] {
  const container = containerOfPhase(phase, start);
  const probe = container?.spec?.readinessProbe;
  const wait = container && readWait(phase, container, start);
  if (!probe || !wait || isAtItsBest(probe) || wait.lost <= ANY_PROBE || !isNotable(wait.lost, start)) return [];
  const readyWith = wait.couldServeAt + 1000;
  return [
    {
      severity: 'warning',
      title: text('readiness settings of {container}', { container: container.name }),
      sentence: sentence(container, probe, wait, start),
      advice: adviceFor(probe, readyWith, wait, start),
      explains: durationMs(wait.lost),
      ...(isBounded(probe, wait) && { saves: durationMs(Math.max(0, wait.lost - 1000)) }),
      phases: [phase.id],
      evidence: evidenceOf([phase]),
      ...yamlAt(container, start, 'readinessProbe'),
      ...changeOf(container, probe, wait, start),
    },
  ];
}

function sentence(container: ContainerReading, probe: ProbeFacts, wait: ReadinessWait, start: Case): Text {
  const args = {
    container: container.name,
    could: sinceCreation(wait.couldServeAt, start),
    allowed: sinceCreation(wait.allowedAt, start),
    passed: sinceCreation(wait.passedAt, start),
    delay: probe.initialDelaySeconds,
    period: probe.periodSeconds,
    successes: probe.successThreshold,
  };
  if (wait.goesOn) {
    return text(
      '{container} runs since {could}; its first probe is allowed at {allowed} (initialDelaySeconds: {delay}, periodSeconds: {period}).',
      args,
    );
  }
  if (probe.initialDelaySeconds > 0 && wait.known === 'started') {
    return text(
      'initialDelaySeconds: {delay}, counted from the full second in which {container} started, kept its probe back until {allowed}; the first one after that passed at {passed} (periodSeconds: {period}).',
      args,
    );
  }
  if (probe.initialDelaySeconds > 0 && wait.known === 'log') {
    return text(
      '{container} had written its last start-up line at {could}, but initialDelaySeconds: {delay} kept its probe back until {allowed}; the first one after that passed at {passed} (periodSeconds: {period}).',
      args,
    );
  }
  if (probe.successThreshold > 1) {
    return text(
      '{container} could answer soon after {could}; it had to answer {successes} times, {period} s apart, and was ready at {passed}.',
      args,
    );
  }
  if (wait.known === 'failure') return probeStory(container, wait);
  if (start.timeline.eventsState !== 'listed') {
    return text(
      '{container} was started at {could}; a probe every {period} s passed at {passed}. Whether one failed before is not known without events.',
      args,
    );
  }
  return text(
    '{container} was started at {could}; a probe every {period} s passed at {passed}, without a failure.',
    args,
  );
}

/** Nothing in it could make a container ready earlier. */
const isAtItsBest = ({ initialDelaySeconds, periodSeconds, successThreshold }: ProbeFacts): boolean =>
  initialDelaySeconds === 0 && periodSeconds <= 1 && successThreshold <= 1;

/**
 * Whether something tells how much earlier it could have been ready: while no probe asked and nothing was written,
 * nobody knows.
 */
const isBounded = (probe: ProbeFacts, { known }: ReadinessWait): boolean =>
  probe.initialDelaySeconds === 0 || known !== 'started';

function adviceFor(probe: ProbeFacts, readyWith: number, wait: ReadinessWait, start: Case): Text {
  const by = sinceCreation(readyWith, start);
  if (!isBounded(probe, wait)) {
    return text(
      'Use a startupProbe with periodSeconds: 1, and a failureThreshold that covers the slowest start, instead of initialDelaySeconds: it passes as soon as the application answers. How much earlier it would be is not known: no probe asked before {allowed} (counted from the creation of the pod).',
      { allowed: sinceCreation(wait.allowedAt, start) },
    );
  }
  if (probe.initialDelaySeconds > 0) {
    return text(
      'Use a startupProbe with periodSeconds: 1, and a failureThreshold that covers the slowest start, instead of initialDelaySeconds: it passes as soon as the application answers, here perhaps as early as {by} (counted from the creation of the pod), a second after the last sign of work.',
      { by },
    );
  }
  if (probe.successThreshold > 1) {
    return text('Lower successThreshold, or periodSeconds to 1: it would have been ready by about {by}.', { by });
  }
  return text(
    'Ask more often while the container starts: a startupProbe with periodSeconds: 1 would have answered by about {by}.',
    { by },
  );
}

/**
 * A startup probe that asks the same each second, for twice as long as this start took; the readiness probe without its
 * delay.
 */
function changeOf(
  container: ContainerReading,
  probe: ProbeFacts,
  { startedAt, passedAt }: ReadinessWait,
  start: Case,
): { readonly change?: string } {
  const slowest = Math.max(30, Math.ceil((passedAt - startedAt) / 5000) * 10);
  const often = { periodSeconds: 1, failureThreshold: slowest };
  const startup = container.spec?.startupProbe
    ? []
    : probeYaml('startupProbe', { ...probe, initialDelaySeconds: 0, successThreshold: 1 }, often);
  const isSlowAfterwards = probe.initialDelaySeconds > 0 || probe.successThreshold > 1;
  const readiness = isSlowAfterwards
    ? probeYaml('readinessProbe', probe, {
        initialDelaySeconds: 0,
        ...(probe.successThreshold > 1 && { periodSeconds: 1 }),
      })
    : [];
  const lines = startup && readiness && [...startup, ...readiness];
  return lines && lines.length > 0 ? { change: changeYaml([{ container, lines }], start) } : {};
}
