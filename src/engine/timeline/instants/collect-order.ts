import type { ContainerEvidence, RunStep } from './collect-container.ts';
import { eventsOfKind, firstStep, runId } from './collect-container.ts';
import { minus, reportedBy } from './collect-events.ts';
import { decided, STATUS_DELAY } from './collect-pod.ts';
import type { InstantDraft } from './instant-draft.ts';
import type { ContainerRole } from '../model/facts.ts';

/** The order among containers: init containers and containers one after another, and readiness after all of them. */
export function collectOrder(draft: InstantDraft, containers: readonly ContainerEvidence[], prompt: boolean): void {
  const startup = containers.filter(({ spec }) => spec !== undefined && spec.role !== 'ephemeral');
  if (containers.some(({ events }) => eventsOfKind(events, 'created').length > 0)) {
    for (const container of startup) collectLostCreation(draft, container);
  }
  for (const [index, container] of startup.entries()) {
    const next = startup[index + 1];
    const nextStep = next === undefined ? undefined : firstStep(draft, next);
    collectHook(draft, container, nextStep, prompt);
    if (nextStep !== undefined && !failedOnce(container)) draft.network.order(lastStep(draft, container), nextStep, -1);
    if (next !== undefined && nextStep !== undefined && isBegunWith(next)) boundEnd(draft, container, nextStep);
    orderReadiness(draft, container);
  }
}

/** The runtime is looked at once a second (pkg/kubelet/pleg); then the pod is worked on at once. */
const NOTICED_WITHIN = 1150;

/**
 * Its image was asked for or found, and the event of that is there: the first thing that is done for a container. Some
 * of its events may be lost.
 */
const isBegunWith = ({ events }: ContainerEvidence): boolean => eventsOfKind(events, 'pulling', 'present').length > 0;

/**
 * finishedAt is cut to the second; but what comes after an init container comes at most a look at the runtime after its
 * end.
 */
function boundEnd(draft: InstantDraft, container: ContainerEvidence, nextStep: string): void {
  const { spec, runs } = container;
  const ended = runId(container, 1, 'terminated');
  if (spec?.role !== 'init' || runs.length !== 1 || !draft.has(ended)) return;
  draft.network.order(nextStep, ended, -NOTICED_WITHIN - draft.pace.reportingDelay);
}

/**
 * The kubelet drops events of a pod that has many: a container that was started was created, about as long before as it
 * takes on any node.
 */
function collectLostCreation(draft: InstantDraft, container: ContainerEvidence): void {
  const [created, started] = [runId(container, 1, 'created'), runId(container, 1, 'started')];
  if (draft.has(created) || !draft.has(started)) return;
  draft.happened(created);
  draft.network.order('sandboxReady', created, -1);
  draft.network.order(created, started);
  draft.derive(created, 9, (known) => minus(known(started), USUAL_START));
}

/** From the creation of a container to its start, in the median of the recorded ones. */
const USUAL_START = 70;

/** After a failure the kubelet goes on with the next container, and comes back to this one at a later sync. */
const failedOnce = ({ events, spec }: ContainerEvidence): boolean =>
  spec?.role === 'container' &&
  eventsOfKind(events, 'pull-failed', 'pull-back-off', 'container-failed', 'hook-failed').length > 0;

/** The steps of a container that the next one waits for, the last first. */
const LAST_STEPS: Readonly<Record<ContainerRole, readonly RunStep[]>> = {
  init: ['terminated'],
  sidecar: ['startupPassed', 'postStartEnded'],
  container: ['postStartEnded'],
  ephemeral: ['postStartEnded'],
};

/** What the next container waits for. */
function lastStep(draft: InstantDraft, container: ContainerEvidence): string {
  return (
    LAST_STEPS[container.spec?.role ?? 'container']
      .map((step) => runId(container, 1, step))
      .find((id) => draft.has(id)) ?? runId(container, 1, 'started')
  );
}

/**
 * The hook has no event when it ends well: the next container follows at once, else the status that shows this one
 * running.
 */
function collectHook(
  draft: InstantDraft,
  container: ContainerEvidence,
  nextStep: string | undefined,
  prompt: boolean,
): void {
  if (container.spec?.hasPostStart !== true) return;
  const id = runId(container, 1, 'postStartEnded');
  const started = runId(container, 1, 'started');
  const [failed] = eventsOfKind(container.events, 'hook-failed').filter(
    ({ meaning }) => meaning.kind === 'hook-failed' && meaning.hook === 'postStart',
  );
  const seen = container.runs.find(({ number }) => number === 1);
  if (failed !== undefined) reportedBy(draft, id, failed, 0, 0.5);
  else if (nextStep !== undefined || seen?.readySeen !== undefined) draft.happened(id);
  if (!draft.has(id)) return;
  draft.network.order(started, id, -1);
  draft.network.order(id, runId(container, 1, 'ready'), -1);
  if (nextStep !== undefined) draft.derive(id, 2, (known) => minus(known(nextStep), 1));
  else if (!container.spec.readinessProbe && !container.spec.startupProbe) {
    draft.derive(id, 4, (known) => minus(known(decided('containersReady')), 1));
  }
  draft.arrival(id, seen?.runningSeen?.arrivedAt, 'running');
  // Older kubelets look once a second for what became of a container.
  draft.guess(id, minus(seen?.runningSeen?.arrivedAt, prompt ? STATUS_DELAY : 500), 'client', 3);
}

function orderReadiness(draft: InstantDraft, container: ContainerEvidence): void {
  const { spec, runs } = container;
  const step = (wanted: RunStep): string => runId(container, 1, wanted);
  if (spec?.role === 'init') {
    draft.network.order(
      runs.some(({ number }) => number === 1) ? step('terminated') : step('started'),
      'initialized',
      -1,
    );
    return;
  }
  if (spec?.role === 'sidecar') {
    draft.network.order(draft.has(step('startupPassed')) ? step('startupPassed') : step('started'), 'initialized', -1);
  }
  for (const wanted of ['started', 'startupPassed', 'ready'] as const) {
    if (draft.has(step(wanted))) draft.network.order(step(wanted), decided('containersReady'), -5);
  }
  for (const id of ['containersReady', 'podReady']) {
    if (draft.has(step('started'))) draft.notBefore(id, step('started'));
  }
}
