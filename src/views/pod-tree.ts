import * as vscode from 'vscode';
import type { Cluster, Problem, StoreChange } from '../cluster/cluster.ts';
import { Disposables, type Disposable } from '../disposables.ts';
import { sayWords } from '../host-language.ts';
import type { Session } from '../session.ts';
import { settings } from '../settings.ts';
import { epochMs, type EpochMs } from '../timeline/units.ts';
import { clusterProblems } from './connection-words.ts';
import { changedNodes } from './tree-diff.ts';
import { actionItem, faceOf, openingItem, problemItem, stateOf, treeItem, withTooltip, type ItemParts } from './tree-items.ts';
import { CONTEXT_ID, TreeModel, type NodeId, type TreeOrder, type TreeSnapshot } from './tree-model.ts';

/** Changes that come closer together than this are one refresh. */
const BATCH_MS = 200;
/** For so long after a click nothing appears in its place: it may become a double click. */
const CLICK_MS = 600;
/** For so long the seconds of a row stand still while its tooltip is read. */
const READ_MS = 8000;
/** How often the durations of starting pods are written anew. */
const TICK_MS = 1000;
/** While the kubeconfig is read. */
const OPENING_ID = 'opening';
const FAILED_ID = 'failed';
const FAILED_ACTION_ID = 'failed/action';

interface Watched {
  readonly cluster: Cluster;
  readonly model: TreeModel;
  readonly ends: Disposable;
}

/** The tree's data: a snapshot of the store, and which of its rows have been drawn how. It works only while it is visible. */
export class PodTree implements vscode.TreeDataProvider<NodeId>, Disposable {
  readonly #session: Session;
  readonly #now: () => EpochMs;
  readonly #owned = new Disposables();
  readonly #emitter = new vscode.EventEmitter<NodeId[] | undefined>();
  readonly #snapshots = new vscode.EventEmitter<TreeSnapshot | undefined>();
  /** The rows that were drawn: as which item, and how they looked. */
  readonly #drawn = new Map<NodeId, { readonly item: vscode.TreeItem; readonly face: string }>();
  #watched: Watched | undefined;
  #gone: readonly NodeId[] = [];
  #snapshot: TreeSnapshot | undefined;
  #batch: NodeJS.Timeout | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #visible = false;
  #touchedAt: EpochMs | undefined;
  #pointedAt: { readonly id: NodeId; readonly until: EpochMs } | undefined;
  #order: TreeOrder = 'urgency';
  #filter = '';

  readonly onDidChangeTreeData = this.#emitter.event;
  /** The newest snapshot; `undefined` when no cluster is open. */
  readonly onDidTakeSnapshot = this.#snapshots.event;

  constructor(session: Session, now: () => EpochMs) {
    this.#session = session;
    this.#now = now;
    this.#owned.add(this.#emitter);
    this.#owned.add(this.#snapshots);
    this.#owned.add(session.changed.subscribe(() => this.#follow()));
    this.#follow();
  }

  dispose(): void {
    this.#stopTimers();
    this.#watched?.ends.dispose();
    this.#owned.dispose();
  }

