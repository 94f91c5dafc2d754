import { notReady, pressuresAt, readySince } from '../../reading/node-words.ts';
import { type Text, text } from '../../model/text.ts';
import type { Phase } from '../../model/timeline.ts';
import { durationMs } from '../../model/units.ts';
import { isImageTold, nodeSteps, unprovenNodeSteps } from '../parts/proven-steps.ts';
import {
  type Case,
  criticalPhases,
  explainedBy,
  isNotable,
  isUnfinished,
  type Rule,
  type RuleFinding,
} from '../parts/case.ts';

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
      sentence: isUnfinished(only)
        ? text('The kubelet of {node} has not taken on the pod yet.', args)
        : text('The kubelet of {node} took {took} to take on the pod.', args),
      advice: pickupAdvice(only, start),
      ...explained,
      saves: explained.explains,
    },
  ];
}

/** What the node says of itself: that it is not ready, or that it became ready only after the pod was bound to it. */
function pickupAdvice(pickup: Phase, { reading, timeline }: Case): Text {
  const args = { node: timeline.pod.node ?? '' };
  const { node } = reading.evidence;
  const problem = isUnfinished(pickup) ? notReady(node) : undefined;
  if (problem) return problem;
  const since = readySince(node);
  if (since !== undefined && since > pickup.start.at && since < (pickup.end?.latest ?? Infinity)) {
    return text(
      '{node} became ready only {after} after the pod was bound to it: the node was new, or its kubelet was away.',
      { ...args, after: { ms: since - pickup.start.at } },
    );
  }
  return text('See whether the kubelet runs and the node is ready: kubectl describe node {node}.', args);
}

/** What a node usually needs for these steps; they are the node's business only well beyond it. */
const USUAL_MS = 2000;

/** And for each container after the first, one after another. */
const USUAL_FOR_ONE = 500;
const SHARE = 0.3;

function busyNode(start: Case): readonly RuleFinding[] {
  // Of later runs the API does not always say when they were begun.
  const containers = criticalPhases(start, 'create', 'start').filter(
    (phase) => phase.outcome === 'done' && phase.attempt === 1 && isImageTold(phase, start),
  );
  const pod = unprovenNodeSteps(start).length === 0 ? nodeSteps(start).filter(({ outcome }) => outcome === 'done') : [];
  const phases = [...pod, ...containers];
  const explained = explainedBy(phases, start);
  if (
    explained.explains < USUAL_MS + USUAL_FOR_ONE * (start.reading.containers.length - 1) ||
    explained.explains < SHARE * start.total
  ) {
    return [];
  }
  const failed = start.timeline.phases.some(
    ({ kind, outcome }) => outcome === 'failed' && (kind === 'sandbox' || kind === 'create'),
  );
  if (failed) return [];
  const args = { node: start.timeline.pod.node ?? '', took: { ms: explained.explains } };
  return [
    {
      severity: 'warning',
      title: text('{node} was slow', args),
      sentence:
        pod.length > 0
          ? text(
              '{node} needed {took} to prepare the pod’s volumes, sandbox and network and to create and start its containers.',
              args,
            )
          : text('{node} needed {took} to create and start the pod’s containers.', args),
      advice: busyAdvice(phases, start),
      ...explained,
      saves: durationMs(Math.max(0, explained.explains - USUAL_MS / 2)),
    },
  ];
}

function busyAdvice(phases: readonly Phase[], { reading, timeline }: Case): Text {
  const pressures = pressuresAt(reading.evidence.node, phases.at(-1)?.end?.at ?? Infinity);
  if (pressures !== undefined) {
    return text('{node} reports {pressures}: make room on it, or spread the start over more nodes.', {
      node: timeline.pod.node ?? '',
      pressures,
    });
  }
  return text(
    'See what else the node does (many pods that start at once, a slow disk), and spread the start over more nodes or more time.',
  );
}
