import type { Meaning } from '../chart/meaning.ts';
import type { ManyView } from '../state.ts';
import { stretchOf, type PodSummary, type Stretch } from './summary.ts';

/** One line of the list: a pod, a container of an opened one, or a pull of a node. */
export interface ListRow {
  readonly key: string;
  readonly uid: string;
  readonly title: string;
  readonly depth: 0 | 1;
  /** What an aligned row begins at, in epoch ms. */
  readonly zero: number;
  readonly stretches: readonly Stretch[];
  readonly total?: number;
  readonly state: PodSummary['state'];
  readonly mark?: 'slowest' | 'median';
  /** Has containers to show. */
  readonly folds: boolean;
}

/** The pods in the order that was asked for. Equal ones stay in the order of creation. */
export function sortPods(pods: readonly PodSummary[], sort: ManyView['sort']): readonly PodSummary[] {
  const order = [...pods].sort((a, b) => a.created - b.created);
  if (sort === 'creation') return order;
  if (sort === 'name') return order.sort((a, b) => a.name.localeCompare(b.name));
  return order.sort((a, b) => rank(b, sort) - rank(a, sort));
}

/** The longest first; what is still on its way counts as longest. */
const rank = (pod: PodSummary, sort: 'total' | `phase:${Meaning}`): number =>
  sort === 'total' ? (pod.total ?? Infinity) : (pod.spent[sort.slice('phase:'.length) as Meaning] ?? 0);

/** The rows: each pod, and the containers of those that are open. */
export function listRows(pods: readonly PodSummary[], open: ReadonlySet<string>, marks: { readonly slowest?: PodSummary; readonly median?: PodSummary }): readonly ListRow[] {
  return pods.flatMap((pod) => {
    const mark = pod === marks.slowest ? 'slowest' : pod === marks.median ? 'median' : undefined;
    const row: ListRow = { key: pod.uid, uid: pod.uid, title: pod.name, depth: 0, folds: true, zero: pod.created, stretches: pod.stretches, state: pod.state, ...(pod.total !== undefined && { total: pod.total }), ...(mark && { mark }) };
    return open.has(pod.uid) ? [row, ...containerRows(pod)] : [row];
  });
}

function containerRows({ timeline, uid, created, state }: PodSummary): ListRow[] {
  return timeline.lanes.map((lane) => ({
    key: `${uid}/${lane.id}`,
    uid,
    title: lane.role === 'pod' ? 'Pod' : lane.name,
    depth: 1,
    folds: false,
    zero: created,
    stretches: timeline.phases.filter((phase) => phase.lane === lane.id).map((phase) => stretchOf(phase, timeline)),
    state,
  }));
}

/** The pulls of a node, in the order in which they were asked for: who queued behind whom. */
export function pullRows(pods: readonly PodSummary[]): readonly ListRow[] {
  const rows = pods.flatMap(({ timeline, uid, name, created, state }) =>
    timeline.lanes.flatMap((lane): ListRow[] => {
      const pulls = timeline.phases.filter((phase) => phase.lane === lane.id && (phase.kind === 'pull-queue' || phase.kind === 'pull' || phase.kind === 'pull-backoff'));
      const stretches = pulls.map((phase) => stretchOf(phase, timeline));
      const last = stretches.at(-1);
      if (!last) return [];
      const total = last.to === undefined ? undefined : last.to - (stretches[0]?.from ?? created);
      return [{ key: `${uid}/${lane.id}`, uid, title: `${lane.name} · ${name}`, depth: 0, folds: false, zero: created, stretches, state, ...(total !== undefined && { total }) }];
    }),
  );
  return rows.sort((a, b) => (a.stretches[0]?.from ?? 0) - (b.stretches[0]?.from ?? 0));
}
