import { text } from '../../model/text.ts';
import { criticalPhases, explainedBy, isUnfinished, isWorthSaying, type Rule } from '../parts/case.ts';

/** Other pods had to go first. */
export const preemption: Rule = {
  id: 'preemption',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/',
  find(start) {
    const phases = criticalPhases(start, 'preempting');
    const last = phases.at(-1);
    const explained = explainedBy(phases, start);
    if (!last || !isWorthSaying(phases, start)) return [];
    const node = start.timeline.pod.node ?? start.reading.pod?.nominatedNodeName ?? '';
    const args = { node, waited: { ms: explained.explains } };
    return [
      {
        severity: 'warning',
        title: text('preemption'),
        sentence: isUnfinished(last)
          ? text('Pods of a lower priority are being stopped on {node} to make room for this one.', args)
          : text('The pod waited {waited} until pods of a lower priority had been stopped on {node}.', args),
        advice: text(
          'Keep spare room for pods that must start at once, or give the pods that make way a shorter terminationGracePeriodSeconds.',
        ),
        ...explained,
        saves: explained.explains,
        yaml: ['spec', 'priorityClassName'],
      },
    ];
  },
};
