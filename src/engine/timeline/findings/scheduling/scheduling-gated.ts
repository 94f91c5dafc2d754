import { text } from '../../model/text.ts';
import { criticalPhases, explainedBy, isUnfinished, isWorthSaying, type Rule } from '../parts/case.ts';

/** A scheduling gate kept the pod from the scheduler. */
export const schedulingGated: Rule = {
  id: 'scheduling-gated',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-scheduling-readiness/',
  find(start) {
    const phases = criticalPhases(start, 'gated');
    const explained = explainedBy(phases, start);
    const last = phases.at(-1);
    if (!last || !isWorthSaying(phases, start)) return [];
    const args = { gates: last.message ?? '', waited: { ms: explained.explains } };
    return [
      {
        severity: isUnfinished(last) ? 'error' : 'warning',
        title: text('scheduling gate'),
        sentence: isUnfinished(last)
          ? text('The scheduling gate {gates} keeps the pod from being scheduled.', args)
          : text('The scheduling gate {gates} kept the pod from being scheduled for {waited}.', args),
        advice: text(
          'Find out who has to remove the gate from spec.schedulingGates and what it waits for; the scheduler does not look at the pod before.',
        ),
        ...explained,
        saves: explained.explains,
        yaml: ['spec', 'schedulingGates'],
      },
    ];
  },
};
