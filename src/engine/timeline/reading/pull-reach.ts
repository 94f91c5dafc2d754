import type { NodePull, PodSpecFacts } from '../model/facts.ts';
import { offsetOf } from './occurrences.ts';
import type { Timeline } from '../model/timeline.ts';

/** A pull that a node's kubelet told of: as it is known now, as it was known before, and the others of that node. */
export interface PullChange {
  readonly node: string;
  readonly pull: NodePull;
  readonly before?: NodePull;
  readonly others: readonly NodePull[];
}

/** From a time to another, in epoch ms by the node's clock; what is not known is infinite. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Looks which timelines of a node may be others because of a pull there: those that pulled or waited for a pull at that
 * time.
 */
export class PullReach {
  readonly #change: PullChange;
  readonly #spans: readonly Span[];

  constructor(change: PullChange) {
    const { pull, before, others } = change;
    this.#change = change;
    this.#spans = [
      pull,
      ...(before?.endedAt === undefined ? [] : [before]),
      ...others.filter((other) => beganAfter(other, pull)),
    ].map(spanOf);
  }

  /** Whether the timeline has to be built anew. `spec` is that of its pod. */
  touches(timeline: Timeline, spec: PodSpecFacts): boolean {
    const offset = offsetOf(`kubelet/${this.#change.node}`, timeline);
    let last = -Infinity;
    for (const { kind, start, end } of timeline.phases) {
      if (kind !== 'pull' && kind !== 'pull-queue') continue;
      const span = { from: start.earliest + offset, to: end ? end.latest + offset : Infinity };
      if (this.#spans.some((other) => meet(span, other)) || this.#mayBeFree(span)) return true;
      last = Math.max(last, span.to);
    }
    return this.#hadBroughtImage(last, timeline, spec);
  }

  /** A pull that goes on and was thought to wait for this one, whose end is known only now. */
  #mayBeFree({ to }: Span): boolean {
    return to === Infinity && this.#change.before !== undefined && this.#change.before.endedAt === undefined;
  }

  /**
   * A pull of an image that is asked for again and again tells later ones that it was there (`wasThere` in
   * findings/pulled-image.ts). `last`: when the pod's last pull ended.
   */
  #hadBroughtImage(last: number, { pod }: Timeline, { containers }: PodSpecFacts): boolean {
    const {
      pull: { image, endedAt },
      others,
    } = this.#change;
    if (
      endedAt === undefined ||
      last < endedAt ||
      !containers.some(({ imagePullPolicy }) => imagePullPolicy === 'Always')
    ) {
      return false;
    }
    return (
      containers.some((one) => one.image === image) ||
      others.some((other) => other.podUid === pod.uid && other.image === image)
    );
  }
}

/**
 * Of a pull whose own time is not told, the beginning is read off the ends of the others (`pullStart` in
 * pull-queue.ts).
 */
const beganAfter = (other: NodePull, { endedAt }: NodePull): boolean =>
  other.took === undefined && endedAt !== undefined && meet(spanOf(other), { from: endedAt, to: endedAt });

function spanOf({ queuedAt, endedAt, waited }: NodePull): Span {
  const asked = endedAt === undefined || waited === undefined ? -Infinity : endedAt - waited;
  const from = queuedAt === undefined ? asked : Math.min(queuedAt, Number.isFinite(asked) ? asked : queuedAt);
  return { from, to: endedAt ?? Infinity };
}

const meet = (one: Span, other: Span): boolean => one.from <= other.to && other.from <= one.to;
