import type { ContainerEvidence } from './collect-container.ts';
import { eventsOfKind, firstStep, runId } from './collect-container.ts';
import { eventId, minus } from './collect-events.ts';
import { field, kubeletClock, STATUS_DELAY, writtenIn } from './collect-pod.ts';
import type { EventHistory } from './event-history.ts';
import type { PodEvidence } from '../model/facts.ts';
import { isLightVolume } from '../model/light-volumes.ts';
import type { InstantDraft, Known } from './instant-draft.ts';
import type { PodHistory } from './pod-history.ts';

/** What the kubelet's steps before the first container are inferred from. */
export interface NodeEvidence {
  readonly history: PodHistory | undefined;
  readonly events: readonly EventHistory[];
  readonly containers: readonly ContainerEvidence[];
  readonly server: PodEvidence['server'];
}

/**
 * From 1.36 on the kubelet sets PodReadyToStartContainers, and updates the status, as soon as the fact is there;
 * before, at its next sync.
 */
export const isPrompt = (server: PodEvidence['server']): boolean =>
  server !== undefined && (server.major > 1 || server.minor >= 36);

/** Volumes and sandbox leave no event: they lie between what does. */
export function collectNode(draft: InstantDraft, evidence: NodeEvidence): void {
  // The scheduler's event is recorded a moment after the binding that the kubelet hears of.
  if (evidence.history?.newest.staticPod === undefined) draft.network.order('scheduled', 'kubeletSeen', -5);
  draft.network.order('kubeletSeen', 'volumesReady');
  draft.network.order('volumesReady', 'sandboxReady');
  collectSandbox(draft, evidence);
  collectVolumes(draft, evidence);
}

function collectSandbox(draft: InstantDraft, { history, events, containers, server }: NodeEvidence): void {
  const failed = eventsOfKind(events, 'sandbox-failed');
  for (const event of failed) draft.network.order('volumesReady', eventId(event));
  const first = firstOnNode(draft, events, containers);
  if (first !== undefined) {
    draft.happened('sandboxReady');
    draft.network.order('sandboxReady', first);
    draft.derive('sandboxReady', 1, (known) => minus(known(first), PULL_LOOKUP));
  }
  for (const event of first === undefined ? [] : failed) {
    for (const index of event.occurrences.keys()) {
      if (isBefore(event, index, events)) draft.network.order(eventId(event, index), 'sandboxReady');
    }
  }
  if (history !== undefined) collectSandboxCondition(draft, history, isPrompt(server));
}

/** From the sandbox to the first word on an image: measured 1.6 to 6 ms in the median, by version. */
const PULL_LOOKUP = 2.5;

/** A failure of before the first image: later ones are of a sandbox that was made anew. */
function isBefore(failure: EventHistory, index: number, events: readonly EventHistory[]): boolean {
  const [image] = eventsOfKind(events, 'pulling', 'present');
  const at = failure.occurrences[index];
  return image?.occurrences[0] !== undefined && at !== undefined && at.latest <= image.occurrences[0].earliest;
}

/** The first thing that can only happen in a sandbox. */
function firstOnNode(
  draft: InstantDraft,
  events: readonly EventHistory[],
  containers: readonly ContainerEvidence[],
): string | undefined {
  const [image] = eventsOfKind(events, 'pulling', 'present', 'pulled', 'pull-failed', 'pull-back-off');
  if (image !== undefined) return eventId(image);
  return containers.map((container) => firstStep(draft, container)).find((id) => id !== undefined);
}

function collectSandboxCondition(draft: InstantDraft, history: PodHistory, prompt: boolean): void {
  const flip = history.firstTrue.get('PodReadyToStartContainers');
  if (flip === undefined) return;
  const clock = kubeletClock(history.newest);
  draft.happened('sandboxReady');
  draft.arrival('sandboxReady', flip.arrivedAt, 'PodReadyToStartContainers');
  writtenIn(draft, 'sandboxReady', flip.pod);
  const index = flip.pod.conditions.findIndex(({ type }) => type === 'PodReadyToStartContainers');
  const at = flip.value.lastTransitionAt;
  if (at !== undefined) {
    draft.stamp('sandboxReady', {
      clock,
      latest: at + 1000,
      source: field(clock, 'status', 'conditions', index, 'lastTransitionTime'),
    });
  }
  if (flip.fresh && prompt) draft.guess('sandboxReady', minus(flip.arrivedAt, STATUS_DELAY), 'client', 3);
}

