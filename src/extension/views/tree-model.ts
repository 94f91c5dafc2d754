import type {
  PodRecord,
  PodStore,
  Rejection,
  StoreChange,
  OwnerRef,
  PodFacts,
  EpochMs,
  Timeline,
} from '../../engine/engine.ts';
import { matchesFilter, matchesName } from './pod-filter.ts';
import { rankOf, standingOf, type Standing } from './pod-standing.ts';
import { SteadyOrder } from './steady-order.ts';
import { compareText } from '../../engine/engine.ts';

/** Stable while the thing it stands for lives; what VS Code keeps selection and expansion by. */
export type NodeId = string;

export type TreeNode =
  | { readonly kind: 'context'; readonly id: NodeId }
  /** The way out of a namespace without pods: all of them. */
  | { readonly kind: 'everywhere'; readonly id: NodeId }
  | { readonly kind: 'problem'; readonly id: NodeId; readonly index: number }
  /** What to do about the problem with this index. */
  | { readonly kind: 'action'; readonly id: NodeId; readonly index: number }
  /** Why the owner with this uid cannot create its pods. */
  | { readonly kind: 'rejected'; readonly id: NodeId; readonly uid: string }
  | WorkloadNode
  /** `prefix`: what its siblings' names begin with as well. */
  | { readonly kind: 'pod'; readonly id: NodeId; readonly uid: string; readonly prefix: string }
  /** Pods that finished long ago, as a count. */
  | { readonly kind: 'finished'; readonly id: NodeId; readonly count: number }
  | { readonly kind: 'deleted'; readonly id: NodeId; readonly count: number }
  | { readonly kind: 'more'; readonly id: NodeId; readonly count: number };

export interface WorkloadNode {
  readonly kind: 'workload';
  readonly id: NodeId;
  readonly workload: OwnerRef;
  readonly namespace: string;
  readonly pods: readonly PodEntry[];
  readonly rejections: number;
  /** Whether its pods still fit among the rows that are shown without being asked for. */
  readonly fits: boolean;
}

/** What sorting and counting need of one pod. */
export interface PodEntry {
  readonly uid: string;
  readonly standing: Standing;
  readonly pod: PodFacts;
  readonly record: PodRecord;
}

/** `urgency`: what starts or is stuck first, then recent starts, then by name. */
export type TreeOrder = 'urgency' | 'name' | 'newest' | 'slowest';

export interface TreeRules {
  /** Finished pods older than this are counted, not listed. */
  readonly keepFinishedMs: number;
  readonly order: TreeOrder;
  /** Empty: all pods. See {@link matchesFilter}. */
  readonly filter: string;
}

/** What the rows above the workloads are made from. */
export interface TopRows {
  readonly problems: number;
  /** Whether all namespaces are offered where this one has no pods. */
  readonly offersAll: boolean;
}

/**
 * The tree at one moment. What lies below a row is worked out when it is asked for: of 10,000 pods few are ever seen.
 */
export interface TreeSnapshot {
  /** Absent for what is not there any more, and for what lies below a row that nobody has asked for. */
  node(id: NodeId): TreeNode | undefined;
  childrenOf(id: NodeId): readonly NodeId[];
  parentOf(id: NodeId): NodeId | undefined;
  /** The rows whose children were asked for, parents first. */
  readonly opened: Iterable<NodeId>;
  /** Pods that are starting or stuck. */
  readonly starting: number;
}

export const CONTEXT_ID = 'context';
const EVERYWHERE_ID = 'everywhere';
/** A folder shows this many at once; the rest is behind a "more" node. */
const PAGE = 200;
/** Of more pods than that the workloads are closed at first: each row that is open may have to be drawn anew. */
const OPEN_ROWS = 400;
/** For how long a start counts as recent in the order of workloads. */
const RECENT_MS = 10 * 60_000;

/** Keeps where each pod stands, so that a refresh asks only for pods that changed. */
export class TreeModel {
  readonly #store: PodStore;
  readonly #rules: () => TreeRules;
  readonly #now: () => EpochMs;
  readonly #entries = new Map<string, PodEntry>();
  readonly #steady = new SteadyOrder();
  #order: TreeOrder | undefined;

  constructor(store: PodStore, rules: () => TreeRules, now: () => EpochMs) {
    this.#store = store;
    this.#rules = rules;
    this.#now = now;
  }

  /** Takes note of what the next snapshot has to ask for again. */
  forget(change: StoreChange): void {
    if (change.reset) this.#entries.clear();
    else for (const uid of change.pods) this.#entries.delete(uid);
  }

