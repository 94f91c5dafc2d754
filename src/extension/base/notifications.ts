import * as vscode from 'vscode';
import { labelText, notificationText } from './plain-text.ts';

/*
 * The only place that shows notifications, status messages and titled progress (eslint holds that): what they say may
 * hold foreign text.
 */

const STATUS_MS = 3000;

/** Tells what has failed of what the user has just asked for. */
export function showError(words: string): void {
  void vscode.window.showErrorMessage(notificationText(words));
}

/** Tells why there is nothing to show. */
export function showWarning(words: string): void {
  void vscode.window.showWarningMessage(notificationText(words));
}

/** Tells something that has come to its end, with a button; whether that was pressed. */
export async function offer(words: string, button: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(notificationText(words), button)) === button;
}

/** Tells in the status bar, for three seconds, that something is done. */
export function showStatus(words: string): void {
  vscode.window.setStatusBarMessage(labelText(words), STATUS_MS);
}

/** Says in the status bar what is waited for while `task` runs. */
export function withWindowProgress<T>(title: string, task: () => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Window, title: labelText(title) };
  return Promise.resolve(vscode.window.withProgress(options, task));
}
