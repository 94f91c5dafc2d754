import * as vscode from 'vscode';
import { showWarning } from '../base/notifications.ts';
import type { NamedPod } from './named-pod.ts';
import { readManifests } from './read-manifest.ts';

/** What a manifest makes: of several documents the one with the cursor, else the first that makes pods. */
export async function manifestPod(uri: vscode.Uri): Promise<NamedPod | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = vscode.window.visibleTextEditors.find((each) => each.document === document);
  const found = readManifests(document.getText(), editor?.selection.active.line ?? 0);
  if (!found) {
    showWarning(
      vscode.l10n.t(
        '{0} has no manifest of a pod, Deployment, StatefulSet, DaemonSet, Job or CronJob.',
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
  return found;
}