  /** The user works in the tree: its rows stay where they are for a while. */
  touch(now: EpochMs): void {
    this.#steady.touch(now);
  }

  /** Whether a later snapshot will have another order although nothing happens. */
  get waiting(): boolean {
    return this.#steady.waiting;
  }

  /** A pod as it is now, also when it changed since the last snapshot. */
  entry(uid: string): PodEntry | undefined {
    const record = this.#store.pod(uid);
    return this.#entries.get(uid) ?? (record && this.#enter(record));
  }

  snapshot(now: EpochMs, { problems, offersAll }: TopRows): TreeSnapshot {
    const entries = this.#allEntries();
    const tree = new Tree(entries.filter(({ standing }) => rankOf(standing) === 0).length);
    tree.add({ kind: 'context', id: CONTEXT_ID });
    for (let index = 0; index < problems; index++) {
      tree.add({ kind: 'problem', id: `problem/${index}`, index }, CONTEXT_ID);
      tree.add({ kind: 'action', id: `action/${index}`, index }, `problem/${index}`);
    }
    if (offersAll && entries.length === 0) tree.add({ kind: 'everywhere', id: EVERYWHERE_ID }, CONTEXT_ID);
    const rules = this.#rules();
    if (rules.order !== this.#order) this.#steady.reset();
    this.#order = rules.order;
    const { groups, deleted } = group(
      rules.filter === '' ? entries : entries.filter(({ record }) => matchesFilter(record, rules.filter)),
      this.#rejections(rules.filter),
    );
    const look: Look = {
      order: this.#podOrder(rules.order),
      oldBefore: now - rules.keepFinishedMs,
      arrange: (folder, pods) => this.#steady.arrange(folder, pods, ({ uid }) => uid, now),
    };
    const ordered = groups.sort(this.#groupOrder(rules.order, now));
    addGroups(tree, CONTEXT_ID, this.#steady.arrange(CONTEXT_ID, ordered, idOf, now), look);
    this.#steady.retain((folder) => tree.node(folder) !== undefined);
    if (deleted.length > 0) {
      tree.add({ kind: 'deleted', id: 'deleted', count: deleted.length }, CONTEXT_ID);
      tree.later('deleted', () => addPods(tree, 'deleted', deleted.sort(byCreation)));
    }
    return tree;
  }

  #rejections(filter: string): readonly Rejection[] {
    return this.#store
      .rejectedOwners()
      .filter(({ owner, workload }) => matchesName(`${owner.name} ${workload.name}`, filter));
  }

  #allEntries(): PodEntry[] {
    const entries: PodEntry[] = [];
    for (const record of this.#store.pods()) {
      const known = this.#entries.get(record.pod.uid);
      const entry = known?.record === record ? known : this.#enter(record);
      entries.push(entry);
    }
    return entries;
  }

  #enter(record: PodRecord): PodEntry {
    const { pod } = record;
    const timeline = (): Timeline | undefined => this.#store.timeline(pod.uid, this.#now(), 'when-changed');
    const entry = { uid: pod.uid, pod, record, standing: standingOf(record, timeline) };
    this.#entries.set(pod.uid, entry);
    return entry;
  }

  #groupOrder(order: TreeOrder, now: EpochMs): (a: Group, b: Group) => number {
    switch (order) {
      case 'urgency':
        return byUrgency(now);
      case 'name':
        return byKey((each) => nameOf(each), compareText);
      case 'newest':
        return byKey((each) => Math.max(...each.pods.slice(0, MEASURED).map(({ pod }) => pod.creationAt)), descending);
      case 'slowest':
        return byKey(
          (each) => Math.max(...each.pods.slice(0, MEASURED).map((entry) => this.#startup(entry))),
          descending,
        );
    }
  }

  #podOrder(order: TreeOrder): (a: PodEntry, b: PodEntry) => number {
    if (order === 'name') return (a, b) => compareText(a.pod.name, b.pod.name);
    if (order === 'slowest') return byKey((entry) => this.#startup(entry), descending);
    return order === 'newest' ? byCreation : byStanding;
  }

  /** In milliseconds; 0 while it is not known. In big clusters it is read off the conditions, to the second. */
  #startup({ uid, pod }: PodEntry): number {
    if (this.#entries.size <= MEASURED) {
      return this.#store.timeline(uid, this.#now(), 'when-changed')?.totals.ready?.ms ?? 0;
    }
    const ready = pod.conditions.find(({ type, status }) => type === 'Ready' && status === 'True')?.lastTransitionAt;
    return ready === undefined ? 0 : ready - pod.creationAt;
  }
}

