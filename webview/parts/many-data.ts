import { unpackRows } from '../../src/shared/packed-rows.ts';
import type { HostMessage } from '../../src/shared/protocol.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { phaseSpreads, spreadOf, type PhaseSpread, type Spread } from '../../src/engine/timeline/many/statistics.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Cause } from '../../src/engine/timeline/many/workload/causes.ts';
import type { PodGroup } from '../../src/engine/timeline/many/workload/overview.ts';

export type PodsMessage = HostMessage & { readonly type: 'pods' };
export type NodeMessage = HostMessage & { readonly type: 'node' };

/** What is read off a snapshot once, and drawn from again and again. */
export interface ManyData {
  readonly pods: readonly PodRow[];
  readonly byUid: ReadonlyMap<string, PodRow>;
  readonly details: ReadonlyMap<string, Timeline>;
  readonly total?: Spread;
  readonly phases: readonly PhaseSpread[];
  readonly slowest?: PodRow;
  readonly median?: PodRow;
  /** Something grows with the clock. */
  readonly isRunning: boolean;
}

const known = new WeakMap<PodsMessage, ManyData>();

/** The same snapshot gives the same data. */
export function dataOf(message: PodsMessage): ManyData {
  const data = known.get(message) ?? read(message);
  known.set(message, data);
  return data;
}

function read({ rows, details, reading }: PodsMessage): ManyData {
  const pods = unpackRows(rows);
  return {
    pods,
    byUid: new Map(pods.map((pod) => [pod.uid, pod])),
    details: new Map(details.map((timeline) => [timeline.pod.uid, timeline])),
    ...(reading ? { phases: [] } : figuresOf(pods)),
    isRunning: pods.some((pod) => pod.stretches.some(({ to }) => to === undefined)),
  };
}

/** What is true of all of them together: nothing of it is, while pods are missing. */
function figuresOf(pods: readonly PodRow[]): Pick<ManyData, 'total' | 'phases' | 'slowest' | 'median'> {
  const total = spreadOf(pods.flatMap((pod) => pod.total ?? []));
  return { ...(total && { total }), phases: phaseSpreads(pods), ...outstanding(pods) };
}

/** The slowest ready pod, and the one in the middle; with fewer than three there is nothing to point out. */
function outstanding(pods: readonly PodRow[]): { readonly slowest?: PodRow; readonly median?: PodRow } {
  const ready = pods.filter((pod) => pod.total !== undefined).sort((a, b) => (a.total ?? 0) - (b.total ?? 0));
  const slowest = ready.at(-1);
  const median = ready[Math.floor((ready.length - 1) / 2)];
  return ready.length < 3 || !slowest || !median ? {} : { slowest, median };
}

/** A cause by its name: the same one in the next snapshot. */
export const causeKey = ({ id, title }: Cause): string => `${id} ${JSON.stringify(title.args)}`;

/** A group by its first pod: the same one in the next snapshot. */
export const groupKey = ({ pods: [first = 0] }: PodGroup, { pods }: ManyData): string =>
  `group ${pods[first]?.uid ?? ''}`;
