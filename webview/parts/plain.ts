/*
 * Text from a cluster is anything: bidirectional overrides that turn a line around, control characters, newlines.
 * It stays text, on one line, and its invisible parts become visible.
 */

const invisible = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** One line without characters that change how the rest is shown. */
export const plain = (text: string): string =>
  text.replace(invisible, (char) => (/[\t\n\r]/.test(char) ? ' ' : '\ufffd'));

/** {@link plain}, and no longer than `max` characters. For attributes and labels; a table cell keeps the whole. */
export const short = (text: string, max = 300): string =>
  text.length <= max ? plain(text) : `${plain(text.slice(0, max))}…`;
