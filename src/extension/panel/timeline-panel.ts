import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Cluster, Disposables, type Disposable, exporters } from '../../engine/engine.ts';
import { describeError } from '../base/host-language.ts';
import { showError } from '../base/notifications.ts';
import { whenSettled } from '../base/when-settled.ts';
import { isDocsUrl, isWebviewMessage } from '../../shared/guards.ts';
import type { HostMessage, Reading, Reveal, SaveRequest, Selection, WebviewMessage } from '../../shared/protocol.ts';
import type { PanelCollaborators, PanelSiblings } from './collaborators.ts';
import { pageHtml } from './page.ts';
import { saveExport } from './save-export.ts';
import { hostTurns, inSlices, slicesOf, type Turns } from '../base/slices.ts';
import { SubjectView } from './subject-view.ts';
import type { Subject } from './subjects/subject.ts';

/** Store changes closer together than this become one message: about what an eye can tell apart. */
const batchMs = 80;

/**
 * The more a snapshot costs, the rarer it is, up to a limit: ten thousand pods must not keep the extension host busy.
 */
const restPerWork = 8;
const longestPauseMs = 5000;

/**
 * Where only time has passed, snapshots take no more than a hundredth of the extension host's time: those of ten
 * thousand pending pods come once a minute at most.
 */
const restPerTick = 100;
const longestTickMs = 60_000;

/**
 * While many pods are read for the first time, the rows that are ready are sent after this time, and again each time
 * that there are `moreRows` times as many: together these messages cost at most three times the last of them.
 */
const rowsAfterMs = 100;
const moreRows = 1.5;

export interface TimelinePanelParts {
  readonly panel: vscode.WebviewPanel;
  readonly subject: Subject;
  readonly extensionUri: vscode.Uri;
  readonly collaborators: PanelCollaborators;
  readonly siblings: PanelSiblings;
  /** When the work on a snapshot goes on; between turns of the extension host by default. */
  readonly turns?: Turns;
}

/** One webview panel: sends it whole snapshots while it is visible, and does what its page asks for. */
export class TimelinePanel implements Disposable {
  readonly subject: Subject;
  readonly #panel: vscode.WebviewPanel;
  readonly #collaborators: PanelCollaborators;
  readonly #siblings: PanelSiblings;
  readonly #extensionUri: vscode.Uri;
  readonly #view: SubjectView;
  readonly #owned = new Disposables();
  #following: Disposable | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until the next message that only time asks for. */
  #clock: ReturnType<typeof setTimeout> | undefined;
  #ready = false;
  /** Until the next message, in ms. */
  #pause = batchMs;
  #reveal: Reveal | undefined;
  readonly #turns: Turns;
  /** The snapshot that is being made. */
  #work: Disposable | undefined;
  /** Something changed since that began. */
  #isOld = false;

  constructor({ panel, subject, extensionUri, collaborators, siblings, turns = hostTurns }: TimelinePanelParts) {
    this.#panel = panel;
    this.#turns = turns;
    this.subject = subject;
    this.#collaborators = collaborators;
    this.#siblings = siblings;
    this.#extensionUri = extensionUri;
    this.#view = new SubjectView(subject, collaborators);
    this.#owned.add(panel.onDidDispose(() => this.dispose()));
    this.#view.look(panel.visible);
    this.#owned.add(panel.onDidChangeViewState(() => this.#lookAgain()));
    this.#owned.add(panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)));
    this.#owned.add(collaborators.clusterChanged.subscribe(() => this.#follow()));
    this.#owned.add({ dispose: () => this.#following?.dispose() });
    this.#owned.add({ dispose: () => this.#stop() });
    this.#owned.add(this.#view);
    this.#owned.add(this.#view.changed.subscribe(() => this.#postSoon()));
    this.#load();
    this.#follow();
  }

  get visible(): boolean {
    return this.#panel.visible;
  }

  get active(): boolean {
    return this.#panel.active;
  }

  /** Brings the panel to the front where it is. */
  show(): void {
    this.#panel.reveal(undefined, false);
  }

  /** Selects a bar or an event from outside, for example from the cursor in the YAML. */
  select(selection: Selection): void {
    this.#reveal = { serial: (this.#reveal?.serial ?? 0) + 1, selection };
    this.#postSoon();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#panel.dispose();
  }

  #load(): void {
    const { webview } = this.#panel;
    const media = vscode.Uri.joinPath(this.#extensionUri, 'media');
    const dist = vscode.Uri.joinPath(this.#extensionUri, 'dist');
    webview.options = { enableScripts: true, localResourceRoots: [media, dist] };
    this.#panel.title = this.subject.title;
    webview.html = pageHtml({
      scriptUri: webview.asWebviewUri(vscode.Uri.joinPath(dist, 'webview.js')).toString(),
      styleUri: webview.asWebviewUri(vscode.Uri.joinPath(media, 'webview.css')).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64url'),
      locale: this.#collaborators.language().locale,
      state: { subject: this.subject.data },
      exports: exporters.map(({ id, title }) => ({ id, title })),
    });
  }

  #follow(): void {
    this.#following?.dispose();
    this.#stop();
    const cluster = this.#collaborators.cluster();
    this.#following = cluster && this.#followCluster(cluster);
    this.#postSoon();
  }

