import * as vscode from 'vscode';
import { english } from './timeline/duration.ts';
import { formatText, type Language, type Text } from './timeline/text.ts';

/** The display language of VS Code, for texts of the rooms that know no `vscode`. */
export const hostLanguage: Language = {
  ...english,
  translate: (template) => vscode.l10n.bundle?.[template] ?? template,
};

/** Writes a text of the pure rooms in the display language. */
export const say = (text: Text): string => formatText(text, hostLanguage);

/** An error in words. One that carries a problem, or a sentence and a next step, is known by its shape: the heavy half has classes of its own. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const told = [error, 'problem' in error ? error.problem : undefined].find(isWords);
  return told ? `${say(told.fact)} ${say(told.nextStep)}` : error.message;
}

const isWords = (value: unknown): value is { readonly fact: Text; readonly nextStep: Text } =>
  typeof value === 'object' && value !== null && 'fact' in value && 'nextStep' in value;
