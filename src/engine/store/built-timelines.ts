import { buildTimeline } from '../timeline/build-timeline.ts';
import { faultTimeline } from '../timeline/fault-timeline.ts';
import type { PodEvidence } from '../timeline/model/facts.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { PullReach, type PullChange } from '../timeline/reading/pull-reach.ts';
import type { PodEntry } from './pod-entry.ts';

/** Told why the timeline of the pod with this uid could not be built. */
export type OnFault = (error: unknown, uid: string) => void;

/** The uid is quoted, since a recording can say anything. */
const logFault: OnFault = (error, uid) =>
  console.error(`Podfall could not build the timeline of pod ${JSON.stringify(uid)}:`, error);

/** When a timeline is built anew: also for the time alone, or only when what it rests on has changed. */
export type Rebuild = 'when-late' | 'when-changed';

/** In ms: for how long a timeline whose waits go on is not built anew. */
const FRESH_MS = 1000;

/**
 * The timelines that were asked for: built at the first question, kept until what they rest on changes, and then
 * dropped. Each is kept at its pod's entry; here is which entries have one, so that a change of a node or of a pull
 * finds those that tell of it without a look at all pods.
 */
export class BuiltTimelines {
  readonly #onFault: OnFault;
  /** Entries with a timeline, by the node that it tells; those without a node are under ''. */
  readonly #byNode = new Map<string, Set<PodEntry>>();
  /** Of pods that only events tell of, by uid. */
  readonly #ofEvents = new Map<string, Timeline>();

  constructor(onFault: OnFault = logFault) {
    this.#onFault = onFault;
  }

  /**
   * The pod's timeline, built when there is none or when it is behind: something of it goes on, and it was built more
   * than a second before `now` (our own clock). With `when-changed` it is not built anew for the time alone.
   */
  of(entry: PodEntry, evidence: () => PodEvidence, now?: EpochMs, rebuild: Rebuild = 'when-late'): Timeline {
    const { timeline } = entry;
    const isKept = now === undefined || rebuild === 'when-changed';
    if (timeline && (isKept || !isBehind(entry, timeline, now))) return timeline;
    const built = this.#build(entry.pod.uid, evidence(), now);
    entry.timeline = built;
    if (now === undefined) delete entry.builtFor;
    else entry.builtFor = now;
    addTo(this.#byNode, nodeOf(built), entry);
    return built;
  }

  /** The timeline of a pod that only events tell of. */
  ofEvents(uid: string, evidence: () => PodEvidence): Timeline {
    const built = this.#ofEvents.get(uid) ?? this.#build(uid, evidence());
    this.#ofEvents.set(uid, built);
    return built;
  }

  /** The pods whose timeline is kept and tells that they are on this node. */
  onNode(node: string): readonly PodEntry[] {
    return [...(this.#byNode.get(node) ?? [])];
  }

  drop(entry: PodEntry): void {
    if (entry.timeline === undefined) return;
    const node = nodeOf(entry.timeline);
    const built = this.#byNode.get(node);
    if (built?.delete(entry) && built.size === 0) this.#byNode.delete(node);
    delete entry.timeline;
  }

  /** The pod of that uid is known now, or an event on it is new, or it is let go. */
  dropOfEvents(uid: string): void {
    this.#ofEvents.delete(uid);
  }

  /** Only timelines that pulled, or waited for a pull, while that one ran can tell of it. */
  dropPulling(change: Omit<PullChange, 'others'>, others: () => PullChange['others']): void {
    if (!this.#byNode.has(change.node)) return;
    const reach = new PullReach({ ...change, others: others() });
    for (const entry of this.onNode(change.node)) {
      if (entry.timeline && reach.touches(entry.timeline, entry.pod.spec)) this.drop(entry);
    }
  }

  dropAll(): void {
    for (const built of this.#byNode.values()) for (const entry of built) delete entry.timeline;
    this.#byNode.clear();
    this.#ofEvents.clear();
  }

  /** A fault in one pod's timeline is that pod's: trees, rollouts and commands ask for all of them. */
  #build(uid: string, evidence: PodEvidence, now?: EpochMs): Timeline {
    try {
      return buildTimeline(evidence, now === undefined ? undefined : { at: now, clock: 'client' });
    } catch (error) {
      this.#onFault(error, uid);
      return faultTimeline(evidence, error);
    }
  }
}

const nodeOf = ({ pod }: Timeline): string => pod.node ?? '';

/**
 * Whether something of it goes on, and it was built for an earlier moment. Where nothing goes on, time changes nothing.
 */
const isBehind = ({ builtFor }: PodEntry, { phases }: Timeline, now: EpochMs): boolean =>
  (builtFor === undefined || now - builtFor >= FRESH_MS) && phases.some(({ outcome }) => outcome === 'running');

function addTo<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}
