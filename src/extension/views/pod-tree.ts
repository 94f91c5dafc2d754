import * as vscode from 'vscode';
import {
  type Problem,
  type Cluster,
  Disposables,
  type Disposable,
  type StoreChange,
  type Session,
  epochMs,
  type EpochMs,
} from '../../engine/engine.ts';
import { sayWords } from '../base/host-language.ts';
import { settings } from '../base/settings.ts';
import { clusterProblems } from './connection-words.ts';
import { RowCommands } from './row-commands.ts';
import { changedNodes } from './tree-diff.ts';
import {
  actionItem,
  changesAt,
  faceOf,
  openingItem,
  problemItem,
  stateOf,
  treeItem,
  withTooltip,
  type ItemParts,
} from './tree-items.ts';
import { CONTEXT_ID, TreeModel, type NodeId, type TreeOrder, type TreeSnapshot } from './tree-model.ts';

/** Changes that come closer together than this are one refresh. */
const BATCH_MS = 200;
/** In ms: how long after a click no other row appears in its place, since it may become a double click. */
const CLICK_MS = 600;
/** In ms: how long the seconds of a row stand still while its tooltip is read. */
const READ_MS = 8000;
/** How often it is looked which rows tell another age by now. */
const TICK_MS = 1000;
/** How many rows are drawn anew in a tick at most, those first that have waited longest: more than a screen has. */
const TICK_ROWS = 40;
/**
 * In ms: how often rows are drawn anew while tooltips are read: that ends the tooltip that is about to appear under the
 * pointer.
 */
const READ_PACE_MS = 5000;
/** In ms: after how long VS Code is told again of a row that it was told of and has not asked for. */
const AGAIN_MS = 5000;
/**
 * Snapshots of a big cluster are taken less often: they may take one part in this many of a processor's time, but one
 * comes every 2 s.
 */
const SNAPSHOT_SHARE = 100;
const MOST_DELAY_MS = 2000;
/** While the kubeconfig is read. */
const OPENING_ID = 'opening';
const FAILED_ID = 'failed';
const FAILED_ACTION_ID = 'failed/action';

interface Watched {
  readonly cluster: Cluster;
  readonly model: TreeModel;
  readonly ends: Disposable;
}

/** How a row was drawn. */
interface Drawn {
  readonly item: vscode.TreeItem;
  readonly face: string;
  /** When it has to be drawn anew although nothing happens. */
  readonly changesAt?: EpochMs | undefined;
}

/**
 * The tree's data: a snapshot of the store, and which of its rows have been drawn how. It works only while it is
 * visible.
 */
export class PodTree implements vscode.TreeDataProvider<NodeId>, Disposable {
  readonly #session: Session;
  readonly #now: () => EpochMs;
  readonly #owned = new Disposables();
  readonly #commands = this.#owned.add(new RowCommands());
  readonly #emitter = new vscode.EventEmitter<NodeId[] | undefined>();
  readonly #snapshots = new vscode.EventEmitter<TreeSnapshot | undefined>();
  readonly #drawn = new Map<NodeId, Drawn>();
  /** The rows that the user has closed: what is below them is not seen. */
  readonly #closed = new Set<NodeId>();
  /** Pods that changed since the last snapshot: the other pods' rows look as they did, but for their age. */
  readonly #changed = new Set<NodeId>();
  #allChanged = true;
  #snapshotMs = 0;
  #watched: Watched | undefined;
  #gone: readonly NodeId[] = [];
  #snapshot: TreeSnapshot | undefined;
  /** The uppermost rows that VS Code asked for last, and whether it was told twice that all rows are others. */
  #shownRoots: readonly NodeId[] = [];
  #isRepeated = false;
  #batch: NodeJS.Timeout | undefined;
  #ticking: NodeJS.Timeout | undefined;
  #visible = false;
  #touchedAt: EpochMs | undefined;
  /** When rows told their age anew. */
  #agedAt = epochMs(0);
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

