import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: process.cwd() });
});

/** What the project's own eslint configuration says of this text, were it that file. */
async function rulesBroken(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const vscode = `import * as vscode from 'vscode';\n`;

test.each([
  ['an error', `void vscode.window.showErrorMessage('x');`],
  ['a warning', `void vscode.window.showWarningMessage('x');`],
  ['an information', `void vscode.window.showInformationMessage('x');`],
  ['a notification, by a name in brackets', `void vscode.window['showErrorMessage']('x');`],
  ['a notification, by a function taken out', `export const { showErrorMessage } = vscode.window;`],
  ['a status message', `vscode.window.setStatusBarMessage('x');`],
  ['progress with a title', `void vscode.window.withProgress({ location: 10, title: 'x' }, () => Promise.resolve());`],
  ['a picker', `void vscode.window.showQuickPick(['x']);`],
  ['a picker that is made', `export const picker = vscode.window.createQuickPick();`],
  ['the words below an input box', `export const ask = (box: vscode.InputBox): void => void (box.prompt = 'x');`],
  ['Markdown that is trusted', `const hover = new vscode.MarkdownString();\nhover.isTrusted = true;`],
  ['Markdown with HTML', `const hover = new vscode.MarkdownString();\nhover.supportHtml = true;`],
  ['an icon in a text', 'export const word = (name: string): string => `$(warning) ${name}`;'],
])('caught outside of the modules for it: %s', async (_name, text) => {
  expect(await rulesBroken('src/extension/views/status-bar.ts', vscode + text)).toContain('no-restricted-syntax');
});

test('progress without a title is not reported', async () => {
  const text = `${vscode}void vscode.window.withProgress({ location: { viewId: 'x' } }, () => Promise.resolve());\n`;
  expect(await rulesBroken('src/extension/views/status-bar.ts', text)).toEqual([]);
});
