import { Buffer } from 'node:buffer';
import * as vscode from 'vscode';
import type { ExportFormat } from '../shared/protocol.ts';

const extensions: Readonly<Record<ExportFormat, string>> = { svg: 'svg', png: 'png', json: 'json', markdown: 'md', html: 'html' };

/** Asks where to, and writes what the page has drawn. `content` is text; of a PNG its bytes in base64. */
export async function saveExport(title: string, format: ExportFormat, content: string): Promise<void> {
  const extension = extensions[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${title.replace(/[^\w.-]+/g, '-')}-startup.${extension}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [extension.toUpperCase()]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target) await vscode.workspace.fs.writeFile(target, format === 'png' ? Buffer.from(content, 'base64') : Buffer.from(content, 'utf8'));
}
