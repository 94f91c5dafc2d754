import * as vscode from 'vscode';
import type { YamlPath } from '../../engine/engine.ts';
import type { LineRange, ObjectYaml } from './pod-yaml.ts';

/** Where else to look: lines that a selection alone would not show. Gone with the next click. */
const alsoMeant = vscode.window.createTextEditorDecorationType({
  isWholeLine: true,
  backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
  overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightStrongForeground'),
});

/** Opens the document where it is open already, else beside. The first path is selected, the others are highlighted. */
export async function showPaths(
  uri: vscode.Uri,
  paths: readonly YamlPath[],
  locate: (text: string) => ObjectYaml,
): Promise<vscode.TextEditor> {
  const editor = await showBeside(uri);
  if (paths.length === 0) return editor;
  const yaml = locate(editor.document.getText());
  const [first, ...others] = apartRanges(paths.map((path) => yaml.linesOf(path))).map((range) =>
    selectionOf(editor.document, range),
  );
  if (!first) return editor;
  editor.selection = first;
  editor.setDecorations(alsoMeant, others);
  editor.revealRange(first, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/** Beside what is active, unless it is open somewhere. */
export async function showBeside(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document, { viewColumn: columnOf(uri) ?? freeColumn(), preview: true });
}

/** Beside what is active; an empty column is not left behind. */
const freeColumn = (): vscode.ViewColumn =>
  vscode.window.tabGroups.activeTabGroup.tabs.length === 0 ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const key = uri.toString();
  const groups = vscode.window.tabGroups.all;
  const same = groups.find(({ tabs }) =>
    tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key),
  );
  const ours = groups.find(
    ({ activeTab }) => activeTab?.input instanceof vscode.TabInputText && activeTab.input.uri.scheme === uri.scheme,
  );
  return (same ?? ours)?.viewColumn;
}

/** Without ranges that overlap an earlier one: they only say again, and less exactly, where that is. */
function apartRanges(ranges: readonly LineRange[]): readonly LineRange[] {
  const apart: LineRange[] = [];
  for (const range of ranges) {
    if (apart.every((other) => range.first > other.last || other.first > range.last)) apart.push(range);
  }
  return apart;
}

/** The text of these lines, with the cursor at its beginning. */
function selectionOf(document: vscode.TextDocument, { first, last }: LineRange): vscode.Selection {
  const start = document.lineAt(first).firstNonWhitespaceCharacterIndex;
  return new vscode.Selection(document.lineAt(last).range.end, new vscode.Position(first, start));
}
