import type { QueuedPull } from '../../src/engine/timeline/many/node-queue.ts';
import type { Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import { stretchOf, type PodRow, type RowStretch } from '../../src/engine/timeline/many/pod-row.ts';
import { criticalTimes } from '../../src/engine/timeline/many/statistics.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { PodGroup, WorkloadOverview } from '../../src/engine/timeline/many/workload/overview.ts';
import type { ManyView } from '../parts/state.ts';
import { causeKey, groupKey, type ManyData } from '../parts/many-data.ts';
import { behindWords, pullNote } from './pull-words.ts';
import { compareText } from '../../src/engine/timeline/model/compare-text.ts';

/** One line of the list: a rollout, a pod, a container of an opened one, or a pull of a node. */
export interface ListRow {
  readonly kind: 'group' | 'pod' | 'container' | 'pull';
  readonly key: string;
  /** Of the pod; of a group its key. */
  readonly uid: string;
  readonly title: Text;
  /** Beside a group's title, or beside a pull's bar. */
  readonly note?: Text;
  /** More of the note, shown while the pointer is over it. */
  readonly more?: Text;
  /** What an aligned row begins at, in epoch ms. */
  readonly zero: number;
  readonly stretches: readonly RowStretch[];
  readonly total?: number;
  readonly state: PodRow['state'];
  readonly marks: readonly ('slowest' | 'median' | 'picked' | 'unready' | 'failed')[];
  /** Absent: there is nothing to open or close. */
  readonly isOpen?: boolean;
  /** Rows that this one waited for. */
  readonly after: readonly string[];
}

/** The pods in the order that was asked for. Equal ones stay in the order of creation. */
export function sortPods(pods: readonly PodRow[], sort: ManyView['sort']): readonly PodRow[] {
  const order = [...pods].sort((a, b) => a.created - b.created);
  if (sort === 'creation') return order;
  if (sort === 'name') return order.sort((a, b) => compareText(a.name, b.name));
  return order.sort((a, b) => rank(b, sort) - rank(a, sort));
}

/** The longest first; what is still on its way counts as longest. */
function rank(pod: PodRow, sort: 'total' | `phase:${Step}`): number {
  if (sort === 'total') return pod.total ?? Number.MAX_SAFE_INTEGER;
  return criticalTimes(pod).get(sort.slice('phase:'.length) as Step) ?? 0;
}

/** The rows: by rollout when they are in the order of creation, each pod, and the containers of those that are open. */
export function listRows(data: ManyData, { groups, causes }: WorkloadOverview, view: ManyView): readonly ListRow[] {
  const cause = causes.find((one) => causeKey(one) === view.cause);
  const listed = cause && new Set(cause.pods.flatMap((place) => data.pods[place]?.uid ?? []));
  const isListed = ({ uid }: PodRow): boolean => listed === undefined || listed.has(uid);
  const after = new Map(
    groups.flatMap(({ waitedFor }) => waitedFor.slice(1).map((uid, index) => [uid, waitedFor[index] ?? uid] as const)),
  );
  const rowsOf = (pods: readonly PodRow[]): ListRow[] =>
    pods.filter(isListed).flatMap((pod) => podRows(pod, data, view, after.get(pod.uid)));
  if (view.sort !== 'creation' || groups.length === 0 || data.pods.length < 3) {
    return rowsOf(sortPods(data.pods, view.sort));
  }
  const crowds = new Set(groups.flatMap(({ workload, pods }) => (pods.length > 1 ? [workload] : [])));
  const grouped = new Set(groups.flatMap(({ pods }) => pods));
  const loose = sortPods(
    data.pods.filter((_, place) => !grouped.has(place)),
    'creation',
  );
  return [
    ...groups.flatMap((group) => groupRows(group, !crowds.has(group.workload), data, view, rowsOf)),
    ...rowsOf(loose),
  ];
}

/** `isAlone`: its workload has no rollout of several pods, so the pod says all there is to say. */
function groupRows(
  group: PodGroup,
  isAlone: boolean,
  data: ManyData,
  { closed }: ManyView,
  rowsOf: (pods: readonly PodRow[]) => ListRow[],
): ListRow[] {
  const pods = group.pods.flatMap((place) => data.pods[place] ?? []);
  const key = groupKey(group, data);
  const rows = rowsOf(pods);
  const [only] = rows;
  if (!only) return [];
  if (isAlone) return [{ ...only, note: group.title }, ...rows.slice(1)];
  const isOpen = !closed.has(key);
  const head: ListRow = {
    kind: 'group',
    key,
    uid: key,
    title: group.title,
    note: group.detail,
    zero: pods[0]?.created ?? 0,
    stretches: [],
    state: 'ready',
    marks: [],
    isOpen,
    after: [],
  };
  return isOpen ? [head, ...rows] : [head];
}

function podRows(pod: PodRow, data: ManyData, { open, picked }: ManyView, after: string | undefined): ListRow[] {
  const { uid, name, created, stretches, state, total } = pod;
  const isOpen = open.has(uid);
  const marks: ListRow['marks'] = [
    ...(picked.includes(uid) ? ['picked' as const] : []),
    ...(state === 'unready' || state === 'failed' ? [state] : []),
    ...(pod === data.slowest ? ['slowest' as const] : []),
    ...(pod === data.median && pod !== data.slowest ? ['median' as const] : []),
  ];
  const row: ListRow = {
    kind: 'pod',
    key: uid,
    uid,
    title: text('{name}', { name }),
    zero: created,
    stretches,
    state,
    marks,
    isOpen,
    after: after === undefined ? [] : [after],
    ...(total !== undefined && { total }),
  };
  return isOpen ? [row, ...containerRows(pod, data)] : [row];
}

/** Known once the host has sent the pod's whole timeline. The end of a pod's life is no part of its start. */
function containerRows({ uid, created, state }: PodRow, { details }: ManyData): ListRow[] {
  const timeline = details.get(uid);
  if (!timeline) return [];
  return timeline.lanes.map((lane) => ({
    kind: 'container',
    key: `${uid}/${lane.id}`,
    uid,
    title: lane.role === 'pod' ? text('Pod') : text('{name}', { name: lane.name }),
    zero: created,
    stretches: timeline.phases
      .filter((phase) => phase.lane === lane.id && phase.kind !== 'terminating')
      .map((phase) => stretchOf(phase, timeline)),
    state,
    marks: [],
    after: [],
  }));
}

/** The pulls of a node, in the order in which they were asked for: who queued behind whom. */
export const pullRows = (pulls: readonly QueuedPull[]): readonly ListRow[] =>
  pulls.map((pull, place) => pullRow(pull, place));

function pullRow(pull: QueuedPull, place: number): ListRow {
  const { uid, pod, container, queuedAt, startedAt, endedAt, failed, behind } = pull;
  const lane = `container/${container}`;
  const waited = startedAt === undefined || startedAt > queuedAt;
  const more = behindWords(pull);
  const stretches: RowStretch[] = [
    ...(waited
      ? [{ lane, step: 'pull-queue' as const, from: queuedAt, ...(startedAt !== undefined && { to: startedAt }) }]
      : []),
    ...(startedAt === undefined
      ? []
      : [
          {
            lane,
            step: 'pull' as const,
            from: startedAt,
            ...(endedAt !== undefined && { to: endedAt }),
            ...(failed && { failed: true as const }),
          },
        ]),
  ];
  return {
    kind: 'pull',
    key: pullKey(pull, place),
    uid,
    title: text('{name}', { name: pod }),
    note: pullNote(pull),
    ...(more && { more }),
    zero: queuedAt,
    stretches,
    state: failed ? 'failed' : 'ready',
    marks: [],
    after: behind.map((other) => `${other.uid}/${other.container}`),
    ...(endedAt !== undefined && { total: endedAt - queuedAt }),
  };
}

/** A container that pulled again and again has several. */
const pullKey = ({ uid, container, failed }: QueuedPull, place: number): string =>
  failed ? `${uid}/${container}/${place}` : `${uid}/${container}`;
