import * as vscode from 'vscode';
import { Disposables, type Disposable, Emitter, type Signal } from '../../engine/engine.ts';
import { isPageState } from '../../shared/guards.ts';
import type { PanelSubject, PodRef, Selection } from '../../shared/protocol.ts';
import type { PanelCollaborators } from './collaborators.ts';
import { podKey } from './subjects/pod.ts';
import { subjectOf } from './subjects/subject-of.ts';
import type { Subject } from './subjects/subject.ts';
import { TimelinePanel } from './timeline-panel.ts';

/** The webview's type, as in the activation event `onWebviewPanel:podfall.timeline`. */
const viewType = 'podfall.timeline';

const FOCUS_WITHIN_MS = 2000;

/**
 * All timeline panels, one for each subject. `extension.ts` makes it once: `subscriptions.push(new
 * Panels(context.extensionUri, collaborators))`; it registers its own serializer. Commands call `openPod`; the YAML
 * side calls `select`. `visibilityChanged` tells whether a cluster has to be watched for panels.
 */
export class Panels implements Disposable, vscode.WebviewPanelSerializer {
  readonly #extensionUri: vscode.Uri;
  readonly #collaborators: PanelCollaborators;
  readonly #panels = new Map<string, TimelinePanel>();
  readonly #owned = new Disposables();
  readonly #visibility = new Emitter<boolean>();

  constructor(extensionUri: vscode.Uri, collaborators: PanelCollaborators) {
    this.#extensionUri = extensionUri;
    this.#collaborators = collaborators;
    this.#owned.add(vscode.window.registerWebviewPanelSerializer(viewType, this));
  }

  /** Fires with `anyVisible` when a panel appears, hides or closes. */
  get visibilityChanged(): Signal<boolean> {
    return this.#visibility;
  }

  get anyVisible(): boolean {
    return [...this.#panels.values()].some((panel) => panel.visible);
  }

  /** The pod whose panel has the focus. */
  get activePod(): PodRef | undefined {
    const active = [...this.#panels.values()].find((panel) => panel.active);
    return active?.subject.pod;
  }

  openPod(pod: PodRef): void {
    this.open({ kind: 'pod', pod });
  }

  /** Brings the panel of that subject to the front, or opens it in the active column. */
  open(data: PanelSubject): void {
    const subject = subjectOf(data);
    const open = this.#panels.get(subject.key);
    if (open) return open.show();
    const panel = vscode.window.createWebviewPanel(viewType, subject.title, vscode.ViewColumn.Active);
    focusOnceLoaded(panel);
    this.#attach(panel, subject);
  }

  /** The way back from a document of this pod: its panel, else the one that is visible. */
  back(podUid: string): void {
    const panels = [...this.#panels.values()];
    (this.#panels.get(podKey(podUid)) ?? panels.find((panel) => panel.visible))?.show();
  }

  /** Highlights a bar or an event in the pod's panel, if it is open. */
  select(podUid: string, selection: Selection): void {
    this.#panels.get(podKey(podUid))?.select(selection);
  }

  /** Called by VS Code after a window reload, with what the page stored. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const subject = isPageState(state) ? subjectOf(state.subject) : undefined;
    if (subject && !this.#panels.has(subject.key)) this.#attach(panel, subject);
    else panel.dispose();
    return Promise.resolve();
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
    this.#owned.dispose();
  }

  #attach(panel: vscode.WebviewPanel, subject: Subject): void {
    const { key } = subject;
    this.#panels.set(
      key,
      new TimelinePanel({
        panel,
        subject,
        extensionUri: this.#extensionUri,
        collaborators: this.#collaborators,
        siblings: this,
      }),
    );
    panel.onDidDispose(() => {
      this.#panels.delete(key);
      this.#visibility.fire(this.anyVisible);
    });
    panel.onDidChangeViewState(() => this.#visibility.fire(this.anyVisible));
    this.#visibility.fire(this.anyVisible);
  }
}

/**
 * A page that is not loaded yet cannot take the focus: until then the keys would stay with the tree. One that took long
 * leaves it where the person has gone meanwhile.
 */
function focusOnceLoaded(panel: vscode.WebviewPanel): void {
  const opened = performance.now();
  const listening = panel.webview.onDidReceiveMessage(() => {
    listening.dispose();
    if (panel.active && performance.now() - opened < FOCUS_WITHIN_MS) panel.reveal();
  });
}
