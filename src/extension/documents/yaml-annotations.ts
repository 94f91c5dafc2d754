import * as vscode from 'vscode';
import { Disposables, type Disposable, type Session, type Phase } from '../../engine/engine.ts';
import { hostLanguage } from '../base/host-language.ts';
import type { YamlTools } from './object-files.ts';
import { phaseAtLine, phaseLines, slowLines, type PhaseLines } from './phase-lines.ts';
import { markdownText } from '../base/plain-text.ts';
import { phaseWords } from '../base/phase-words.ts';
import { SCHEME, subjectOf } from './uris.ts';

/** Shorter phases are not worth a remark. */
const REMARK_MS = 100;
const REFRESH_MS = 500;
/** Behind a longer line a remark would be out of sight, beside a panel: it stands before the value. */
const LONG_LINE = 40;

export interface AnnotationParts {
  readonly session: Session;
  readonly yaml: () => Promise<YamlTools>;
  /** Highlights a bar in the pod's panel. */
  readonly select: (podUid: string, phaseId: string) => void;
}

/** Writes beside the lines of a pod's YAML what they cost; the cursor on such a line highlights the bar. */
export class YamlAnnotations implements Disposable {
  readonly #parts: AnnotationParts;
  readonly #owned = new Disposables();
  readonly #remark: vscode.TextEditorDecorationType;
  readonly #lines = new Map<string, readonly PhaseLines[]>();
  #following: Disposable | undefined;
  #pending: NodeJS.Timeout | undefined;

  constructor(parts: AnnotationParts) {
    this.#parts = parts;
    this.#remark = this.#owned.add(vscode.window.createTextEditorDecorationType({}));
    this.#owned.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#soon()));
    this.#owned.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme === SCHEME) this.#soon();
      }),
    );
    this.#owned.add(vscode.window.onDidChangeTextEditorSelection((change) => this.#followCursor(change)));
    this.#owned.add(parts.session.changed.subscribe(() => this.#follow()));
    this.#follow();
  }

  dispose(): void {
    clearTimeout(this.#pending);
    this.#following?.dispose();
    this.#owned.dispose();
  }

  #follow(): void {
    this.#following?.dispose();
    this.#following = this.#parts.session.cluster?.store.changed.subscribe(() => this.#soon());
    this.#soon();
  }

  #soon(): void {
    if (podEditors().length > 0) this.#pending ??= setTimeout(() => void this.#update(), REFRESH_MS);
  }

  async #update(): Promise<void> {
    this.#pending = undefined;
    const yaml = await this.#parts.yaml();
    for (const { editor, uid } of podEditors()) {
      const timeline = this.#parts.session.cluster?.store.timeline(uid);
      if (!timeline) continue;
      const lines = phaseLines(timeline, yaml.locate(editor.document.getText()));
      this.#lines.set(editor.document.uri.toString(), lines);
      editor.setDecorations(
        this.#remark,
        [...slowLines(lines, REMARK_MS)].map(([line, phases]) => remark(editor.document, line, phases)),
      );
    }
  }

  /** Only the user's own moves: a selection that a click on a bar made must not answer it. */
  #followCursor({ textEditor, kind, selections }: vscode.TextEditorSelectionChangeEvent): void {
    if (kind !== vscode.TextEditorSelectionChangeKind.Mouse && kind !== vscode.TextEditorSelectionChangeKind.Keyboard) {
      return;
    }
    const { uri } = textEditor.document;
    const subject = subjectOf(uri);
    const line = selections[0]?.active.line;
    if (subject?.kind !== 'pod' || line === undefined) return;
    const phase = phaseAtLine(this.#lines.get(uri.toString()) ?? [], line);
    if (phase) this.#parts.select(subject.pod.uid, phase.id);
  }
}

function podEditors(): readonly { readonly editor: vscode.TextEditor; readonly uid: string }[] {
  return vscode.window.visibleTextEditors.flatMap((editor) => {
    const subject = editor.document.uri.scheme === SCHEME ? subjectOf(editor.document.uri) : undefined;
    return subject?.kind === 'pod' ? [{ editor, uid: subject.pod.uid }] : [];
  });
}

function remark(document: vscode.TextDocument, line: number, phases: readonly Phase[]): vscode.DecorationOptions {
  const hover = new vscode.MarkdownString();
  for (const phase of phases) {
    const waited = phase.critical ? ` (${vscode.l10n.t('readiness waited for it')})` : '';
    const message = phase.message === undefined ? '' : `: ${phase.message}`;
    hover.appendMarkdown(`- ${markdownText(`${phaseWords(phase)}${waited}${message}`)}\n`);
  }
  return { hoverMessage: hover, ...besideLine(document.lineAt(line), phases) };
}

/** Behind the line in words; between key and value of a long one only the time, so that the value stays in sight. */
function besideLine(
  { range, text }: vscode.TextLine,
  phases: readonly Phase[],
): Pick<vscode.DecorationOptions, 'range' | 'renderOptions'> {
  const look = {
    color: new vscode.ThemeColor('editorInlayHint.foreground'),
    backgroundColor: new vscode.ThemeColor('editorInlayHint.background'),
  };
  const key = /^\s*(?:- )*[^\s:]+: /.exec(text)?.[0];
  if (text.length <= LONG_LINE || key === undefined) {
    return {
      range,
      renderOptions: { after: { ...look, contentText: phases.map(phaseWords).join(', '), margin: '0 0 0 1.5em' } },
    };
  }
  return {
    range: range.with(range.start.translate(0, key.length)),
    renderOptions: { before: { ...look, contentText: costInShort(phases), margin: '0 0.8em 0 0' } },
  };
}

/** "7.53 s", or in words what still goes on. */
function costInShort(phases: readonly Phase[]): string {
  const going = phases.find(({ end }) => !end);
  return going
    ? phaseWords(going)
    : hostLanguage.duration(phases.reduce((sum, { start, end }) => sum + (end ? end.at - start.at : 0), 0));
}
