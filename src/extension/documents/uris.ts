import * as vscode from 'vscode';
import { pathOf, type Subject, subjectIn } from './subject-path.ts';

export { SCHEME, type Subject } from './subject-path.ts';

/** The document that shows `subject`. */
export const uriOf = (subject: Subject): vscode.Uri => vscode.Uri.from(pathOf(subject));

/** What a URI is about; `undefined` when Podfall did not make it. */
export const subjectOf = (uri: vscode.Uri): Subject | undefined => subjectIn(uri);
