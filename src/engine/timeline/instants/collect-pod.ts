import { minus } from './collect-events.ts';
import type { PodFacts } from '../model/facts.ts';
import type { InstantDraft } from './instant-draft.ts';
import type { FirstSeen, PodHistory } from './pod-history.ts';
import { firstSeen } from './pod-history.ts';
import { remembered } from '../model/remembered.ts';
import type { Clock, Evidence, YamlPath } from '../model/timeline.ts';

export const field = (clock: Clock, ...path: YamlPath): Evidence => ({ kind: 'field', path, clock });

/** The clock of the pod's kubelet. */
export const kubeletClock = (pod: PodFacts | undefined): Clock => `kubelet/${pod?.spec.nodeName ?? ''}`;

/**
 * From the kubelet's decision to a status patch that arrived here: measured 14 ms in the median over 100 first ready
 * flags.
 */
export const STATUS_DELAY = 14;

/**
 * The life of the pod as a whole, as its fields and their arrival tell it. `readyBy`: when it was ready at the latest,
 * of one that lost it since.
 */
export function collectPod(draft: InstantDraft, history: PodHistory, readyBy: number | undefined): void {
  collectCreation(draft, history);
  collectBinding(draft, history);
  collectPickUp(draft, history);
  collectConditions(draft, history, readyBy);
  collectGates(draft, history);
  collectEnd(draft, history);
}

function collectCreation(draft: InstantDraft, { first, versions }: PodHistory): void {
  draft.happened('created');
  draft.second('created', first.creationAt, 'apiserver', field('apiserver', 'metadata', 'creationTimestamp'));
  draft.ownSecond('created', first.creationAt);
  for (const id of first.staticPod ? ['failed', 'deleted'] : ['failed', 'deleted', 'kubeletSeen']) {
    draft.notBefore(id, 'created');
  }
  const [seen] = versions;
  draft.arrival('created', seen?.arrivedAt, 'Pod');
  if (seen?.how !== 'watched') return;
  draft.guess('created', seen.arrivedAt, 'client', 2);
  draft.arrivedAtOnce('created', seen.arrivedAt);
}

/**
 * A mirror of a static pod is bound from the start, and so is a pod that names its node: the scheduler, which sets
 * PodScheduled, never sees it.
 */
function collectBinding(draft: InstantDraft, history: PodHistory): void {
  if (history.newest.staticPod !== undefined) return;
  const bound = firstSeen(history, (pod) => (pod.spec.nodeName === undefined ? undefined : true));
  if (bound === undefined) return;
  draft.happened('scheduled');
  draft.network.order('created', 'scheduled');
  draft.arrival('scheduled', bound.arrivedAt, 'nodeName');
  if (bound.fresh) draft.guess('scheduled', bound.arrivedAt, 'client', 2);
  const wasUnbound = bound.fresh || draft.has('scheduled-event');
  const flip = history.firstTrue.get('PodScheduled');
  if (flip === undefined && !wasUnbound) {
    draft.stamp('scheduled', {
      clock: 'apiserver',
      earliest: history.newest.creationAt,
      latest: history.newest.creationAt + 1000,
      source: field('apiserver', 'spec', 'nodeName'),
    });
  }
  if (flip !== undefined && (wasUnbound || flip.arrivedAt === undefined)) {
    stampSecond(draft, 'scheduled', flip, 'PodScheduled', 'apiserver', true);
  }
  if (!wasUnbound && bound.arrivedAt !== undefined && history.versions[0]?.how === 'watched') {
    draft.derive('scheduled', 3, (known) => known('created'));
  }
}

function collectPickUp(draft: InstantDraft, history: PodHistory): void {
  const clock = kubeletClock(history.newest);
  const seenAt = history.newest.staticPod?.seenAt;
  const started = firstSeen(history, (pod) => pod.startAt);
  if (started !== undefined) {
    draft.happened('kubeletSeen');
    draft.second('kubeletSeen', started.value, clock, field(clock, 'status', 'startTime'));
    draft.arrival('kubeletSeen', started.arrivedAt, 'startTime');
    writtenIn(draft, 'kubeletSeen', started.pod);
    // It syncs a pod as soon as it hears of it: measured 2 ms after the binding. A late kubelet is only known by its
    // status.
    draft.derive('kubeletSeen', 3, (known) => onTime(known('scheduled'), started.value));
    if (started.fresh) draft.guess('kubeletSeen', minus(started.arrivedAt, 12), 'client', 4);
  }
  if (seenAt !== undefined) {
    draft.stamp('kubeletSeen', {
      clock,
      earliest: seenAt,
      source: field(clock, 'metadata', 'annotations', 'kubernetes.io/config.seen'),
    });
  }
}

