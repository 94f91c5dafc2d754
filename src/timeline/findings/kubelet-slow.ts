import { text } from '../text.ts';
import { durationMs } from '../units.ts';
import { type Case, criticalPhases, explainedBy, isNotable, isUnfinished, type Rule, type RuleFinding } from './case.ts';

/** The node was slow to take the pod on, or to make its sandbox and containers. */
export const kubeletSlow: Rule = {
  id: 'kubelet-slow',
  docs: 'https://kubernetes.io/docs/tasks/debug/debug-cluster/kubectl-node-debug/',
  find: (start) => [...latePickup(start), ...busyNode(start)],
};

function latePickup(start: Case): readonly RuleFinding[] {
  const phases = criticalPhases(start, 'kubelet-pickup');
  const [only] = phases;
  const explained = explainedBy(phases, start);
  if (!only || !isNotable(explained.explains, start)) return [];
  const args = { node: start.timeline.pod.node ?? '', took: { ms: explained.explains } };
  return [
    {
      severity: isUnfinished(only) ? 'error' : 'warning',
      title: text('kubelet on {node}', args),
      sentence: isUnfinished(only) ? text('The kubelet of {node} has not taken on the pod yet.', args) : text('The kubelet of {node} took {took} to take on the pod.', args),
      advice: text('See whether the kubelet runs and the node is ready: kubectl describe node {node}.', args),
      ...explained,
      saves: explained.explains,
    },
  ];
}

/** What a node usually needs for these steps; they are the node's business only well beyond it. */
const USUAL_MS = 2000;
const SHARE = 0.3;

function busyNode(start: Case): readonly RuleFinding[] {
  const phases = criticalPhases(start, 'sandbox', 'create', 'start').filter(({ outcome }) => outcome === 'done');
  const explained = explainedBy(phases, start);
  if (explained.explains < USUAL_MS || explained.explains < SHARE * start.total) return [];
  const failed = start.timeline.phases.some(({ kind, outcome }) => outcome === 'failed' && (kind === 'sandbox' || kind === 'create'));
  if (failed) return [];
  const args = { node: start.timeline.pod.node ?? '', took: { ms: explained.explains } };
  return [
    {
      severity: 'warning',
      title: text('{node} is busy', args),
      sentence: text('{node} needed {took} to make the pod’s sandbox and network and to create and start its containers.', args),
      advice: text('See what else the node does (many pods that start at once, a slow disk), and spread the start over more nodes or more time.'),
      ...explained,
      saves: durationMs(Math.max(0, explained.explains - USUAL_MS / 2)),
    },
  ];
}
