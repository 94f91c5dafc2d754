/*
 * VS Code gives some texts a meaning: `[label](command:id)` in a notification is a link that runs the command,
 * `$(name)` in a picker or the status bar is an icon. Names, file names and a server's words may hold either;
 * here they become text that reads the same and is no more than text.
 */

/** VS Code cuts a notification after 1,000 characters, its end with the next step included. */
const NOTIFICATION_CHARS = 900;
const LABEL_CHARS = 250;
const MARKDOWN_CHARS = 4000;

/**
 * One line of at most `limit` characters, without control characters and without those that turn the reading direction.
 * A longer text loses its middle: it begins with the fact and ends with the next step.
 */
export function plainText(text: string, limit: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  if (line.length <= limit) return line;
  const end = Math.floor(limit / 3);
  return `${line.slice(0, limit - end - 3)} … ${line.slice(-end)}`.replace(/\p{Cs}/gu, '');
}

/** A text for a notification: a zero-width space keeps `[label](href)` from becoming a link, whatever it would open. */
export const notificationText = (text: string): string => withoutLinks(plainText(text, NOTIFICATION_CHARS));

/**
 * A text for a picker or the status bar: a zero-width space keeps `$(name)` from becoming an icon. Nor are there links:
 * VS Code shows the description of a picker's item under the mouse as Markdown.
 */
export const labelText = (text: string): string => withoutIcons(withoutLinks(plainText(text, LABEL_CHARS)));

/** A text behind one of VS Code's own icons, by the icon's name. */
export const iconText = (icon: string, text: string): string => `$(${icon}) ${withoutIcons(text)}`;

/**
 * Any text as Markdown that shows it as it is. (`MarkdownString.appendText` makes every space one at which no line
 * may break.)
 * All punctuation is escaped: `.`, `:` and `@` too, since addresses become links without any brackets.
 */
export const markdownText = (text: string): string =>
  withoutIcons(plainText(text, MARKDOWN_CHARS)).replace(/[!-/:-@[-`{-~]/g, '\\$&');

const withoutLinks = (text: string): string => text.replaceAll('](', ']\u200b(');

const withoutIcons = (text: string): string => text.replaceAll('$(', () => '$\u200b(');
