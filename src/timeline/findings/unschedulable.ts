import { reasonsIn } from '../scheduler-message.ts';
import { text } from '../text.ts';
import { criticalPhases, evidenceOf, isNotable, type Rule, totalLength } from './case.ts';

/** No node fitted for a while. */
export const unschedulable: Rule = {
  id: 'unschedulable',
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/',
  find(start) {
    const phases = criticalPhases(start, 'unschedulable');
    const last = phases.at(-1);
    const explains = totalLength(phases, start);
    if (!last || (last.end && !isNotable(explains, start))) return [];
    const reason = reasonsIn(last.message ?? '');
    const args = { waited: { ms: explains }, reason };
    return [
      {
        severity: last.end ? 'warning' : 'error',
        title: text('no node fits'),
        sentence: last.end && last.outcome !== 'abandoned' ? text('For {waited} no node fitted: {reason}.', args) : text('No node fits: {reason}.', args),
        advice: text('Compare nodeSelector, affinity, tolerations and resource requests of the pod with what the nodes have.'),
        explains,
        saves: explains,
        phases: phases.map(({ id }) => id),
        evidence: evidenceOf(phases),
        yaml: last.yaml[0] ?? ['spec'],
      },
    ];
  },
};
