import type { Phase, PodIdentity, Timeline } from './timeline.ts';
import type { EpochMs } from './units.ts';

/** One pull on a node: when it was asked for, began and ended, and behind whose it waited. */
interface QueuedPull {
  readonly pod: PodIdentity;
  readonly container: string;
  readonly queuedAt: EpochMs;
  /** Absent while it waits. */
  readonly startedAt?: EpochMs;
  /** Absent while it goes on. */
  readonly endedAt?: EpochMs;
  readonly failed: boolean;
  /** Pulls that ran while this one waited; the longest first. */
  readonly behind: readonly { readonly pod: PodIdentity; readonly container: string; readonly waited: number }[];
}

export interface NodeQueue {
  readonly node: string;
  /** By when they were asked for. */
  readonly pulls: readonly QueuedPull[];
}

/** The pulls of these pods by node, each with those that it waited behind. */
export function nodeQueues(timelines: readonly Timeline[]): readonly NodeQueue[] {
  const nodes = new Map<string, Pull[]>();
  for (const timeline of timelines) {
    const { node } = timeline.pod;
    if (node !== undefined) nodes.set(node, [...(nodes.get(node) ?? []), ...pullsOf(timeline)]);
  }
  return [...nodes].filter(([, pulls]) => pulls.length > 0).map(([node, pulls]) => ({ node, pulls: [...pulls].sort((a, b) => a.queuedAt - b.queuedAt).map((pull) => withBlockers(pull, pulls)) }));
}

type Pull = Omit<QueuedPull, 'behind'>;

/** A wait and the pull after it are one; a pull that did not wait stands alone. */
function pullsOf({ pod, phases }: Timeline): readonly Pull[] {
  const found: Pull[] = [];
  let wait: Phase | undefined;
  for (const phase of phases) {
    if (phase.kind === 'pull') found.push(pullOf(pod, phase, wait?.lane === phase.lane ? wait : undefined));
    else if (phase.kind === 'pull-queue' && !phase.end) found.push({ pod, container: containerOf(phase), queuedAt: phase.start.at, failed: false });
    wait = phase.kind === 'pull-queue' ? phase : undefined;
  }
  return found;
}

function pullOf(pod: PodIdentity, phase: Phase, wait: Phase | undefined): Pull {
  return { pod, container: containerOf(phase), queuedAt: (wait ?? phase).start.at, startedAt: phase.start.at, failed: phase.outcome === 'failed', ...(phase.end && { endedAt: phase.end.at }) };
}

const containerOf = ({ lane }: Phase): string => lane.slice('container/'.length);

function withBlockers(pull: Pull, all: readonly Pull[]): QueuedPull {
  const until = pull.startedAt ?? Infinity;
  const behind = all.flatMap((other) => {
    const waited = other === pull || other.startedAt === undefined ? 0 : Math.min(until, other.endedAt ?? until) - Math.max(pull.queuedAt, other.startedAt);
    return waited >= 1 && Number.isFinite(waited) ? [{ pod: other.pod, container: other.container, waited }] : [];
  });
  return { ...pull, behind: behind.sort((a, b) => b.waited - a.waited) };
}
