import { packRows, type PackedRows } from '../shared/packed-rows.ts';
import type { HostMessage, Surroundings } from '../shared/protocol.ts';
import { nodeQueues, type NodeQueue } from '../timeline/node-queue.ts';
import { rowOf } from '../timeline/pod-row.ts';
import { text } from '../timeline/text.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { epochMs } from '../timeline/units.ts';
import { overviewOf, type WorkloadOverview } from '../timeline/workload/overview.ts';

type PodsMessage = HostMessage & { readonly type: 'pods' };
type NodeMessage = HostMessage & { readonly type: 'node' };

/** Makes the messages about many pods. What is read off all of them is kept until one of them is another. */
export class ManyMessages {
  #timelines: readonly Timeline[] = [];
  #pods: { readonly rows: PackedRows; readonly overview: WorkloadOverview } | undefined;
  #queue: NodeQueue | undefined;

  /** `details`: of these pods the whole timelines are asked for. */
  pods(title: string, timelines: readonly Timeline[], details: ReadonlySet<string>, surroundings: Surroundings): PodsMessage {
    this.#keep(timelines);
    this.#pods ??= { rows: packRows(timelines.map(rowOf)), overview: overviewOf(timelines, epochMs(surroundings.now)) };
    return { type: 'pods', title, ...this.#pods, details: pick(timelines, details), ...surroundings };
  }

  node(node: string, timelines: readonly Timeline[], details: ReadonlySet<string>, surroundings: Surroundings): NodeMessage {
    this.#keep(timelines);
    this.#queue ??= nodeQueues(timelines).find((queue) => queue.node === node) ?? { node, headline: [text('No image was pulled on this node since its events are known.')], pulls: [] };
    return { type: 'node', ...this.#queue, details: pick(timelines, details), ...surroundings };
  }

  #keep(timelines: readonly Timeline[]): void {
    if (timelines.length === this.#timelines.length && timelines.every((timeline, place) => timeline === this.#timelines[place])) return;
    this.#timelines = timelines;
    this.#pods = undefined;
    this.#queue = undefined;
  }
}

const pick = (timelines: readonly Timeline[], wanted: ReadonlySet<string>): readonly Timeline[] => (wanted.size === 0 ? [] : timelines.filter(({ pod }) => wanted.has(pod.uid)));