/** How many timelines are built at most to sort by. */
const MEASURED = 1000;

/** How a group's pods are laid out. */
interface Look {
  readonly order: (a: PodEntry, b: PodEntry) => number;
  readonly oldBefore: number;
  readonly arrange: (folder: NodeId, pods: readonly PodEntry[]) => readonly PodEntry[];
}

function addGroups(tree: Tree, parent: NodeId, groups: readonly Group[], look: Look, from = 0): void {
  let rows = 0;
  for (const each of groups.slice(from, from + PAGE)) {
    rows += Math.min(each.pods.length, PAGE);
    addGroup(tree, parent, each, { ...look, fits: rows <= OPEN_ROWS });
  }
  addMore(tree, parent, groups.length - from - PAGE, from + PAGE, (id) =>
    addGroups(tree, id, groups, look, from + PAGE),
  );
}

function addGroup(tree: Tree, parent: NodeId, each: Group, look: Look & { readonly fits: boolean }): void {
  const { workload, namespace, pods, rejections } = each;
  if (!workload) return addPods(tree, parent, pods);
  const id = workloadId(workload);
  tree.add({ kind: 'workload', id, workload, namespace, pods, rejections: rejections.length, fits: look.fits }, parent);
  tree.later(id, () => {
    for (const { owner } of rejections) tree.add({ kind: 'rejected', id: `rejected/${owner.uid}`, uid: owner.uid }, id);
    const prefix = sharedPrefix(workload, pods);
    const [old, listed] = partition(pods.sort(look.order), (entry) => finishedBefore(entry, look.oldBefore));
    addPods(tree, id, look.arrange(id, listed), prefix);
    if (old.length === 0) return;
    const finished = `finished/${workload.uid}`;
    tree.add({ kind: 'finished', id: finished, count: old.length }, id);
    tree.later(finished, () => addPods(tree, finished, old, prefix));
  });
}

interface Group {
  readonly workload?: OwnerRef;
  readonly namespace: string;
  readonly pods: PodEntry[];
  readonly rejections: Rejection[];
}

const workloadId = ({ uid }: OwnerRef): NodeId => `workload/${uid}`;

const idOf = ({ workload, pods }: Group): NodeId => (workload ? workloadId(workload) : `pod/${pods[0]?.uid}`);

/** A pod without a workload is a group of its own. */
function group(
  entries: readonly PodEntry[],
  rejections: readonly Rejection[],
): { groups: Group[]; deleted: PodEntry[] } {
  const byWorkload = new Map<string, Group>();
  const of = (workload: OwnerRef, namespace: string): Group => {
    const known = byWorkload.get(workload.uid) ?? { workload, namespace, pods: [], rejections: [] };
    byWorkload.set(workload.uid, known);
    return known;
  };
  const bare: Group[] = [];
  const deleted: PodEntry[] = [];
  for (const entry of entries) {
    const { workload } = entry.record;
    const { namespace } = entry.pod;
    if (entry.standing === 'deleted') deleted.push(entry);
    else if (!workload) bare.push({ namespace, pods: [entry], rejections: [] });
    else of(workload, namespace).pods.push(entry);
  }
  for (const rejection of rejections) of(rejection.workload, rejection.owner.namespace).rejections.push(rejection);
  return { groups: [...byWorkload.values(), ...bare], deleted };
}

/** Groups in which something starts first, then recent starts, newest first; the rest by name. */
const byUrgency = (now: EpochMs): ((a: Group, b: Group) => number) =>
  byKey(
    (each) => urgencyOf(each, now),
    (a, b) => a.rank - b.rank || (a.rank < 2 ? b.newest - a.newest : 0) || compareText(a.name, b.name),
  );

/** Reads each key once. */
function byKey<T, Key>(keyOf: (item: T) => Key, compare: (a: Key, b: Key) => number): (a: T, b: T) => number {
  const keys = new Map<T, Key>();
  const read = (item: T): Key => {
    const known = keys.get(item) ?? keyOf(item);
    keys.set(item, known);
    return known;
  };
  return (a, b) => compare(read(a), read(b));
}

const descending = (a: number, b: number): number => b - a;

const nameOf = ({ workload, pods }: Group): string => workload?.name ?? pods[0]?.pod.name ?? '';

