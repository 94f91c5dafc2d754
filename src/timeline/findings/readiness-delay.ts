import { containerPath } from '../phases/phase-yaml.ts';
import { text } from '../text.ts';
import type { Phase } from '../timeline.ts';
import { durationMs } from '../units.ts';
import { type Case, containerOfPhase, criticalPhases, evidenceOf, isNotable, type Rule, type RuleFinding } from './case.ts';

/** The readiness probe's settings made a container wait that could have answered. */
export const readinessDelay: Rule = {
  id: 'readiness-delay',
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#readiness-probe',
  find: (start) => criticalPhases(start, 'readiness').flatMap((phase) => lateProbe(phase, start)),
};

function lateProbe(phase: Phase, start: Case): readonly RuleFinding[] {
  const container = containerOfPhase(phase, start);
  const probe = container?.spec?.readinessProbe;
  const path = container && containerPath(container.name, start.reading);
  if (!probe || !path || !phase.end) return [];
  const explains = durationMs(phase.end.at - phase.start.at);
  const failed = start.reading.events.some(({ meaning, container: on }) => on === container.name && meaning.kind === 'probe-failed' && meaning.probe === 'readiness');
  if (failed || !isNotable(explains, start)) return [];
  return [
    {
      severity: 'warning',
      title: text('readiness settings of {container}', { container: container.name }),
      sentence: text('{container} was first asked whether it is ready {waited} after it had started (initialDelaySeconds: {delay}, periodSeconds: {period}), and it was.', {
        container: container.name,
        waited: { ms: explains },
        delay: probe.initialDelaySeconds,
        period: probe.periodSeconds,
      }),
      advice: text('Use a startupProbe with periodSeconds: 1 instead of initialDelaySeconds.'),
      explains,
      saves: durationMs(Math.max(0, explains - 1000)),
      phases: [phase.id],
      evidence: evidenceOf([phase]),
      yaml: [...path, 'readinessProbe'],
    },
  ];
}
