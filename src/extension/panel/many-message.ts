import {
  nodeQueues,
  type NodeQueue,
  rowOf,
  text,
  type Timeline,
  epochMs,
  type EpochMs,
  overviewInSteps,
  type WorkloadOverview,
} from '../../engine/engine.ts';
import { packRows } from '../../shared/packed-rows.ts';
import type { HostMessage, Reading, Surroundings } from '../../shared/protocol.ts';

type PodsMessage = HostMessage & { readonly type: 'pods' };
type NodeMessage = HostMessage & { readonly type: 'node' };

/** How many rows are packed into one text: that takes about two milliseconds. */
const rowsInText = 100;

/** Some rows that follow one another, as they were packed. */
interface PackedPart {
  readonly timelines: readonly Timeline[];
  readonly text: string;
}

/** What is said of pods of which more are to come. */
const nothingSaid: WorkloadOverview = { headline: [], causes: [], groups: [] };

/** What was read off these timelines together. */
interface Read<T> {
  readonly timelines: readonly Timeline[];
  readonly result: T;
}

/**
 * Makes the messages about many pods, step by step. What is read off all of them is kept until one of them is another.
 */
export class ManyMessages {
  #parts: readonly PackedPart[] = [];
  #overview: Read<WorkloadOverview> | undefined;
  #queue: Read<NodeQueue> | undefined;

  /** `details`: of these pods the whole timelines are asked for. `reading`: they are not all of the pods yet. */
  *pods(
    title: string,
    timelines: readonly Timeline[],
    details: ReadonlySet<string>,
    surroundings: Surroundings & { readonly reading?: Reading },
  ): Generator<undefined, PodsMessage> {
    const rows = yield* this.#pack(timelines);
    const overview = surroundings.reading ? nothingSaid : yield* this.#overviewOf(timelines, epochMs(surroundings.now));
    return { type: 'pods', title, rows, overview, details: pick(timelines, details), ...surroundings };
  }

  *node(
    node: string,
    timelines: readonly Timeline[],
    details: ReadonlySet<string>,
    surroundings: Surroundings & { readonly reading?: Reading },
  ): Generator<undefined, NodeMessage> {
    if (surroundings.reading) return { type: 'node', node, headline: [], pulls: [], details: [], ...surroundings };
    yield undefined;
    return { type: 'node', ...this.#queueOf(node, timelines), details: pick(timelines, details), ...surroundings };
  }

  *#overviewOf(timelines: readonly Timeline[], now: EpochMs): Generator<undefined, WorkloadOverview> {
    if (this.#overview && areSame(this.#overview.timelines, timelines)) return this.#overview.result;
    const result = yield* overviewInSteps(timelines, now);
    this.#overview = { timelines, result };
    return result;
  }

  #queueOf(node: string, timelines: readonly Timeline[]): NodeQueue {
    if (this.#queue && areSame(this.#queue.timelines, timelines)) return this.#queue.result;
    const none = { node, headline: [text('No image was pulled on this node since its events are known.')], pulls: [] };
    const result = nodeQueues(timelines).find((queue) => queue.node === node) ?? none;
    this.#queue = { timelines, result };
    return result;
  }

  /** Only parts in which a timeline is another one are packed again. */
  *#pack(timelines: readonly Timeline[]): Generator<undefined, readonly string[]> {
    const parts: PackedPart[] = [];
    for (let from = 0; from < timelines.length; from += rowsInText) {
      const known = this.#parts[parts.length];
      const part = timelines.slice(from, from + rowsInText);
      if (known && areSame(known.timelines, part)) parts.push(known);
      else {
        parts.push({ timelines: part, text: packRows(part.map(rowOf)) });
        yield undefined;
      }
    }
    this.#parts = parts;
    return parts.map((part) => part.text);
  }
}

const areSame = (some: readonly Timeline[], others: readonly Timeline[]): boolean =>
  some.length === others.length && some.every((timeline, place) => timeline === others[place]);

const pick = (timelines: readonly Timeline[], wanted: ReadonlySet<string>): readonly Timeline[] =>
  wanted.size === 0 ? [] : timelines.filter(({ pod }) => wanted.has(pod.uid));
