const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Copies a JSON text to `start`, perhaps without a part that nobody reads; the answer is where the copy ends. */
export type CopyText = (json: Buffer, into: Buffer, start: number) => number;

export const copyAll: CopyText = (json, into, start) => start + json.copy(into, start);

/** Most chunks fit. */
const room = Buffer.allocUnsafeSlow(256 * 1024);

/**
 * Parses texts as the elements of one array, which takes V8 a third less time than one by one. Throws a SyntaxError
 * when that is no JSON. The answer has more or fewer elements when texts begin or end inside of a value.
 */
export function parseTogether(texts: readonly Buffer[], copy: CopyText): unknown[] {
  const size = texts.reduce((sum, { length }) => sum + length + 1, 1);
  const into = size <= room.length ? room : Buffer.allocUnsafe(size);
  let at = 0;
  for (const text of texts) {
    into[at] = at === 0 ? OPEN_BRACKET : COMMA;
    at = copy(text, into, at + 1);
  }
  into[at] = CLOSE_BRACKET;
  return JSON.parse(into.toString('utf8', 0, at + 1)) as unknown[];
}
