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
