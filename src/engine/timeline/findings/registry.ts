import type { Reading } from '../reading/reading.ts';
import type { Finding, Timeline } from '../model/timeline.ts';
import { durationMs } from '../model/units.ts';
import { type Case, criticalByKind, type Rule } from './parts/case.ts';
import { appSlowToReady } from './app-slow-to-ready.ts';
import { clockSkew } from './clock-skew.ts';
import { configMissing } from './config-missing.ts';
import { crashLoop } from './crash-loop.ts';
import { eventsDenied } from './events-denied.ts';
import { eventsExpired } from './events-expired.ts';
import { eventsLost } from './events-lost.ts';
import { imagePull } from './image-pull.ts';
import { imagePullFailed } from './image-pull-failed.ts';
import { imagePullPolicyAlways } from './image-pull-policy-always.ts';
import { imagePullQueue } from './image-pull-queue.ts';
import { initSlow } from './init-slow.ts';
import { kubeletSlow } from './kubelet-slow.ts';
import { livenessKilled } from './liveness-killed.ts';
import { neverFits } from './never-fits.ts';
import { nodeLost } from './node-lost.ts';
import { oomKilled } from './oom-killed.ts';
import { podFailed } from './pod-failed.ts';
import { postStartHook } from './post-start-hook.ts';
import { preemption } from './preemption.ts';
import { readinessDelay } from './readiness-delay.ts';
import { readinessGate } from './readiness-gate.ts';
import { sandboxFailed } from './sandbox-failed.ts';
import { schedulingGated } from './scheduling-gated.ts';
import { sequentialContainers } from './sequential-containers.ts';
import { sidecarSlow } from './sidecar-slow.ts';
import { stepsUnknown } from './steps-unknown.ts';
import { startupProbeSlow } from './startup-probe-slow.ts';
import { unexplainedWarning } from './parts/unexplained-warning.ts';
import { unschedulable } from './unschedulable.ts';
import { volumeAttach, volumeMount } from './volume-attach.ts';
import { volumeWait } from './volume-wait.ts';
import { waitingForNode } from './waiting-for-node.ts';

/** Every rule that looks at a pod. To add one: write its file, name it here, give it a case in the tests. */
export const rules: readonly Rule[] = [
  imagePull,
  imagePullQueue,
  imagePullFailed,
  imagePullPolicyAlways,
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
