import { expect, test } from 'vitest';
import { processConsole } from '../../../src/cli/console.ts';
import { safeLines } from '../../../src/cli/terminal-text.ts';

/**
 * A title, a cleared screen, the same by C1 controls, a text that runs backwards, a line of its own, an invisible tag.
 */
const HOSTILE = 'a\u001b]0;title\u0007\u001b[2J\u009b31m\u202egnp.exe\u2066\u2028\u007f\n\r{ok}\u{e0041}"\\';

/** What a terminal does not show as text. */
const STEERS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

test('nothing that steers a terminal is written to stderr, and a line stays one line', () => {
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (text: string) => written.push(text) > 0;
  try {
    processConsole().err(`podfall: ${HOSTILE}`);
  } finally {
    process.stderr.write = write;
  }
  expect([written.length, written[0]?.endsWith('\n'), STEERS.test(written[0]?.slice(0, -1) ?? '\n')]).toEqual([
    1,
    true,
    false,
  ]);
});

test('of several lines only the line breaks are left', () => {
  const lines = safeLines(`${HOSTILE}\nsecond\n`).split('\n');
  expect([lines.length, lines.some((line) => STEERS.test(line)), lines.at(-2)]).toEqual([4, false, 'second']);
});
