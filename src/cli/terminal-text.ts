/**
 * One line that a terminal shows as text, whatever a name or message holds: no control characters, no bidirectional
 * overrides.
 */
export function safeLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

/**
 * The same JSON, with everything in its strings that could steer a terminal as `\\u` escapes: `json` must have no line
 * breaks of its own.
 */
export function safeJson(json: string): string {
  return json.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

/** A character beyond U+FFFF is two of them. */
function escaped(character: string): string {
  let units = '';
  for (let at = 0; at < character.length; at += 1) {
    units += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
  return units;
}

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
