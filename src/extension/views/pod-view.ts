import * as vscode from 'vscode';
import { Disposables, type Disposable, type Session } from '../../engine/engine.ts';
import { pick } from '../base/pick.ts';
import { plainText } from '../base/plain-text.ts';
import type { PodTree } from './pod-tree.ts';
import type { NodeId, TreeOrder } from './tree-model.ts';

/** Above the tree there must be room for the tree. */
const MESSAGE_CHARS = 1000;

/** The tree's view: it holds the cluster while it is visible, and wears the number of pods that are starting. */
export class PodView implements Disposable {
  readonly #owned = new Disposables();
  readonly #session: Session;
  readonly #tree: PodTree;
  readonly view: vscode.TreeView<NodeId>;
  #held: Disposable | undefined;
  #connecting: (() => void) | undefined;

  constructor(tree: PodTree, session: Session) {
    this.#session = session;
    this.#tree = tree;
    this.view = this.#owned.add(
      vscode.window.createTreeView('podfall.pods', {
        treeDataProvider: tree,
        showCollapseAll: true,
        canSelectMany: true,
      }),
    );
    this.#owned.add(this.view.onDidChangeVisibility(({ visible }) => this.#see(visible)));
    this.#owned.add(this.view.onDidChangeSelection(() => tree.touch()));
    this.#owned.add(this.view.onDidExpandElement(({ element }) => tree.open(element)));
    this.#owned.add(this.view.onDidCollapseElement(({ element }) => tree.close(element)));
    this.#owned.add(
      tree.onDidTakeSnapshot((snapshot) => {
        this.#count(snapshot?.starting ?? 0);
        this.#tell();
      }),
    );
    this.#owned.add(session.changed.subscribe(({ state }) => this.#progress(state === 'opening')));
    this.#see(this.view.visible);
  }

  /** The row that is selected, the newest of several. Absent also while VS Code reads the rows anew. */
  get selected(): NodeId | undefined {
    return this.view.selection.at(-1);
  }

  /** Asks for the words of a filter; what is typed is seen at once. Leaving it with Escape brings the old one back. */
  async askFilter(): Promise<void> {
    const before = this.#tree.filter;
    const box = vscode.window.createInputBox();
    box.title = vscode.l10n.t('Filter pods');
    box.placeholder = vscode.l10n.t('Part of a name, or a label such as app=web');
    box.value = before;
    box.onDidChangeValue((value) => this.setFilter(value));
    const accepted = await new Promise<boolean>((resolve) => {
      box.onDidAccept(() => resolve(true));
      box.onDidHide(() => resolve(false));
      box.show();
    });
    box.dispose();
    if (!accepted) this.setFilter(before);
  }

  setFilter(filter: string): void {
    this.#tree.filter = filter;
    this.#tell();
    void vscode.commands.executeCommand('setContext', 'podfall.filtered', this.#tree.filter !== '');
  }

  /** The lines above the tree: the only place of a view in which words wrap. */
  #tell(): void {
    const filter = this.#tree.filter === '' ? [] : [vscode.l10n.t('Only pods that match: {0}', this.#tree.filter)];
    const empty =
      this.#tree.emptyPlace === undefined
        ? []
        : [vscode.l10n.t('There are no pods in {0} now. They appear here as they are created.', this.#tree.emptyPlace)];
    const message = [
      ...(this.#tree.trouble === undefined ? [] : [this.#tree.trouble]),
      ...(filter.length > 0 ? filter : empty),
    ].join(' · ');
    const plain = plainText(message, MESSAGE_CHARS);
    // VS Code breaks no word, and addresses and account names are wider than the view
    const breakable = plain.replace(/\S{25,}/g, (word) => word.replace(/[/:.,_-]/g, '$&\u200b'));
    if ((this.view.message ?? '') !== breakable) this.view.message = breakable;
  }

  async askOrder(): Promise<void> {
    const orders: readonly (vscode.QuickPickItem & { readonly order: TreeOrder })[] = [
      { order: 'urgency', label: vscode.l10n.t('What starts or is stuck first') },
      { order: 'newest', label: vscode.l10n.t('Newest first') },
      { order: 'slowest', label: vscode.l10n.t('Slowest start first') },
      { order: 'name', label: vscode.l10n.t('By name') },
    ];
    const items = orders.map((item) => ({
      ...item,
      iconPath: new vscode.ThemeIcon(item.order === this.#tree.order ? 'check' : 'blank'),
    }));
    const picked = await pick(items, { title: vscode.l10n.t('Order of the pods') });
    if (picked) this.#tree.order = picked.order;
  }

  dispose(): void {
    this.#held?.dispose();
    this.#progress(false);
    this.#owned.dispose();
  }

  #see(visible: boolean): void {
    this.#tree.setVisible(visible);
    if (visible) this.#held ??= this.#session.hold();
    else {
      this.#held?.dispose();
      this.#held = undefined;
    }
  }

  #count(starting: number): void {
    const tooltip =
      starting === 1
        ? vscode.l10n.t('1 pod is starting or stuck')
        : vscode.l10n.t('{0} pods are starting or stuck', starting);
    if (this.view.badge?.value !== starting) {
      this.view.badge = starting === 0 ? undefined : { value: starting, tooltip };
    }
  }

  /** The moving line under the view's title. */
  #progress(busy: boolean): void {
    if (busy === (this.#connecting !== undefined)) return;
    this.#connecting?.();
    this.#connecting = undefined;
    if (busy) {
      void vscode.window.withProgress(
        { location: { viewId: 'podfall.pods' } },
        () => new Promise<void>((resolve) => (this.#connecting = resolve)),
      );
    }
  }
}
