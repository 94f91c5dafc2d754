import { text } from '../../model/text.ts';
import { criticalPhases, explainedBy, isUnfinished, isWorthSaying, type Rule } from '../parts/case.ts';

/** A condition from outside the pod came late. */
export const readinessGate: Rule = {
  id: 'readiness-gate',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate',
  find(start) {
    const phases = criticalPhases(start, 'readiness-gate');
    const last = phases.at(-1);
    const explained = explainedBy(phases, start);
    if (!last || !isWorthSaying(phases, start)) return [];
    const args = { gate: last.message ?? '', waited: { ms: explained.explains } };
    return [
      {
        severity: isUnfinished(last) ? 'error' : 'warning',
        title: text('readiness gate'),
        sentence: isUnfinished(last)
          ? text('All containers are ready; the condition {gate} is still missing.', args)
          : text('All containers were ready; the condition {gate} came {waited} later.', args),
        advice: text(
          'Look at the controller that sets this condition (often a load balancer’s): what does it wait for?',
        ),
        ...explained,
        saves: explained.explains,
        yaml: ['spec', 'readinessGates'],
      },
    ];
  },
};