function partition<T>(items: readonly T[], holds: (item: T) => boolean): [T[], T[]] {
  return [items.filter(holds), items.filter((item) => !holds(item))];
}

function urgencyOf(each: Group, now: EpochMs): { rank: number; newest: number; name: string } {
  const { pods, rejections } = each;
  const newest = Math.max(
    ...pods.slice(0, 1000).map(({ pod }) => pod.creationAt),
    ...rejections.map(({ event }) => event.creationAt),
  );
  const starts = rejections.length > 0 || pods.some(({ standing }) => rankOf(standing) === 0);
  const settled = newest > now - RECENT_MS ? 1 : 2;
  return { rank: starts ? 0 : settled, newest, name: nameOf(each) };
}

const byCreation = (a: PodEntry, b: PodEntry): number =>
  b.pod.creationAt - a.pod.creationAt || compareText(a.pod.name, b.pod.name);

const byStanding = (a: PodEntry, b: PodEntry): number => rankOf(a.standing) - rankOf(b.standing) || byCreation(a, b);

/** When it ended is told by its containers; without them its creation must do. */
function finishedBefore({ standing, pod }: PodEntry, limit: number): boolean {
  if (standing !== 'completed' && standing !== 'failed') return false;
  const ends = pod.statuses.flatMap(({ state }) =>
    state.state === 'terminated' && state.run.finishedAt !== undefined ? [state.run.finishedAt] : [],
  );
  return Math.max(pod.creationAt, ...ends) < limit;
}

/**
 * Of a Deployment's pods with one template: name and hash; with several: the name. The ordinals of a StatefulSet say
 * too little alone.
 */
function sharedPrefix({ kind, name }: OwnerRef, pods: readonly PodEntry[]): string {
  if (kind === 'StatefulSet' || kind === 'Node') return '';
  let prefix = upToDash(pods[0]?.pod.name ?? '');
  for (const { pod } of pods) {
    while (prefix !== '' && !pod.name.startsWith(prefix)) prefix = upToDash(prefix.slice(0, -1));
  }
  return prefix.startsWith(`${name}-`) ? prefix : '';
}

const upToDash = (name: string): string => name.slice(0, name.lastIndexOf('-') + 1);

function addPods(tree: Tree, parent: NodeId, pods: readonly PodEntry[], prefix = '', from = 0): void {
  for (const { uid } of pods.slice(from, from + PAGE)) tree.add({ kind: 'pod', id: `pod/${uid}`, uid, prefix }, parent);
  addMore(tree, parent, pods.length - from - PAGE, from + PAGE, (id) => addPods(tree, id, pods, prefix, from + PAGE));
}

/** A row for the `rest` that comes from `next` on, if there is one. */
function addMore(tree: Tree, parent: NodeId, rest: number, next: number, add: (id: NodeId) => void): void {
  if (rest <= 0) return;
  const id = `more/${next}/${parent}`;
  tree.add({ kind: 'more', id, count: rest }, parent);
  tree.later(id, () => add(id));
}

class Tree implements TreeSnapshot {
  readonly starting: number;
  readonly #nodes = new Map<NodeId, TreeNode>();
  readonly #children = new Map<NodeId, NodeId[]>();
  readonly #parents = new Map<NodeId, NodeId>();
  readonly #later = new Map<NodeId, () => void>();
  readonly #opened = new Set<NodeId>();

  constructor(starting: number) {
    this.starting = starting;
  }

  get opened(): Iterable<NodeId> {
    return this.#opened;
  }

  node(id: NodeId): TreeNode | undefined {
    return this.#nodes.get(id);
  }

  parentOf(id: NodeId): NodeId | undefined {
    return this.#parents.get(id);
  }

  childrenOf(id: NodeId): readonly NodeId[] {
    if (this.#nodes.has(id)) this.#opened.add(id);
    const fill = this.#later.get(id);
    this.#later.delete(id);
    fill?.();
    return this.#children.get(id) ?? [];
  }

  /** Fills in the children of `id` when they are asked for. */
  later(id: NodeId, fill: () => void): void {
    this.#later.set(id, fill);
  }

  add(node: TreeNode, parent?: NodeId): void {
    this.#nodes.set(node.id, node);
    if (parent === undefined) return;
    this.#parents.set(node.id, parent);
    const siblings = this.#children.get(parent);
    if (siblings) siblings.push(node.id);
    else this.#children.set(parent, [node.id]);
  }
}
