import { text } from '../text.ts';
import { criticalPhases, explainedBy, isUnfinished, isWorthSaying, type Rule, yamlAt } from './case.ts';

/** An autoscaler added a node for the pod. */
export const waitingForNode: Rule = {
  id: 'waiting-for-node',
  docs: 'https://kubernetes.io/docs/concepts/cluster-administration/node-autoscaling/',
  find(start) {
    const phases = criticalPhases(start, 'node-wait');
    const last = phases.at(-1);
    const explained = explainedBy(phases, start);
    if (!last || !isWorthSaying(phases, start)) return [];
    const args = { waited: { ms: explained.explains } };
    return [
      {
        severity: 'warning',
        title: text('waits for a new node'),
        sentence: isUnfinished(last) ? text('No node has room; an autoscaler is adding one.', args) : text('No node had room; an autoscaler added one, which took {waited}.', args),
        advice: text('Keep spare capacity (for example low-priority placeholder pods that give way), or lower the resource requests.'),
        ...explained,
        saves: explained.explains,
        ...yamlAt(start.reading.containers.find(({ role }) => role === 'container'), start, 'resources'),
      },
    ];
  },
};
