import { text, type Text } from '../model/text.ts';
import type { Phase, Timeline } from '../model/timeline.ts';
import type { EpochMs } from '../model/units.ts';
import { imageIn, withoutRegistry } from './workload/pulled-images.ts';

/** The pod and container that asked for a pull. */
interface Puller {
  readonly uid: string;
  readonly pod: string;
  readonly container: string;
  /** Without the registry; absent when no event names it. */
  readonly image?: string;
}

/** One pull on a node: when it was asked for, began and ended, and behind whose it waited. */
export interface QueuedPull extends Puller {
  readonly queuedAt: EpochMs;
  /** Absent while it waits. */
  readonly startedAt?: EpochMs;
  /** Absent while it goes on. */
  readonly endedAt?: EpochMs;
  readonly failed: boolean;
  /** Pulls that ran while this one waited; the longest first, no more than {@link NAMED}. */
  readonly behind: readonly (Puller & { readonly waited: number })[];
  /** How many pulls it waited behind, and for how many ms of theirs, with those that are not named. */
  readonly behindCount: number;
}

/** How many of the pulls that one waited behind are named. */
const NAMED = 3;

export interface NodeQueue {
  readonly node: string;
  readonly headline: readonly Text[];
  /** By when they were asked for. */
  readonly pulls: readonly QueuedPull[];
}

/** The pulls of these pods by node, each with those that it waited behind. */
export function nodeQueues(timelines: readonly Timeline[]): readonly NodeQueue[] {
  const nodes = new Map<string, Pull[]>();
  for (const timeline of timelines) {
    const { node } = timeline.pod;
    const pulls = pullsOf(timeline);
    if (node === undefined || pulls.length === 0) continue;
    const known = nodes.get(node);
    if (known) known.push(...pulls);
    else nodes.set(node, [...pulls]);
  }
  return [...nodes].map(([node, pulls]) =>
    queueOf(
      node,
      pulls.sort((a, b) => a.queuedAt - b.queuedAt),
    ),
  );
}

function queueOf(node: string, asked: readonly Pull[]): NodeQueue {
  const pulls = asked.map((pull) => withBlockers(pull, asked));
  return { node, headline: headlineOf(pulls), pulls };
}

type Pull = Omit<QueuedPull, 'behind' | 'behindCount'>;

/** A wait and the pull after it are one; a pull that did not wait stands alone. */
function pullsOf(timeline: Timeline): readonly Pull[] {
  const found: Pull[] = [];
  let wait: Phase | undefined;
  for (const phase of timeline.phases) {
    if (phase.kind === 'pull') found.push(pullOf(timeline, phase, wait?.lane === phase.lane ? wait : undefined));
    else if (phase.kind === 'pull-queue' && !phase.end) {
      found.push({ ...pullerOf(timeline, phase), queuedAt: phase.start.at, failed: false });
    }
    wait = phase.kind === 'pull-queue' ? phase : undefined;
  }
  return found;
}

function pullOf(timeline: Timeline, phase: Phase, wait: Phase | undefined): Pull {
  return {
    ...pullerOf(timeline, phase),
    queuedAt: (wait ?? phase).start.at,
    startedAt: phase.start.at,
    failed: phase.outcome === 'failed',
    ...(phase.end && { endedAt: phase.end.at }),
  };
}

function pullerOf({ pod, events }: Timeline, { lane, id, events: uids }: Phase): Puller {
  const image = events
    .filter((event) => event.phase === id || uids.includes(event.uid))
    .map(({ message }) => imageIn(message))
    .find((name) => name !== undefined);
  return {
    uid: pod.uid,
    pod: pod.name,
    container: lane.slice('container/'.length),
    ...(image !== undefined && { image: withoutRegistry(image) }),
  };
}

/** Of a pull that failed no event tells how long it ran and how long it waited itself, so it counts for nothing. */
function withBlockers(pull: Pull, all: readonly Pull[]): QueuedPull {
  const until = pull.startedAt ?? Infinity;
  const behind = all.flatMap((other) => {
    const waited =
      other === pull || other.startedAt === undefined || other.failed
        ? 0
        : Math.min(until, other.endedAt ?? until) - Math.max(pull.queuedAt, other.startedAt);
    if (waited < 1 || !Number.isFinite(waited)) return [];
    const { uid, pod, container, image } = other;
    return [{ uid, pod, container, ...(image !== undefined && { image }), waited }];
  });
  return { ...pull, behind: behind.sort((a, b) => b.waited - a.waited).slice(0, NAMED), behindCount: behind.length };
}

/** What a pull costs others is worth telling from here, in ms. */
const NOTABLE = 500;

/**
 * "17 pulls; 12 of them waited for another, 20.1 s at most. The pull of recommender:0.9 for recommender-x kept 8
 * waiting: 10.4 s each."
 */
function headlineOf(pulls: readonly QueuedPull[]): readonly Text[] {
  const waits = pulls.filter((pull) => (pull.startedAt ?? Infinity) - pull.queuedAt >= NOTABLE && pull.behindCount > 0);
  const count = pulls.length;
  if (waits.length === 0) {
    return [
      count === 1
        ? text('One image pull; it waited for no other.')
        : text('{count} image pulls; none waited long for another.', { count }),
    ];
  }
  const most = Math.max(...waits.map((pull) => (pull.startedAt ?? pull.queuedAt) - pull.queuedAt));
  const args = { waits: waits.length, count, most: { ms: most } };
  const first =
    waits.length === 1
      ? text('One of {count} image pulls waited for others, {most}.', args)
      : text('{waits} of {count} image pulls waited for others, up to {most}.', args);
  const worst = worstBlocker(waits);
  if (!worst) return [first];
  return [
    first,
    worst.kept === 1
      ? text('{pull} for {pod} kept one of them waiting, {waited}.', worst)
      : text('{pull} for {pod} kept {kept} of them waiting, {waited} at most.', worst),
  ];
}

/** Which pull cost the others most, altogether. */
function worstBlocker(
  waits: readonly QueuedPull[],
):
  | (Record<'pull' | 'pod', Text | string> & { readonly kept: number; readonly waited: { readonly ms: number } })
  | undefined {
  const costs = new Map<string, { puller: Puller; kept: number; most: number; sum: number }>();
  for (const { behind } of waits) {
    for (const puller of behind.filter(({ waited }) => waited >= NOTABLE)) {
      const key = `${puller.uid}/${puller.container}`;
      const before = costs.get(key) ?? { puller, kept: 0, most: 0, sum: 0 };
      costs.set(key, {
        puller,
        kept: before.kept + 1,
        most: Math.max(before.most, puller.waited),
        sum: before.sum + puller.waited,
      });
    }
  }
  const [worst] = [...costs.values()].sort((a, b) => b.sum - a.sum);
  if (!worst) return undefined;
  const { puller, kept, most } = worst;
  return {
    pull: puller.image === undefined ? text('The pull') : text('The pull of {image}', { image: puller.image }),
    pod: puller.pod,
    kept,
    waited: { ms: most },
  };
}