  /** A hidden tree computes nothing; what it missed is drawn when it is shown. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#stopTimers();
    if (!visible) return;
    this.#update();
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
  }

  get order(): TreeOrder {
    return this.#order;
  }

  set order(order: TreeOrder) {
    this.#order = order;
    this.#update();
  }

  /** Only pods that it means are shown. */
  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter.trim();
    this.#update();
  }

  /** The user has selected, opened or closed a row. */
  touch(): void {
    this.#touchedAt = this.#now();
    this.#watched?.model.touch(this.#touchedAt);
  }

  getChildren(id?: NodeId): NodeId[] {
    if (id === FAILED_ID) return [FAILED_ACTION_ID];
    if (id !== undefined) return [...(this.#snapshot?.childrenOf(id) ?? [])];
    if (this.#failure()) return [FAILED_ID];
    if (this.#session.state.state === 'opening') return [OPENING_ID];
    return this.#snapshot ? [CONTEXT_ID] : [];
  }

  getParent(id: NodeId): NodeId | undefined {
    return id === FAILED_ACTION_ID ? FAILED_ID : this.#snapshot?.parentOf(id);
  }

  /** Where there is nothing to show although all is well; absent otherwise. */
  get emptyPlace(): string | undefined {
    const { cluster } = this.#session;
    if (!cluster || !this.#snapshot || cluster.status.state !== 'live' || this.#snapshot.childrenOf(CONTEXT_ID).length > 0) return undefined;
    return cluster.target.namespace ?? cluster.target.context;
  }

  /** What is wrong now, in words: the fact, and what to do next. */
  get trouble(): string | undefined {
    const worst = this.#failure() ?? this.#problems()[0];
    return worst && sayWords(worst);
  }

  /** VS Code may ask for a row that has just gone: it gets what stood there. */
  getTreeItem(id: NodeId): vscode.TreeItem {
    const item = this.#itemOf(id) ?? this.#drawn.get(id)?.item ?? new vscode.TreeItem('');
    this.#drawn.set(id, { item, face: faceOf(item) });
    return item;
  }

  /** Asked for when the pointer rests on a row: its tooltip would close with the next redraw. */
  resolveTreeItem(item: vscode.TreeItem, id: NodeId): vscode.TreeItem {
    this.#pointedAt = { id, until: epochMs(this.#now() + READ_MS) };
    this.#watched?.model.touch(this.#now());
    const parts = this.#parts();
    return parts ? withTooltip(item, this.#snapshot?.node(id), parts) : item;
  }

  #itemOf(id: NodeId): vscode.TreeItem | undefined {
    const failure = this.#failure();
    if (failure && id === FAILED_ID) return problemItem(failure, id);
    if (failure && id === FAILED_ACTION_ID) return actionItem(failure, id);
    if (id === OPENING_ID) return this.#session.state.state === 'opening' ? openingItem(id) : undefined;
    const node = this.#snapshot?.node(id);
    const parts = this.#parts();
    return node && parts ? treeItem(node, parts) : undefined;
  }

  #parts(): ItemParts | undefined {
    if (!this.#watched) return undefined;
    const { cluster, model } = this.#watched;
    return { cluster, entry: (uid) => model.entry(uid), problems: this.#problems(), now: this.#now() };
  }

  /** A kubeconfig that is not there is told by the welcome view, any other failure by a row. */
  #failure(): Problem | undefined {
    const { state } = this.#session;
    return state.state === 'failed' && state.problem.code !== 'no-kubeconfig' ? state.problem : undefined;
  }

  #problems(): readonly Problem[] {
    return clusterProblems(this.#session.state);
  }

  #follow(): void {
    const { cluster } = this.#session;
    if (cluster !== this.#watched?.cluster) {
      this.#watched?.ends.dispose();
      this.#watched = cluster && this.#watch(cluster);
      this.#snapshot = undefined;
      this.#drawn.clear();
    }
    this.#update();
  }

  #watch(cluster: Cluster): Watched {
    const model = new TreeModel(cluster.store, () => ({ keepFinishedMs: settings.keepFinishedMs(), order: this.#order, filter: this.#filter }));
    const ends = new Disposables();
    ends.add(cluster.store.changed.subscribe((change) => this.#note(model, change)));
    ends.add(cluster.statusChanged.subscribe(() => this.#soon()));
    return { cluster, model, ends };
  }

  #note(model: TreeModel, change: StoreChange): void {
    model.forget(change);
    this.#soon();
  }

  #soon(): void {
    if (!this.#visible) return;
    const sinceTouch = this.#now() - (this.#touchedAt ?? 0);
    this.#batch ??= setTimeout(() => this.#update(), Math.max(BATCH_MS, CLICK_MS - sinceTouch));
  }

  #stopTimers(): void {
    clearTimeout(this.#batch);
    clearInterval(this.#ticking);
    this.#batch = undefined;
    this.#ticking = undefined;
  }

  /** Takes a snapshot and redraws what differs from the last one. */
  #update(): void {
    clearTimeout(this.#batch);
    this.#batch = undefined;
    const before = this.#snapshot;
    this.#snapshot = this.#watched?.model.snapshot(this.#now(), this.#problems().length);
    this.#snapshots.fire(this.#snapshot);
    if (!before || !this.#snapshot) this.#emitter.fire(undefined);
    else this.#redraw(changedNodes(before, this.#snapshot));
    this.#forgetGone();
  }

  /** A row that has been gone for a whole snapshot is not asked for any more. */
  #forgetGone(): void {
    for (const id of this.#gone) if (!this.#itemOf(id)) this.#drawn.delete(id);
    this.#gone = [...this.#drawn.keys()].filter((id) => !this.#itemOf(id));
  }

  /** Rows whose children changed, and drawn rows that look different now. */
  #redraw(reordered: ReadonlySet<NodeId>): void {
    const changed = new Set(reordered);
    for (const [id, { item: drawn, face }] of this.#drawn) {
      const item = this.#itemOf(id);
      const differs = item && (this.#isRead(id) ? stateOf(item) !== stateOf(drawn) : faceOf(item) !== face);
      if (differs) changed.add(id);
    }
    if (changed.size > 0) this.#emitter.fire([...changed]);
  }

  #tick(): void {
    if (this.#watched?.model.waiting) this.#soon();
    else if (this.#snapshot && this.#snapshot.starting > 0) this.#redraw(new Set());
  }

  #isRead(id: NodeId): boolean {
    return this.#pointedAt?.id === id && this.#now() < this.#pointedAt.until;
  }
}
