import { own } from './own.ts';
/**
 * A sentence that has not been put into a language yet: an English template with `{name}` places, and what goes into
 * them. The template is the key of the translation (`l10n/bundle.l10n.<language>.json`), so it must be a literal.
 */
export interface Text {
  readonly template: string;
  readonly args: Readonly<Record<string, TextArg>>;
}

/**
 * What a place of a template can hold. `within`: the duration may be wrong by so much, so it is written with fewer
 * digits. Durations and sizes are given as numbers, so that each language writes them its own way.
 */
export type TextArg =
  string | number | { readonly ms: number; readonly within?: number } | { readonly bytes: number } | Text;

/** How one language writes a {@link Text}. */
export interface Language {
  /** The template in this language, or the same template when there is no translation. */
  readonly translate: (template: string) => string;
  readonly duration: (ms: number, within?: number) => string;
  readonly bytes: (bytes: number) => string;
  readonly number: (value: number) => string;
}

/** Makes a {@link Text}. Call it with a literal template: a test collects these for the translations. */
export const text = (template: string, args: Readonly<Record<string, TextArg>> = {}): Text => ({ template, args });

/**
 * Writes `text` in `language`. A place without an argument stays as it is; what is filled in is never searched for
 * places.
 */
export function formatText(text: Text, language: Language): string {
  return language.translate(text.template).replace(/\{(\w+)\}/g, (place, name: string) => {
    const arg = own(text.args, name);
    return arg === undefined ? place : formatArg(arg, language);
  });
}

function formatArg(arg: TextArg, language: Language): string {
  if (typeof arg === 'string') return arg;
  if (typeof arg === 'number') return language.number(arg);
  if ('ms' in arg) return language.duration(arg.ms, arg.within);
  if ('bytes' in arg) return language.bytes(arg.bytes);
  return formatText(arg, language);
}