  #followCluster(cluster: Cluster): Disposable {
    const both = new Disposables();
    both.add(cluster.statusChanged.subscribe(() => this.#postSoon()));
    both.add(
      cluster.store.changed.subscribe((change) => {
        if (this.#view.concerns(change)) this.#postSoon();
      }),
    );
    return both;
  }

  #lookAgain(): void {
    this.#view.look(this.#panel.visible);
    if (!this.#panel.visible) this.#stop();
    this.#postSoon();
  }

  /** What is being made is made for nobody: the panel is hidden or closed, or the cluster is another one. */
  #stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#clock);
    this.#timer = undefined;
    this.#work?.dispose();
    this.#work = undefined;
  }

  #postSoon(): void {
    if (this.#work) this.#isOld = true;
    if (this.#timer !== undefined || this.#work || !this.#ready || !this.#panel.visible) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#panel.visible) this.#make();
    }, this.#pause);
  }

  /** Makes a snapshot, in slices, and sends it; on the way some of those rows that are ready. */
  #make(): void {
    this.#stop();
    this.#isOld = false;
    let wanted = 1;
    let due = this.#turns.now() + rowsAfterMs;
    const isDue = ({ read }: Reading): boolean => {
      if (read < wanted || this.#turns.now() < due) return false;
      wanted = read * moreRows;
      due = this.#turns.now() + rowsAfterMs;
      return true;
    };
    this.#work = inSlices(this.#view.snapshots(isDue), {
      turns: this.#turns,
      step: (message) => {
        if (message) this.#post(message);
      },
      done: (message, worked) => {
        this.#work = undefined;
        this.#pause = Math.min(Math.max(batchMs, worked * restPerWork), longestPauseMs);
        this.#post(message);
        if (this.#isOld) this.#postSoon();
        this.#postAsTimePasses(worked);
      },
      failed: (error) => {
        this.#work = undefined;
        throw error;
      },
    });
  }

  /** What goes on is told anew while someone looks. `worked`: what the last snapshot took, in ms. */
  #postAsTimePasses(worked: number): void {
    const { lastsFor } = this.#view;
    if (lastsFor === undefined || !this.#panel.visible) return;
    const rest = Math.min(worked * restPerTick, longestTickMs);
    this.#clock = setTimeout(() => this.#make(), Math.max(lastsFor, rest));
  }

  #post(message: HostMessage): void {
    const withReveal = message.type === 'timeline' && this.#reveal ? { ...message, reveal: this.#reveal } : message;
    void this.#panel.webview.postMessage(withReveal);
  }

  #receive(message: unknown): void {
    if (!isWebviewMessage(message)) return;
    this.#do(message).catch((error: unknown) => {
      showError(describeError(error));
    });
  }

  async #do(message: WebviewMessage): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        /* A page that begins anew has nothing open. */
        this.#view.want([]);
        return this.#make();
      case 'select':
        return;
      case 'openYaml':
        return this.#withPod(message.podUid, (uid) => this.#collaborators.showYaml(uid, message.paths));
      case 'openEvent':
        return this.#withPod(message.podUid, (uid) => this.#collaborators.showEvent(uid, message.uid));
      case 'openDocs':
        return openDocs(message.url);
      case 'openPod':
        return this.#openPod(message.uid);
      case 'openSubject':
        return this.#siblings.open(message.subject);
      case 'want':
        this.#view.want(message.uids);
        return this.#sendWanted();
      case 'readLog':
        return this.#withPod(message.podUid, (uid) => this.#view.readLog(uid, message.container, message.previous));
      case 'save':
        return this.#save(message.request, message.podUid);
      case 'copy':
        return vscode.env.clipboard.writeText(message.text);
    }
  }

  /** The pod of the panel, or the one of several that the page names and really shows. */
  async #withPod(named: string | undefined, act: (uid: string) => Promise<void>): Promise<void> {
    const uid = this.subject.pod?.uid ?? named;
    if (uid !== undefined && this.#view.podRef(uid)) await act(uid);
  }

  async #save(request: SaveRequest, podUid: string | undefined): Promise<void> {
    const message = await this.#settledSnapshot();
    if (!message) return;
    const store = this.#collaborators.cluster()?.store;
    const uid = this.subject.pod?.uid ?? podUid;
    const timeline = uid === undefined ? undefined : this.#view.timelineOf(uid);
    const timelines = timeline ? [timeline] : this.#view.timelines();
    await saveExport(request, {
      title: timeline?.pod.name ?? this.subject.title,
      message,
      timelines,
      known: { evidence: (asked) => store?.evidence(asked), models: () => this.#view.models(timelines) },
      extensionUri: this.#extensionUri,
      untilDone: (work) => this.#untilDone(work),
    });
  }

  /** All that the panel shows, once the events of its pods are listed. Undefined when it is closed before. */
  async #settledSnapshot(): Promise<HostMessage | undefined> {
    const message = await this.#untilDone(this.#view.snapshotForFile());
    const store = this.#collaborators.cluster()?.store;
    const unsettled = this.#view.timelines().filter(({ settled }) => !settled);
    if (!message || !store || unsettled.length === 0) return message;
    await whenSettled(
      store,
      unsettled.map(({ pod }) => pod.uid),
    );
    return this.#untilDone(this.#view.snapshotForFile());
  }

  /** Undefined when the panel is closed before the work is done. */
  #untilDone<Result>(work: Iterator<unknown, Result>): Promise<Result | undefined> {
    return this.#owned.add(slicesOf(work, this.#turns)).result;
  }

  /** What the page asks for is there at once, though the next snapshot may take long. */
  #sendWanted(): void {
    const message = this.#view.again();
    if (message) this.#post(message);
    else this.#postSoon();
  }

  #openPod(uid: string): void {
    const pod = this.#view.podRef(uid);
    if (pod) this.#siblings.open({ kind: 'pod', pod });
  }
}

async function openDocs(url: string): Promise<void> {
  if (isDocsUrl(url)) await vscode.env.openExternal(vscode.Uri.parse(url, true));
}
