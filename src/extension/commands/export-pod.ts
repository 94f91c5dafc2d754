import * as vscode from 'vscode';
import { markdownOf, timelinesJson, type Timeline, type EpochMs } from '../../engine/engine.ts';
import { hostLanguage } from '../base/host-language.ts';
import { showStatus } from '../base/notifications.ts';
import { pick } from '../base/pick.ts';
import type { PodRef } from '../../shared/subject.ts';

export interface ExportParts {
  readonly timeline: Timeline;
  readonly now: () => EpochMs;
  /** Pictures are drawn by the page: it has them in its own menu. */
  readonly openTimeline: () => void;
}

type Format = 'markdown' | 'json' | 'picture';

/** Asks in which form a pod's timeline is wanted, and copies or writes it. */
export async function exportPod(pod: PodRef, { timeline, now, openTimeline }: ExportParts): Promise<void> {
  const items: readonly (vscode.QuickPickItem & { readonly format: Format })[] = [
    {
      format: 'markdown',
      label: vscode.l10n.t('Copy a summary (Markdown)'),
      iconPath: new vscode.ThemeIcon('markdown'),
      description: vscode.l10n.t('for an issue or a chat'),
    },
    {
      format: 'json',
      label: vscode.l10n.t('Save as JSON...'),
      iconPath: new vscode.ThemeIcon('json'),
      description: vscode.l10n.t('every instant with its evidence'),
    },
    {
      format: 'picture',
      label: vscode.l10n.t('PNG, SVG or HTML'),
      iconPath: new vscode.ThemeIcon('device-camera'),
      description: vscode.l10n.t('opens the timeline: its Export menu has them'),
    },
  ];
  const picked = await pick(items, { title: vscode.l10n.t('Export the timeline of {0}', pod.name) });
  switch (picked?.format) {
    case 'markdown':
      await vscode.env.clipboard.writeText(markdownOf(timeline, now(), hostLanguage));
      return showStatus(vscode.l10n.t('Summary copied as Markdown'));
    case 'json':
      return saveJson(pod, timeline, now());
    case 'picture':
      return openTimeline();
    case undefined:
  }
}

async function saveJson({ name }: PodRef, timeline: Timeline, now: EpochMs): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    filters: { JSON: ['json'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name}-startup.json`) }),
  });
  if (target) await vscode.workspace.fs.writeFile(target, Buffer.from(timelinesJson([timeline], now), 'utf8'));
}
