import { type Text, text } from '../../model/text.ts';
import { durationMs } from '../../model/units.ts';
import type { Case, Rule } from '../parts/case.ts';
import { evidenceOf, isUnfinished } from '../parts/case.ts';

/**
 * The pod was stopped from outside: evicted, out of time, refused by its node. It does not come back; its controller
 * may make another.
 */
export const podFailed: Rule = {
  id: 'pod-failed',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-phase',
  isDecisive: true,
  find(start) {
    const pod = start.reading.alive;
    if (pod?.phase !== 'Failed' || pod.reason === undefined) return [];
    const cut = start.timeline.phases.filter((phase) => phase.critical && isUnfinished(phase));
    return [
      {
        severity: 'error',
        title: text('the pod was stopped'),
        sentence: sentence(pod.reason, (pod.message ?? '').trim(), start),
        advice: adviceFor(pod.reason, start),
        explains: start.isReady ? durationMs(0) : start.total,
        phases: cut.map(({ id }) => id),
        evidence: evidenceOf(cut),
        yaml: ['status', 'message'],
      },
    ];
  },
};

function sentence(reason: string, message: string, { timeline, reading }: Case): Text {
  const { created, failed } = timeline.instants;
  const args = {
    node: timeline.pod.node ?? '',
    after: { ms: created && failed ? failed.at - created.at : 0 },
    reason,
    message,
  };
  if (reason === 'Evicted') return text('{node} evicted the pod {after} after its creation: {message}', args);
  if (reason === 'DeadlineExceeded') {
    return text(
      'The pod had been active on its node for as long as activeDeadlineSeconds allows, and was stopped; it had ended {after} after its creation.',
      args,
    );
  }
  const isRefused = reading.containers.every(({ status }) => status === undefined || status.state.state === 'waiting');
  const why = message === '' ? text('{reason}', { reason }) : text('{reason}: {message}', { reason, message });
  return isRefused
    ? text('{node} refused the pod: {why}', { ...args, why })
    : text('The pod was stopped {after} after its creation: {why}', { ...args, why });
}

function adviceFor(reason: string, { timeline }: Case): Text {
  const args = { node: timeline.pod.node ?? '' };
  if (reason === 'Evicted') {
    return text(
      'The node ran short of a resource: give the containers requests and limits that match what they use, and see what else fills the node: kubectl describe node {node}.',
      args,
    );
  }
  if (reason === 'DeadlineExceeded') return text('Raise activeDeadlineSeconds, or make what takes the time shorter.');
  if (reason === 'SysctlForbidden') {
    return text(
      'The node does not allow this sysctl: allow it there (allowedUnsafeSysctls in the configuration of the kubelet), or take it out of securityContext.sysctls.',
    );
  }
  if (/^OutOf/.test(reason)) {
    return text(
      'The scheduler had counted on room that the node no longer had (another scheduler, static pods, or many pods at once); the controller makes a new pod by itself.',
    );
  }
  if (/Affinity|NodeSelector|Taint/.test(reason)) {
    return text(
      'The labels or taints of the node changed after the pod had been bound to it; the controller makes a new pod by itself.',
    );
  }
  if (/^(?:Terminated|NodeShutdown|Shutdown)$/.test(reason)) {
    return text('The node was shut down: its pods are made anew elsewhere, if a controller owns them.');
  }
  return text('The status of the pod says no more; see the events of the node: kubectl describe node {node}.', args);
}
