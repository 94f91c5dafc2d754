import * as vscode from 'vscode';
import { type EpochMs, type Exporter, exporters, modelsOf, type PodStore } from '../../engine/engine.ts';
import type { PodRef } from '../../shared/subject.ts';
import { hostLanguage, say } from '../base/host-language.ts';
import { showStatus } from '../base/notifications.ts';
import { pick } from '../base/pick.ts';
import { whenSettled } from '../base/when-settled.ts';

export interface ExportParts {
  readonly store: PodStore;
  readonly now: () => EpochMs;
  /** Pictures are drawn by the page: it has them in its own menu. */
  readonly openTimeline: () => void;
}

/** Asks in which form a pod's timeline is wanted, and copies or writes it. */
export async function exportPod(pod: PodRef, { store, now, openTimeline }: ExportParts): Promise<void> {
  const texts = exporters.map((exporter) => ({
    label: say(exporter.title),
    iconPath: new vscode.ThemeIcon(exporter.goesTo === 'clipboard' ? 'copy' : 'save'),
    description: say(exporter.detail),
    exporter,
  }));
  const items: readonly (vscode.QuickPickItem & { readonly exporter?: Exporter })[] = [
    ...texts,
    {
      label: vscode.l10n.t('PNG, SVG or HTML'),
      iconPath: new vscode.ThemeIcon('device-camera'),
      description: vscode.l10n.t('opens the timeline: its Export menu has them'),
    },
  ];
  const picked = await pick(items, { title: vscode.l10n.t('Export the timeline of {0}', pod.name) });
  if (!picked) return;
  if (!picked.exporter) return openTimeline();
  await whenSettled(store, [pod.uid]);
  const written = writtenBy(picked.exporter, pod, store, now());
  if (picked.exporter.goesTo === 'file') return save(written, `${pod.name}-startup`, picked.exporter.extension);
  await vscode.env.clipboard.writeText(written);
  showStatus(vscode.l10n.t('Summary copied as Markdown'));
}

function writtenBy({ write }: Exporter, { uid }: PodRef, store: PodStore, now: EpochMs): string {
  const timeline = store.timeline(uid);
  const evidenceOf = (asked: string): ReturnType<PodStore['evidence']> => store.evidence(asked);
  const evidence = evidenceOf(uid);
  const models = (): ReturnType<typeof modelsOf> => modelsOf(timeline && evidence ? [{ timeline, evidence }] : []);
  const options = { now, language: hostLanguage, evidence: evidenceOf, models };
  return [...write(timeline ? [timeline] : [], options)].join('');
}

async function save(content: string, name: string, extension: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    filters: { [extension.toUpperCase()]: [extension] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `${name}.${extension}`) }),
  });
  if (target) await vscode.workspace.fs.writeFile(target, Buffer.from(content, 'utf8'));
}
