import type { EventHistory } from './event-history.ts';
import type { PodFacts } from './facts.ts';
import type { InstantDraft } from './instant-draft.ts';
import { REPORTING_DELAY } from './instant-draft.ts';
import type { PodHistory } from './pod-history.ts';
import { conditionOf, firstSeen, trueCondition } from './pod-history.ts';
import type { Clock, Evidence, YamlPath } from './timeline.ts';

export const field = (clock: Clock, ...path: YamlPath): Evidence => ({ kind: 'field', path, clock });

/** The clock of the pod's kubelet. */
export const kubeletClock = (pod: PodFacts | undefined): Clock => `kubelet/${pod?.spec.nodeName ?? ''}`;

/** `id` is the step that the event reports once it is done: at most {@link REPORTING_DELAY} before it. */
export function reportedBy(draft: InstantDraft, id: string, event: EventHistory, occurrence = 0): void {
  const stamp = event.occurrences[occurrence];
  if (stamp === undefined) return;
  draft.happened(id);
  draft.stamp(id, { clock: event.clock, earliest: stamp.earliest - REPORTING_DELAY, latest: stamp.latest + 1, source: stamp.source });
  draft.arrival(id, stamp.arrivedAt, event.event.reason);
  if (stamp.exact) draft.guess(id, stamp.earliest, event.clock, 0);
  else draft.guess(id, stamp.arrivedAt === undefined ? stamp.earliest + 500 : stamp.arrivedAt - 6, stamp.arrivedAt === undefined ? event.clock : 'client', 5);
}

/** The life of the pod as a whole, as its fields and their arrival tell it. */
export function collectPod(draft: InstantDraft, history: PodHistory): void {
  collectCreation(draft, history);
  collectBinding(draft, history);
  collectConditions(draft, history);
  collectGates(draft, history);
  collectEnd(draft, history);
}

function collectCreation(draft: InstantDraft, { first, versions }: PodHistory): void {
  draft.happened('created');
  draft.second('created', first.creationAt, 'apiserver', field('apiserver', 'metadata', 'creationTimestamp'));
  const seen = versions[0];
  if (seen?.arrivedAt === undefined) return;
  draft.arrival('created', seen.arrivedAt, 'Pod');
  if (seen.how === 'watched') draft.guess('created', seen.arrivedAt, 'client', 2);
}

function collectBinding(draft: InstantDraft, history: PodHistory): void {
  const scheduled = firstSeen(history, (pod) => (pod.spec.nodeName === undefined ? undefined : (trueCondition(pod, 'PodScheduled') ?? 'bound')));
  if (scheduled !== undefined) {
    draft.happened('scheduled');
    draft.arrival('scheduled', scheduled.arrivedAt, 'PodScheduled');
    if (scheduled.fresh) draft.guess('scheduled', scheduled.arrivedAt, 'client', 2);
    collectSecond(draft, 'scheduled', history, 'PodScheduled', 'apiserver');
  }
  const started = firstSeen(history, (pod) => pod.startAt);
  if (started === undefined) return;
  draft.happened('kubeletSeen');
  draft.second('kubeletSeen', started.value, kubeletClock(history.newest), field(kubeletClock(history.newest), 'status', 'startTime'));
  draft.arrival('kubeletSeen', started.arrivedAt, 'startTime');
  if (started.fresh && started.arrivedAt !== undefined) draft.guess('kubeletSeen', started.arrivedAt - 10, 'client', 3);
}

const CONDITIONS: readonly (readonly [id: string, type: string])[] = [
  ['initialized', 'Initialized'],
  ['containersReady', 'ContainersReady'],
  ['podReady', 'Ready'],
];

function collectConditions(draft: InstantDraft, history: PodHistory): void {
  for (const [id, type] of CONDITIONS) collectFlip(draft, id, history, type, kubeletClock(history.newest));
  for (const gate of history.newest.spec.readinessGates) collectFlip(draft, `gate/${gate}`, history, gate, 'controller');
}

function collectFlip(draft: InstantDraft, id: string, history: PodHistory, type: string, clock: Clock): void {
  const seen = firstSeen(history, (pod) => trueCondition(pod, type));
  if (seen === undefined) return;
  draft.happened(id);
  draft.arrival(id, seen.arrivedAt, type);
  if (seen.fresh) draft.guess(id, seen.arrivedAt, 'client', 2);
  collectSecond(draft, id, history, type, clock);
}

/** The second of a condition's LAST flip: an upper bound always, a lower one only when it was the first flip. */
function collectSecond(draft: InstantDraft, id: string, history: PodHistory, type: string, clock: Clock): void {
  const seen = firstSeen(history, (pod) => trueCondition(pod, type));
  const at = seen?.value.lastTransitionAt;
  if (seen === undefined || at === undefined) return;
  const index = Math.max(0, seen.pod.conditions.findIndex((condition) => condition.type === type));
  const source = field(clock, 'status', 'conditions', index, 'lastTransitionTime');
  if (seen.fresh || flippedOnce(history, type)) draft.second(id, at, clock, source);
  else draft.stamp(id, { clock, latest: at + 1000, source });
}

/** Nothing says that the condition was true before: no restart, and no later flip. */
function flippedOnce({ newest }: PodHistory, type: string): boolean {
  return type === 'PodScheduled' || type === 'Initialized' || newest.statuses.every((status) => status.restartCount === 0);
}

function collectGates(draft: InstantDraft, history: PodHistory): void {
  for (const gate of history.first.spec.schedulingGates) {
    const id = `schedulingGate/${gate}`;
    const removed = firstSeen(history, (pod) => (pod.spec.schedulingGates.includes(gate) ? undefined : (true as const)));
    if (removed === undefined) continue;
    draft.happened(id);
    draft.arrival(id, removed.arrivedAt, 'schedulingGates');
    if (removed.fresh) draft.guess(id, removed.arrivedAt, 'client', 2);
    draft.network.order('created', id);
    draft.network.order(id, 'scheduled');
  }
}

function collectEnd(draft: InstantDraft, history: PodHistory): void {
  const deletion = firstSeen(history, (pod) => pod.deletionAt);
  if (deletion !== undefined) {
    draft.happened('deleted');
    const at = deletion.value - (deletion.pod.deletionGraceSeconds ?? 0) * 1000;
    draft.second('deleted', at, 'apiserver', field('apiserver', 'metadata', 'deletionTimestamp'));
    draft.arrival('deleted', deletion.arrivedAt, 'deletionTimestamp');
    if (deletion.fresh) draft.guess('deleted', deletion.arrivedAt, 'client', 2);
    draft.network.order('created', 'deleted');
  }
  const gone = history.versions.find((seen) => seen.how === 'deleted');
  if (gone?.arrivedAt === undefined) return;
  draft.happened('podEnded');
  draft.arrival('podEnded', gone.arrivedAt, 'DELETED');
  draft.guess('podEnded', gone.arrivedAt, 'client', 2);
  draft.network.order(deletion === undefined ? 'created' : 'deleted', 'podEnded');
}

export const isConditionTrue = (pod: PodFacts, type: string): boolean => conditionOf(pod, type)?.status === 'True';
