import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { english, type Exporter, exporterOf, own, type Timeline, type WriteOptions } from '../../engine/engine.ts';
import { showStatus } from '../base/notifications.ts';
import type { HostMessage, SaveRequest } from '../../shared/protocol.ts';
import { standaloneHtml } from './standalone-html.ts';

export interface SaveSubject {
  readonly title: string;
  /** What the panel shows. */
  readonly message: HostMessage;
  /** The pod that is meant, or all that are shown. */
  readonly timelines: readonly Timeline[];
  /** What exporters ask for of them. */
  readonly known: Pick<WriteOptions, 'evidence' | 'models'>;
  readonly extensionUri: vscode.Uri;
  /** Does long work in slices; undefined when nobody waits for it any more. */
  readonly untilDone: <Result>(work: Iterator<unknown, Result>) => Promise<Result | undefined>;
}

/** Copies what is asked for, or asks where to and writes the file. */
export async function saveExport(request: SaveRequest, subject: SaveSubject): Promise<void> {
  const exporter = request.format === 'text' ? exporterOf(request.exporter) : undefined;
  if (request.format === 'text' && !exporter) return;
  if (exporter?.goesTo === 'clipboard') return copy(exporter, subject);
  const extension = exporter?.extension ?? request.format;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${subject.title.replace(/[^\w.-]+/g, '-').slice(0, 80)}-startup.${extension}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [extension.toUpperCase()]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  const content = target && (await contentOf(request, subject));
  if (content) await vscode.workspace.fs.writeFile(target, content);
}

async function copy(exporter: Exporter, subject: SaveSubject): Promise<void> {
  const written = await subject.untilDone(bytesOf(exporter, subject));
  if (!written || written.length === 0) return;
  await vscode.env.clipboard.writeText(Buffer.from(written).toString('utf8'));
  showStatus(vscode.l10n.t('Summary copied as Markdown'));
}

async function contentOf(request: SaveRequest, subject: SaveSubject): Promise<Uint8Array | undefined> {
  switch (request.format) {
    case 'png':
      return Buffer.from(request.content, 'base64');
    case 'svg':
      return Buffer.from(request.content, 'utf8');
    case 'text': {
      const exporter = exporterOf(request.exporter);
      return exporter && subject.untilDone(bytesOf(exporter, subject));
    }
    case 'html': {
      const [script, style] = await Promise.all([
        readText(subject, 'dist', 'webview.js'),
        readText(subject, 'media', 'webview.css'),
      ]);
      const html = standaloneHtml({
        script,
        style,
        message: subject.message,
        theme: request.theme,
        title: subject.title,
        nonce: randomBytes(16).toString('base64url'),
      });
      return Buffer.from(html, 'utf8');
    }
  }
}

/** Thousands of timelines are more than can be copied in a moment: each piece becomes bytes where it is written. */
function* bytesOf(
  { write }: Exporter,
  { title, timelines, known, message }: SaveSubject,
): Generator<undefined, Uint8Array> {
  if (message.type === 'message' || timelines.length === 0) return new Uint8Array();
  const language = {
    ...english,
    translate: (template: string) => own(message.language.templates, template) ?? template,
  };
  const parts: Buffer[] = [];
  for (const part of write(timelines, { now: message.now, language, title, ...known })) {
    parts.push(Buffer.from(part, 'utf8'));
    yield undefined;
  }
  return Buffer.concat(parts);
}

const readText = async ({ extensionUri }: SaveSubject, ...path: string[]): Promise<string> =>
  Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...path))).toString('utf8');
