import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { KubeconfigSource } from './cluster/kubeconfig.ts';
import type { EditorProxy } from './cluster/proxy.ts';
import type { Disposable } from './disposables.ts';
import { hostLanguage } from './host-language.ts';
import { offer } from './notifications.ts';
import { iconText } from './plain-text.ts';
import type { Session } from './session.ts';
import { settings } from './settings.ts';
import type { EpochMs } from './timeline/units.ts';

export interface RecordRequest {
  readonly source: KubeconfigSource;
  readonly context: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly editorProxy: () => EditorProxy;
}

/** What `live.ts` offers for it. */
export interface RecordDoor {
  record(request: RecordRequest): Promise<{ readonly pods: number; readonly ms: number }>;
}

/** Records what happens in the cluster that is watched, until the user ends it; the status bar counts. */
export class SessionRecorder implements Disposable {
  readonly #session: Session;
  readonly #door: () => Promise<RecordDoor>;
  readonly #now: () => EpochMs;
  #running: AbortController | undefined;

  constructor(session: Session, door: () => Promise<RecordDoor>, now: () => EpochMs) {
    this.#session = session;
    this.#door = door;
    this.#now = now;
  }

  async start(): Promise<void> {
    const { cluster } = this.#session;
    if (this.#running || !cluster) return;
    const { context, namespace } = cluster.target;
    const uri = await vscode.window.showSaveDialog({
      defaultUri: defaultFile(`${context.replace(/[^\w.-]+/g, '-')}.ndjson.gz`),
      filters: { [vscode.l10n.t('Podfall recording')]: ['gz'] },
      title: vscode.l10n.t('Record what happens in {0}', context),
    });
    if (!uri) return;
    const running = this.#begin();
    const request = { source: this.#session.source, context, editorProxy: settings.editorProxy, file: uri.fsPath, signal: running.signal, ...(namespace !== undefined && { namespace }) };
    const summary = await this.#door().then((door) => door.record(request)).finally(() => this.#end());
    await offerFile(uri, vscode.l10n.t('Recorded {0} pods in {1}. The file holds what the API server sent, names, environment variables and container logs included.', summary.pods, hostLanguage.duration(summary.ms)));
  }

  stop(): void {
    this.#running?.abort();
  }

  dispose(): void {
    this.stop();
  }

  #begin(): AbortController {
    const running = new AbortController();
    this.#running = running;
    void vscode.commands.executeCommand('setContext', 'podfall.recording', true);
    const item = vscode.window.createStatusBarItem('podfall.recording', vscode.StatusBarAlignment.Left, 9);
    const since = this.#now();
    item.name = vscode.l10n.t('Podfall recording');
    item.command = 'podfall.stopRecording';
    item.tooltip = vscode.l10n.t('Click to end the recording');
    const count = (): void => void (item.text = iconText('record', vscode.l10n.t('Recording {0}', wholeSeconds(this.#now() - since))));
    count();
    item.show();
    const timer = setInterval(count, 1000);
    this.#atEnd = () => {
      clearInterval(timer);
      item.dispose();
    };
    return running;
  }

  #atEnd: () => void = () => undefined;

  #end(): void {
    this.#running = undefined;
    this.#atEnd();
    void vscode.commands.executeCommand('setContext', 'podfall.recording', false);
  }
}

const wholeSeconds = (ms: number): string => (ms < 60_000 ? vscode.l10n.t('{0} s', Math.floor(ms / 1000)) : hostLanguage.duration(ms));

const defaultFile = (name: string): vscode.Uri => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder?.scheme === 'file' ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(path.join(os.homedir(), name));
};

async function offerFile(uri: vscode.Uri, words: string): Promise<void> {
  const reveal = vscode.l10n.t('Show File');
  if (await offer(words, reveal)) await vscode.commands.executeCommand('revealFileInOS', uri);
}
