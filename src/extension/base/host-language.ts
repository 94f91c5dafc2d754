import * as vscode from 'vscode';
import {
  english,
  formatBytes,
  formatDuration,
  own,
  formatText,
  type Language,
  type Text,
} from '../../engine/engine.ts';
import { nextStepOf } from './next-step.ts';

const decimal =
  new Intl.NumberFormat(vscode.env.language).formatToParts(1.5).find(({ type }) => type === 'decimal')?.value ?? '.';

/** The display language of VS Code, for texts of the rooms that know no `vscode`. */
export const hostLanguage: Language = {
  ...english,
  translate: (template) => own(vscode.l10n.bundle ?? {}, template) ?? template,
  duration: (ms, within) => formatDuration(ms, decimal, within),
  bytes: (bytes) => formatBytes(bytes, decimal),
};

/** Writes a text of the pure rooms in the display language. */
export const say = (text: Text): string => formatText(text, hostLanguage);

/**
 * The fact and the next step as two sentences. A fact that ends with the words of a server or a parser may lack its
 * full stop.
 */
export function sayWords(words: Words): string {
  const said = say(words.fact);
  return `${said}${/[.!?。！？]$/.test(said) ? '' : '.'} ${say(nextStepOf(words))}`;
}

/**
 * An error in words. One that carries a problem, or a sentence and a next step, is known by its shape: the heavy half
 * has classes of its own.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const told = [error, 'problem' in error ? error.problem : undefined].find(isWords);
  return told ? sayWords(told) : error.message;
}

interface Words {
  readonly fact: Text;
  readonly nextStep: Text;
  /** Of a problem. */
  readonly code?: unknown;
}

const isWords = (value: unknown): value is Words =>
  typeof value === 'object' && value !== null && 'fact' in value && 'nextStep' in value;