  /** The user has selected, opened or closed a row, or waits for what a click brings: rows stay in their places. */
  touch(): void {
    this.#touchedAt = this.#now();
    this.#watched?.model.touch(this.#touchedAt);
  }

  /** The user has closed a row. */
  close(id: NodeId): void {
    this.#closed.add(id);
    this.touch();
  }

  /** The user has opened a row: what is below it tells its age again. */
  open(id: NodeId): void {
    this.#closed.delete(id);
    this.touch();
    this.#redrawAged();
  }

  getChildren(id?: NodeId): NodeId[] {
    if (id === FAILED_ID) return [FAILED_ACTION_ID];
    if (id !== undefined) return [...(this.#snapshot?.childrenOf(id) ?? [])];
    this.#shownRoots = this.#roots();
    return [...this.#shownRoots];
  }

  #roots(): readonly NodeId[] {
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
    if (!cluster || !this.#snapshot || cluster.status.state !== 'live') return undefined;
    const snapshot = this.#snapshot;
    if (snapshot.childrenOf(CONTEXT_ID).some((id) => snapshot.node(id)?.kind !== 'everywhere')) return undefined;
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
    this.#drawn.set(id, { item, face: faceOf(item), changesAt: this.#changesAt(id) });
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

  #changesAt(id: NodeId): EpochMs | undefined {
    const node = this.#snapshot?.node(id);
    const parts = this.#parts();
    return node && parts && changesAt(node, parts);
  }

  #parts(): ItemParts | undefined {
    if (!this.#watched) return undefined;
    const { cluster, model } = this.#watched;
    return {
      cluster,
      entry: (uid) => model.entry(uid),
      problems: this.#problems(),
      now: this.#now(),
      rowCommand: (row, command) => this.#commands.of(row, command),
    };
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
      for (const id of this.#drawn.keys()) this.#commands.gone(id);
      this.#drawn.clear();
      this.#closed.clear();
    }
    this.#update();
  }

  #watch(cluster: Cluster): Watched {
    const rules = () => ({
      keepFinishedMs: settings.keepFinishedMs(),
      order: this.#order,
      filter: this.#filter,
    });
    const model = new TreeModel(cluster.store, rules, this.#now);
    const ends = new Disposables();
    ends.add(cluster.store.changed.subscribe((change) => this.#note(model, change)));
    ends.add(cluster.statusChanged.subscribe(() => this.#soon()));
    return { cluster, model, ends };
  }

  #note(model: TreeModel, change: StoreChange): void {
    model.forget(change);
    if (change.reset || !this.#visible) this.#allChanged = true;
    else for (const uid of change.pods) this.#changed.add(`pod/${uid}`);
    this.#soon();
  }

  #soon(): void {
    if (!this.#visible) return;
    const delayMs = Math.max(BATCH_MS, Math.min(MOST_DELAY_MS, this.#snapshotMs * SNAPSHOT_SHARE));
    this.#batch ??= setTimeout(() => this.#updateUntouched(), delayMs);
  }

  /** Not while a click is answered, also one that came after the refresh was due: VS Code would read all rows anew. */
  #updateUntouched(): void {
    const untilClicked = CLICK_MS - (this.#now() - (this.#touchedAt ?? 0));
    if (untilClicked > 0) this.#batch = setTimeout(() => this.#updateUntouched(), untilClicked);
    else this.#update();
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
    const begun = performance.now();
    this.#snapshot = this.#watched && this.#take(this.#watched);
    const reordered = before && this.#snapshot && changedNodes(before, this.#snapshot);
    this.#snapshotMs = performance.now() - begun;
    this.#snapshots.fire(this.#snapshot);
    if (reordered) this.#redraw(reordered);
    else this.#redrawAll();
    this.#changed.clear();
    this.#allChanged = false;
    this.#forgetGone();
  }

  #take({ model, cluster }: Watched): TreeSnapshot {
    return model.snapshot(this.#now(), { problems: this.#problems().length, offersAll: isOneNamespace(cluster) });
  }

  #redrawAll(): void {
    this.#emitter.fire(undefined);
    this.#isRepeated = false;
  }

  /**
   * VS Code loses what it is told while it still reads the rows for an earlier time, and would show those for ever:
   * it is told once more.
   */
  #repeat(): void {
    const roots = this.#roots();
    const shown = this.#shownRoots;
    const isKnown = shown.length === roots.length && shown.every((id, index) => id === roots[index]);
    if (this.#isRepeated && isKnown) return;
    this.#emitter.fire(undefined);
    this.#isRepeated = true;
  }

  /** A row that has been gone for a whole snapshot is not asked for any more. */
  #forgetGone(): void {
    for (const id of this.#gone) {
      if (this.#isThere(id)) continue;
      this.#drawn.delete(id);
      this.#commands.gone(id);
    }
    this.#gone = [...this.#drawn.keys()].filter((id) => !this.#isThere(id));
    for (const id of this.#closed) if (!this.#isThere(id)) this.#closed.delete(id);
  }

  /** In the newest snapshot, or one of those that stand in the place of one. */
  #isThere(id: NodeId): boolean {
    return this.#snapshot?.node(id) !== undefined || this.#itemOf(id) !== undefined;
  }

  /** Rows whose children changed, and drawn rows that look different now. */
  #redraw(reordered: ReadonlySet<NodeId>): void {
    const changed = new Set(reordered);
    for (const [id, drawn] of this.#drawn) {
      if (this.#mayDiffer(id) && this.#differs(id, drawn)) changed.add(id);
    }
    if (changed.size > 0) this.#emitter.fire([...changed]);
  }

  /** A pod's row shows that pod; any other row may show whatever has changed. */
  #mayDiffer(id: NodeId): boolean {
    return this.#allChanged || this.#changed.has(id) || this.#snapshot?.node(id)?.kind !== 'pod';
  }

  #differs(id: NodeId, drawn: Drawn): boolean {
    const item = this.#itemOf(id);
    if (!item || faceOf(item) === drawn.face) return false;
    if (!this.#isRead(id) || stateOf(item) !== stateOf(drawn.item)) return true;
    this.#drawn.set(id, { ...drawn, changesAt: this.#now() }); // as soon as its tooltip has been read
    return false;
  }

  #tick(): void {
    this.#repeat();
    if (this.#watched?.model.waiting) this.#soon();
    this.#redrawAged();
  }

  /** Rows that can be seen and tell another age by now. */
  #redrawAged(): void {
    const now = this.#now();
    const isReading = this.#pointedAt !== undefined && now < this.#pointedAt.until;
    if (isReading && now - this.#agedAt < READ_PACE_MS) return;
    this.#agedAt = now;
    const due: { readonly id: NodeId; readonly drawn: Drawn; readonly at: EpochMs }[] = [];
    for (const [id, drawn] of this.#drawn) {
      const at = drawn.changesAt;
      if (at !== undefined && at <= now && !this.#isRead(id) && this.#isOpen(id)) due.push({ id, drawn, at });
    }
    const next = due.sort((a, b) => a.at - b.at).slice(0, TICK_ROWS);
    for (const { id, drawn } of next) this.#drawn.set(id, { ...drawn, changesAt: epochMs(now + AGAIN_MS) });
    if (next.length > 0) this.#emitter.fire(next.map(({ id }) => id));
  }

  /** Whether no row above it is closed. */
  #isOpen(id: NodeId): boolean {
    if (!this.#snapshot?.node(id)) return false;
    for (let above = this.#snapshot.parentOf(id); above !== undefined; above = this.#snapshot.parentOf(above)) {
      if (this.#closed.has(above)) return false;
    }
    return true;
  }

  #isRead(id: NodeId): boolean {
    return this.#pointedAt?.id === id && this.#now() < this.#pointedAt.until;
  }
}

/** Only when it is known what is in it. */
const isOneNamespace = ({ status, target }: Cluster): boolean =>
  status.state === 'live' && target.namespace !== undefined;