const onTime = (scheduled: number | undefined, startAt: number): number | undefined =>
  scheduled === undefined || scheduled + 2 < startAt ? undefined : scheduled + 2;

function collectConditions(draft: InstantDraft, history: PodHistory, readyBy: number | undefined): void {
  const clock = kubeletClock(history.newest);
  collectFlip(draft, 'initialized', history, { type: 'Initialized', clock });
  collectFlip(draft, 'containersReady', history, { type: 'ContainersReady', clock, atLatest: readyBy });
  collectFlip(draft, 'podReady', history, { type: 'Ready', clock, atLatest: readyBy });
  collectLoss(draft, 'containersReady', history, 'ContainersReady');
  collectLoss(draft, 'podReady', history, 'Ready');
  draft.network.order('containersReady', 'podReady', -1);
  for (const gate of history.newest.spec.readinessGates) {
    const flip = history.firstTrue.get(gate);
    if (flip === undefined) continue;
    collectArrival(draft, `gate/${gate}`, flip, gate);
    draft.network.order('created', `gate/${gate}`);
    draft.network.order(`gate/${gate}`, 'podReady', -1);
    if (flip.arrivedAt !== undefined || flip.value.lastTransitionAt === undefined) continue;
    draft.guess(`gate/${gate}`, flip.value.lastTransitionAt + 500, 'controller', 5);
  }
}

/** A condition that became true. */
interface Flip {
  readonly type: string;
  readonly clock: Clock;
  /** When it was true at the latest, of one that was lost since: its own time then tells nothing more. */
  readonly atLatest?: number | undefined;
}

/**
 * The kubelet stamps a condition when it works the status out, and patches it later: the stamp is no upper bound of the
 * patch. What bounds it from above is its arrival, or the second of the status' last write.
 */
function collectFlip(draft: InstantDraft, id: string, history: PodHistory, { type, clock, atLatest }: Flip): void {
  const flip = history.firstTrue.get(type);
  if (flip === undefined) return;
  collectArrival(draft, id, flip, type);
  const wasLost = atLatest !== undefined && !flip.fresh;
  const first = type === 'Initialized' || (!wasLost && neverRestarted(flip.fresh ? flip.pod : history.newest));
  if (wasLost) draft.network.window(decided(id), { clock, latest: atLatest });
  if (wasLost) draft.network.window(id, { clock, latest: atLatest + LATEST_WRITE });
  if (wasLost && type === 'Ready') draft.derive(decided(id), 0, (known) => known(decided('containersReady')));
  stampSecond(draft, decided(id), flip, type, clock, first);
  draft.inner(decided(id));
  draft.source(id, draft.sourceOf(decided(id)));
  draft.network.order('kubeletSeen', decided(id), -1);
  draft.network.order(decided(id), id);
  boundWrite(draft, id, flip, clock);
  if (flip.fresh) draft.guess(decided(id), minus(flip.arrivedAt, STATUS_DELAY), 'client', 10);
  draft.derive(id, first ? 8 : 9, (known) => minus(known(decided(id)), -STATUS_DELAY));
}

/**
 * What was lost again before anyone looked: the time of a condition moves only when its status does
 * (updateLastTransitionTime, pkg/kubelet/status/status_manager.go). The kubelet first writes it as false together with
 * startTime, so one that is false since later was true in between. A pod that was refused gets its conditions late, but
 * its containers never started.
 */
function collectLoss(draft: InstantDraft, id: string, history: PodHistory, type: string): void {
  const pod = history.newest;
  if (history.firstTrue.has(type) || pod.startAt === undefined || !pod.statuses.some(hasRun)) return;
  const index = pod.conditions.findIndex((condition) => condition.type === type);
  const lost = pod.conditions[index];
  if (
    lost?.status !== 'False' ||
    lost.lastTransitionAt === undefined ||
    lost.lastTransitionAt - pod.startAt <= WRITTEN_TOGETHER
  ) {
    return;
  }
  // The controller that finds the node lost gives no reason.
  const clock = lost.reason === undefined ? 'controller' : kubeletClock(pod);
  draft.happened(id);
  draft.stamp(id, {
    clock,
    latest: lost.lastTransitionAt + 1000,
    source: field(clock, 'status', 'conditions', index, 'lastTransitionTime'),
  });
  draft.inner(decided(id));
  draft.network.order('kubeletSeen', decided(id), -1);
  draft.network.order(decided(id), id);
  draft.derive(id, 9, (known) => minus(known(decided(id)), -STATUS_DELAY));
}

/** startTime and the first conditions are stamped one after the other: seldom in two seconds. */
const WRITTEN_TOGETHER = 1000;

