import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import {
  type KubeconfigSource,
  type Problem,
  type EditorProxy,
  type Disposable,
  type Session,
  formatText,
  type EpochMs,
} from '../../engine/engine.ts';
import { hostLanguage } from '../base/host-language.ts';
import { offer } from '../base/notifications.ts';
import { iconText } from '../base/plain-text.ts';
import { settings } from '../base/settings.ts';

export interface RecordRequest {
  readonly source: KubeconfigSource;
  readonly context: string;
  /** Absent: all namespaces. */
  readonly namespace?: string;
  readonly file: string;
  readonly signal: AbortSignal;
  readonly editorProxy: () => EditorProxy;
  /** Nothing is seen of these resources any more. */
  readonly onLost: (resources: readonly string[], problem: Problem) => void;
  /** All that was lost is seen again. */
  readonly onBack: () => void;
}

/** What came of it. */
interface Recorded {
  readonly pods: number;
  readonly ms: number;
  /** For how many milliseconds something was not watched. */
  readonly blindMs: number;
  /** Objects that could not be read, and are left out. */
  readonly skipped: number;
}

/** What `live.ts` offers for it. */
export interface RecordDoor {
  record(request: RecordRequest): Promise<Recorded>;
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
    const request = {
      source: this.#session.source,
      context,
      editorProxy: settings.editorProxy,
      file: uri.fsPath,
      signal: running.signal,
      ...this.#sight,
      ...(namespace !== undefined && { namespace }),
    };
    const summary = await this.#door()
      .then((door) => door.record(request))
      .finally(() => this.#end());
    await offerFile(uri, summaryWords(summary));
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
    const count = (): void => {
      item.text = iconText(
        this.#lost === undefined ? 'record' : 'warning',
        vscode.l10n.t('Recording {0}', wholeSeconds(this.#now() - since)),
      );
      item.tooltip = [this.#lost, vscode.l10n.t('Click to end the recording')]
        .filter((line) => line !== undefined)
        .join('\n\n');
    };
    count();
    item.show();
    const timer = setInterval(count, 1000);
    this.#atEnd = () => {
      clearInterval(timer);
      item.dispose();
    };
    return running;
  }

  /** What is not seen for now, in words. */
  #lost: string | undefined;

  /** The status bar says so while something is not seen. */
  readonly #sight = {
    onLost: (resources: readonly string[], { fact }: Problem): void => {
      this.#lost = vscode.l10n.t(
        'Nothing is recorded of {0} for now: {1}',
        resources.join(', '),
        formatText(fact, hostLanguage),
      );
    },
    onBack: (): void => {
      this.#lost = undefined;
    },
  };

  #atEnd: () => void = () => undefined;

  #end(): void {
    this.#running = undefined;
    this.#lost = undefined;
    this.#atEnd();
    void vscode.commands.executeCommand('setContext', 'podfall.recording', false);
  }
}

function summaryWords({ pods, ms, blindMs, skipped }: Recorded): string {
  const sentences = [
    vscode.l10n.t(
      'Recorded {0} pods in {1}. The file holds what the API server sent, names, environment variables and container logs included.',
      pods,
      hostLanguage.duration(ms),
    ),
  ];
  if (blindMs > 0) {
    sentences.push(
      vscode.l10n.t('For {0} of it something was not seen: the recording has gaps.', hostLanguage.duration(blindMs)),
    );
  }
  if (skipped > 0) sentences.push(vscode.l10n.t('Objects that could not be read and were left out: {0}.', skipped));
  return sentences.join(' ');
}

const wholeSeconds = (ms: number): string =>
  ms < 60_000 ? vscode.l10n.t('{0} s', Math.floor(ms / 1000)) : hostLanguage.duration(ms);

const defaultFile = (name: string): vscode.Uri => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder?.scheme === 'file' ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(path.join(os.homedir(), name));
};

async function offerFile(uri: vscode.Uri, words: string): Promise<void> {
  const reveal = vscode.l10n.t('Show File');
  if (await offer(words, reveal)) await vscode.commands.executeCommand('revealFileInOS', uri);
}
