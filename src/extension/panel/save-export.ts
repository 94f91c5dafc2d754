import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import {
  markdownOf,
  manyMarkdown,
  type StartModels,
  jsonParts,
  english,
  own,
  type Timeline,
} from '../../engine/engine.ts';
import { showStatus } from '../base/notifications.ts';
import type { HostMessage, SaveRequest } from '../../shared/protocol.ts';
import { standaloneHtml } from './standalone-html.ts';

export interface SaveSubject {
  readonly title: string;
  /** What the panel shows. */
  readonly message: HostMessage;
  /** The pod that is meant, or all that are shown. */
  readonly timelines: readonly Timeline[];
  /** Of those that became ready. */
  readonly models: StartModels;
  readonly extensionUri: vscode.Uri;
  /** Does long work in slices; undefined when nobody waits for it any more. */
  readonly untilDone: <Result>(work: Iterator<unknown, Result>) => Promise<Result | undefined>;
}

const extensions: Readonly<Record<SaveRequest['format'], string>> = {
  svg: 'svg',
  png: 'png',
  json: 'json',
  markdown: 'md',
  html: 'html',
};

/** Copies the summary, or asks where to and writes the file. */
export async function saveExport(request: SaveRequest, subject: SaveSubject): Promise<void> {
  if (request.format === 'markdown') return copySummary(subject);
  const extension = extensions[request.format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = `${subject.title.replace(/[^\w.-]+/g, '-').slice(0, 80)}-startup.${extension}`;
  const target = await vscode.window.showSaveDialog({
    filters: { [extension.toUpperCase()]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  const content = target && (await contentOf(request, subject));
  if (content) await vscode.workspace.fs.writeFile(target, content);
}

async function copySummary(subject: SaveSubject): Promise<void> {
  const summary = await summaryOf(subject);
  if (summary === undefined) return;
  await vscode.env.clipboard.writeText(summary);
  showStatus(vscode.l10n.t('Summary copied as Markdown'));
}

async function summaryOf({ title, timelines, models, message, untilDone }: SaveSubject): Promise<string | undefined> {
  const [timeline] = timelines;
  if (!timeline || message.type === 'message') return undefined;
  const language = {
    ...english,
    translate: (template: string) => own(message.language.templates, template) ?? template,
  };
  if (timelines.length > 1) return untilDone(manyMarkdown(title, timelines, message.now, language, models));
  return markdownOf(timeline, message.now, language, models.get(timeline.pod.uid));
}

async function contentOf(
  request: Exclude<SaveRequest, { format: 'markdown' }>,
  subject: SaveSubject,
): Promise<Uint8Array | undefined> {
  switch (request.format) {
    case 'png':
      return Buffer.from(request.content, 'base64');
    case 'svg':
      return Buffer.from(request.content, 'utf8');
    case 'json':
      return subject.untilDone(
        jsonFile(subject.timelines, subject.message.type === 'message' ? Date.now() : subject.message.now),
      );
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

/** Thousands of timelines are more than can be copied in a moment: each line becomes bytes where it is written. */
function* jsonFile(timelines: readonly Timeline[], now: number): Generator<undefined, Uint8Array> {
  const parts: Buffer[] = [];
  for (const part of jsonParts(timelines, now)) {
    parts.push(Buffer.from(part, 'utf8'));
    yield undefined;
  }
  return Buffer.concat(parts);
}

const readText = async ({ extensionUri }: SaveSubject, ...path: string[]): Promise<string> =>
  Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, ...path))).toString('utf8');
