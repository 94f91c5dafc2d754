import type { LanguageBundle } from '../../src/shared/protocol.ts';
import { formatBytes, formatDuration } from '../../src/engine/timeline/model/duration.ts';
import { own } from '../../src/engine/timeline/model/own.ts';
import { formatText, type Language, type Text } from '../../src/engine/timeline/model/text.ts';

/** What a page needs to speak to its reader. */
export interface Speech extends Language {
  readonly locale: string;
  readonly say: (text: Text) => string;
  /** The wall clock of an instant, in the reader's zone, to the millisecond. */
  readonly clock: (epochMs: number) => string;
}

let last: { readonly bundle: LanguageBundle; readonly speech: Speech } | undefined;

/**
 * Everything that differs between languages, out of the bundle that the host sent; the same object while that says the
 * same. An unknown locale falls back to English.
 */
export function speechOf(bundle: LanguageBundle): Speech {
  if (!last || !isSame(last.bundle, bundle)) last = { bundle, speech: newSpeech(bundle) };
  return last.speech;
}

function isSame(one: LanguageBundle, other: LanguageBundle): boolean {
  const names = Object.keys(other.templates);
  return (
    one.locale === other.locale &&
    Object.keys(one.templates).length === names.length &&
    names.every((name) => own(one.templates, name) === own(other.templates, name))
  );
}

function newSpeech({ locale, templates }: LanguageBundle): Speech {
  const known = knownLocale(locale);
  const number = new Intl.NumberFormat(known, { useGrouping: false });
  const decimal = new Intl.NumberFormat(known).formatToParts(1.5).find((part) => part.type === 'decimal')?.value ?? '.';
  const clock = new Intl.DateTimeFormat(known, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  });
  const language: Language = {
    translate: (template) => own(templates, template) ?? template,
    duration: (ms, within) => formatDuration(ms, decimal, within),
    bytes: (bytes) => formatBytes(bytes, decimal),
    number: (value) => number.format(value),
  };
  return { ...language, locale: known, say: (text) => formatText(text, language), clock: (ms) => clock.format(ms) };
}

function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch (error) {
    if (error instanceof RangeError) return 'en';
    throw error;
  }
}

/** Splits a sentence around one of its places, so that the place can be set apart: `["Ready in ", "34.2 s", ""]`. */
export function sayAround(
  speech: Speech,
  sentence: Text,
  place: string,
): readonly [before: string, inside: string, after: string] {
  const mark = '\u0000';
  const arg = own(sentence.args, place);
  const [before = '', after = ''] = speech.say({ ...sentence, args: { ...sentence.args, [place]: mark } }).split(mark);
  return [before, arg === undefined ? '' : speech.say({ template: '{x}', args: { x: arg } }), after];
}
