import type { Reading } from '../reading/reading.ts';
import type { Finding, Timeline } from '../model/timeline.ts';
import { durationMs } from '../model/units.ts';
import { type Case, criticalByKind, type Rule } from './parts/case.ts';
import { admission } from './admission.ts';
import { appSlowToReady } from './readiness/app-slow-to-ready.ts';
import { clockSkew } from './evidence/clock-skew.ts';
import { configMissing } from './node/config-missing.ts';
import { crashLoop } from './containers/crash-loop.ts';
import { eventsDenied } from './evidence/events-denied.ts';
import { eventsExpired } from './evidence/events-expired.ts';
import { containersLeftOut } from './evidence/containers-left-out.ts';
import { eventsLost } from './evidence/events-lost.ts';
import { imagePull } from './images/image-pull.ts';
import { imagePullFailed } from './images/image-pull-failed.ts';
import { imagePullPolicyAlways } from './images/image-pull-policy-always.ts';
import { imagePullQueue } from './images/image-pull-queue.ts';
import { initSlow } from './containers/init-slow.ts';
import { kubeletSlow } from './node/kubelet-slow.ts';
import { livenessKilled } from './containers/liveness-killed.ts';
import { neverFits } from './scheduling/never-fits.ts';
import { nodeLost } from './node/node-lost.ts';
import { oomKilled } from './containers/oom-killed.ts';
import { podFailed } from './containers/pod-failed.ts';
import { postStartHook } from './containers/post-start-hook.ts';
import { preemption } from './scheduling/preemption.ts';
import { readinessDelay } from './readiness/readiness-delay.ts';
import { readinessGate } from './readiness/readiness-gate.ts';
import { sandboxFailed } from './node/sandbox-failed.ts';
import { schedulingGated } from './scheduling/scheduling-gated.ts';
import { sequentialContainers } from './containers/sequential-containers.ts';
import { sidecarSlow } from './containers/sidecar-slow.ts';
import { stepsUnknown } from './evidence/steps-unknown.ts';
import { startupProbeSlow } from './readiness/startup-probe-slow.ts';
import { unexplainedWarning } from './evidence/unexplained-warning.ts';
import { unschedulable } from './scheduling/unschedulable.ts';
import { volumeAttach, volumeMount } from './node/volume-attach.ts';
import { volumeWait } from './node/volume-wait.ts';
import { waitingForNode } from './scheduling/waiting-for-node.ts';

/** Every rule that looks at a pod. To add one: write its file, name it here, give it a case in the tests. */
export const rules: readonly Rule[] = [
  imagePull,
  imagePullQueue,
  imagePullFailed,
  imagePullPolicyAlways,
  admission,
  unschedulable,
  neverFits,
  schedulingGated,
  preemption,
  waitingForNode,
  volumeWait,
  volumeAttach,
  volumeMount,
  configMissing,
  sandboxFailed,
  kubeletSlow,
  stepsUnknown,
  initSlow,
  sidecarSlow,
  sequentialContainers,
  postStartHook,
  startupProbeSlow,
  readinessDelay,
  appSlowToReady,
  crashLoop,
  oomKilled,
  livenessKilled,
  readinessGate,
  podFailed,
  nodeLost,
  clockSkew,
  eventsDenied,
  eventsExpired,
  eventsLost,
  containersLeftOut,
];

/**
 * What was slow and what to change: what keeps the pod from being ready now, then by the seconds explained. The first
 * is the headline.
 */
export function findingsOf(timeline: Omit<Timeline, 'findings'>, reading: Reading): readonly Finding[] {
  const { created, podReady, deleted } = timeline.instants;
  const end = podReady?.at ?? deleted?.at ?? reading.now;
  const start: Case = {
    timeline,
    reading,
    total: durationMs(created ? end - created.at : 0),
    isReady: podReady !== undefined,
    critical: criticalByKind(timeline.phases),
  };
  const found: Finding[] = [];
  const decisive = new Set<Finding>();
  for (const rule of rules) {
    for (const finding of rule.find(start)) {
      const whole = { id: rule.id, docs: rule.docs, ...finding };
      found.push(whole);
      if (rule.isDecisive) decisive.add(whole);
    }
  }
  const unread = isUnexplained(found, timeline) ? unexplainedWarning(start) : undefined;
  if (unread) {
    const whole: Finding = { id: 'unexplained-warning', ...unread };
    found.push(whole);
    decisive.add(whole);
  }
  if (found.length < 2) return found;
  const rank = (finding: Finding): number => (decisive.has(finding) ? 2 : Number(goesOn(finding, timeline)));
  return found.sort((a, b) => rank(b) - rank(a) || b.explains - a.explains);
}

/** Nothing that was found tells what keeps it from being ready. */
const isUnexplained = (found: readonly Finding[], { outcome }: Omit<Timeline, 'findings'>): boolean =>
  (outcome.state === 'starting' || outcome.state === 'stuck') && !found.some(({ severity }) => severity === 'error');

/** A wait that is still going on explains more every second, although the evidence does not say how much yet. */
const goesOn = (finding: Finding, { phases }: Omit<Timeline, 'findings'>): boolean =>
  finding.severity === 'error' &&
  phases.some(({ id, critical, outcome }) => critical && outcome === 'running' && finding.phases.includes(id));