const hasRun = ({ state, lastRun }: PodFacts['statuses'][number]): boolean =>
  [state.state === 'waiting' ? undefined : state.run, lastRun].some((run) => (run?.startedAt ?? 0) > 0);

/**
 * When the kubelet worked the condition out, a moment before it is written: an instant of its own, and only of use
 * inside.
 */
export const decided = remembered((id) => `${id}/decided`);

/** What a status says had happened when the kubelet last changed it, however late it arrived here. */
export function writtenIn(draft: InstantDraft, id: string, pod: PodFacts | undefined): void {
  if (pod?.statusAt !== undefined) draft.network.window(id, { clock: 'apiserver', latest: pod.statusAt + 1000 });
}

/**
 * How long after the condition's second it is certainly written when nothing else tells: pkg/kubelet/status writes at
 * once, a busy node takes its time.
 */
const LATEST_WRITE = 1000;

function boundWrite(
  draft: InstantDraft,
  id: string,
  { pod, arrivedAt, value }: FirstSeen<{ readonly lastTransitionAt?: number }>,
  clock: Clock,
): void {
  writtenIn(draft, id, pod);
  if (arrivedAt === undefined && pod.statusAt === undefined && value.lastTransitionAt !== undefined) {
    draft.network.window(id, { clock, latest: value.lastTransitionAt + 1000 + LATEST_WRITE });
  }
}

function collectArrival(draft: InstantDraft, id: string, flip: FirstSeen<unknown>, what: string): void {
  draft.happened(id);
  draft.arrival(id, flip.arrivedAt, what);
  if (!flip.fresh) return;
  draft.guess(id, flip.arrivedAt, 'client', 2);
  draft.arrivedAtOnce(id, flip.arrivedAt);
}

/** The second of a condition's LAST flip: a lower bound only when it was the first flip too. */
function stampSecond(
  draft: InstantDraft,
  id: string,
  flip: FirstSeen<{ readonly lastTransitionAt?: number }>,
  type: string,
  clock: Clock,
  first: boolean,
): void {
  const at = flip.value.lastTransitionAt;
  if (at === undefined) return;
  const index = flip.pod.conditions.findIndex((condition) => condition.type === type);
  const source = field(clock, 'status', 'conditions', Math.max(0, index), 'lastTransitionTime');
  draft.stamp(id, first ? { clock, earliest: at, latest: at + 1000, source } : { clock, latest: at + 1000, source });
}

/** Then nothing says that the pod was ready before, and not in between. */
const neverRestarted = (pod: PodFacts): boolean => pod.statuses.every((status) => status.restartCount === 0);

function collectGates(draft: InstantDraft, history: PodHistory): void {
  for (const gate of history.first.spec.schedulingGates) {
    const removed = firstSeen(history, (pod) =>
      pod.spec.schedulingGates.includes(gate) ? undefined : (true as const),
    );
    if (removed === undefined) continue;
    collectArrival(draft, `schedulingGate/${gate}`, removed, 'schedulingGates');
    draft.network.order('created', `schedulingGate/${gate}`);
    draft.network.order(`schedulingGate/${gate}`, 'scheduled', -1);
  }
}

function collectEnd(draft: InstantDraft, history: PodHistory): void {
  const failed =
    history.newest.phase === 'Failed'
      ? firstSeen(history, (pod) => (pod.phase === 'Failed' ? true : undefined))
      : undefined;
  if (failed !== undefined) {
    collectArrival(draft, 'failed', failed, 'phase');
    draft.network.order('created', 'failed');
    writtenIn(draft, 'failed', failed.pod);
    draft.guess('failed', failed.pod.statusAt, 'apiserver', 6);
  }
  const deletion = firstSeen(history, (pod) => pod.deletionAt);
  if (deletion !== undefined) {
    collectArrival(draft, 'deleted', deletion, 'deletionTimestamp');
    const at = deletion.value - (deletion.pod.deletionGraceSeconds ?? 0) * 1000;
    // A grace period that is longer than the pod's life is of someone who made it up.
    if (at >= deletion.pod.creationAt) {
      draft.second('deleted', at, 'apiserver', field('apiserver', 'metadata', 'deletionTimestamp'));
    }
    draft.network.order('created', 'deleted');
  }
  const gone = history.versions.find((seen) => seen.how === 'deleted');
  if (gone?.arrivedAt === undefined) return;
  collectArrival(draft, 'podEnded', { value: true, pod: gone.pod, fresh: true, arrivedAt: gone.arrivedAt }, 'DELETED');
  draft.network.order(deletion === undefined ? 'created' : 'deleted', 'podEnded');
}
