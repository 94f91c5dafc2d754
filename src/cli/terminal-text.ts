/**
 * One line that a terminal shows as text, whatever a name or message holds: no control characters, no bidirectional
 * overrides.
 */
export function safeLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** The same of several lines: line breaks stay. */
export const safeLines = (value: string): string => value.replace(/[^\P{Cc}\n]+|[\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');

/** Breaks a text at spaces into lines of at most `width` characters; a longer word is cut. */
export function wrap(value: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of value.split(' ').flatMap((long) => pieces(long, Math.max(1, width)))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function pieces(word: string, width: number): string[] {
  const cut: string[] = [];
  for (let at = 0; at === 0 || at < word.length; at += width) cut.push(word.slice(at, at + width));
  return cut;
}
