import * as vscode from 'vscode';
import type { YamlPath } from '../timeline/timeline.ts';
import type { LineRange, ObjectYaml } from './pod-yaml.ts';

/** Opens the document where it is open already, else beside, with these paths selected. */
export async function showPaths(uri: vscode.Uri, paths: readonly YamlPath[], locate: (text: string) => ObjectYaml): Promise<vscode.TextEditor> {
  const editor = await showBeside(uri);
  if (paths.length === 0) return editor;
  const yaml = locate(editor.document.getText());
  const selections = mergeRanges(paths.map((path) => yaml.linesOf(path))).map((range) => selectionOf(editor.document, range));
  editor.selections = selections;
  if (selections[0]) editor.revealRange(selections[0], vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/** Beside what is active, unless it is open somewhere. */
export async function showBeside(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(uri);
  return vscode.window.showTextDocument(document, { viewColumn: columnOf(uri) ?? vscode.ViewColumn.Beside, preview: true });
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const key = uri.toString();
  const groups = vscode.window.tabGroups.all;
  const same = groups.find(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === key));
  const ours = groups.find(({ activeTab }) => activeTab?.input instanceof vscode.TabInputText && activeTab.input.uri.scheme === uri.scheme);
  return (same ?? ours)?.viewColumn;
}

/**
 * Neighbours become one range. The first range is the one that is revealed; a later one that holds an earlier one is left out,
 * since it only says again, and less exactly, where that is.
 */
export function mergeRanges(ranges: readonly LineRange[]): readonly LineRange[] {
  const merged: LineRange[] = [];
  for (const range of ranges) {
    if (merged.some((other) => range.first <= other.last && other.first <= range.last)) continue;
    const index = merged.findIndex((other) => range.first === other.last + 1 || other.first === range.last + 1);
    const other = merged[index];
    if (other) merged[index] = { first: Math.min(other.first, range.first), last: Math.max(other.last, range.last) };
    else merged.push(range);
  }
  return merged;
}

/** The text of these lines, with the cursor at its beginning. */
function selectionOf(document: vscode.TextDocument, { first, last }: LineRange): vscode.Selection {
  const start = document.lineAt(first).firstNonWhitespaceCharacterIndex;
  return new vscode.Selection(document.lineAt(last).range.end, new vscode.Position(first, start));
}