/**
 * The volume manager is asked every 300 ms (pkg/kubelet/volumemanager, podAttachAndMountRetryInterval), first when the
 * pod is taken up.
 */
const POLL = 300;

/** A poll that finds the volumes there: what it and the steps before it take. Measured 2 to 10 ms. */
const POLL_DELAY = 3;

/**
 * A sandbox takes about as long as creating and starting a container on the same node: measured 1 to 1.5 times that.
 */
const SANDBOX_EFFORT = 1.3;

/** The quickest sandbox that was seen took 92 ms. */
const QUICKEST_SANDBOX = 85;

/** Up to this many times its usual length a sandbox is slow because of the node; beyond that a volume held it up. */
const BUSY = 5;

function collectVolumes(draft: InstantDraft, { history, events, containers }: NodeEvidence): void {
  const [failed] = eventsOfKind(events, 'sandbox-failed');
  if (!draft.has('sandboxReady') && failed === undefined) return;
  draft.happened('volumesReady');
  for (const mount of eventsOfKind(events, 'volume-failed', 'network-not-ready')) {
    for (const index of mount.occurrences.keys()) {
      if (comesBefore(mount, index, events)) draft.network.order(eventId(mount, index), 'volumesReady');
    }
  }
  const mounts = history === undefined || history.newest.spec.volumes.length > 0;
  draft.derive('volumesReady', 1, (known) => {
    const seen = known('kubeletSeen') ?? minus(known('scheduled'), -2);
    const before = failed === undefined ? known('sandboxReady') : known(eventId(failed));
    if (seen === undefined || before === undefined) return undefined;
    if (!mounts) return seen + POLL_DELAY;
    const poll = failed === undefined ? polled(seen, before, effortOf(known, containers)) : polled(seen, before, 0);
    return isLight(history, events) ? lightPoll(seen, before, poll) : poll;
  });
}

/**
 * A sandbox that is there only so late is a crowded node's, which is late with its polls as well: in two recorded
 * bursts it was mostly the second one.
 */
const CROWDED = 2500;

function lightPoll(seen: number, before: number, poll: number): number {
  const second = seen + 2 * POLL + POLL_DELAY;
  return before - seen > CROWDED ? second : Math.min(poll, second);
}

/**
 * Nothing is attached and nothing failed: such volumes are there at the first poll or the second, and a node that is
 * slow is slow with the sandbox. Measured on 20 pods that started at once: 0.3 to 0.7 s for volumes, 3 to 4 s for
 * sandboxes.
 */
const isLight = (history: PodHistory | undefined, events: readonly EventHistory[]): boolean =>
  history !== undefined &&
  history.newest.spec.volumes.every(isLightVolume) &&
  eventsOfKind(events, 'volume-failed').length === 0;

function comesBefore(event: EventHistory, index: number, events: readonly EventHistory[]): boolean {
  const image = eventsOfKind(events, 'pulling', 'present', 'sandbox-failed')[0]?.occurrences[0];
  const at = event.occurrences[index];
  return image === undefined || (at !== undefined && at.latest <= image.earliest);
}

/**
 * The poll after which there was about the time left that a sandbox takes; the first one if that is possible at all.
 */
function polled(seen: number, before: number, effort: number | undefined): number {
  const first = seen + POLL + POLL_DELAY;
  const sandbox = Math.max(QUICKEST_SANDBOX, SANDBOX_EFFORT * (effort ?? QUICKEST_SANDBOX));
  const fits = effort === 0 || before - first <= sandbox * BUSY;
  const most = Math.floor((before - (effort === 0 ? 0 : QUICKEST_SANDBOX) - first) / POLL);
  const wanted = fits ? 0 : Math.round((before - sandbox - first) / POLL);
  return first + Math.max(0, Math.min(wanted, effort === 0 ? 0 : most)) * POLL;
}

/** What creating and starting a container took here: the first one of which all is known. */
function effortOf(known: Known, containers: readonly ContainerEvidence[]): number | undefined {
  for (const container of containers) {
    const [present] = eventsOfKind(container.events, 'present', 'pulled');
    const begun = present === undefined ? undefined : known(eventId(present));
    const started = known(runId(container, 1, 'started'));
    if (begun !== undefined && started !== undefined && started > begun) return started - begun;
  }
  return undefined;
}
