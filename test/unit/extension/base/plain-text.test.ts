import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  iconText,
  labelText,
  markdownText,
  notificationText,
  plainText,
} from '../../../../src/extension/base/plain-text.ts';

/**
 * What VS Code makes a link of (`parseLinkedText` of vs/base/common/linkedText.ts); it runs those that begin with
 * `command:`.
 */
const links = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** And an icon (`renderLabelWithIcons` of vs/base/browser/ui/iconLabel/iconLabels.ts). */
const icons = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

const hostile = [
  '[Sign in](command:workbench.action.terminal.new)',
  '[a](COMMAND:x "title")',
  '[a](https://evil.example/login)',
  '[a](file:///etc/passwd)',
  '[[a]](command:x)[b](command:y)',
  '\u202e[a](command:x)\u2066',
  '[a]\n(command:x) [b]\u200b(command:x) [c]\u0000(command:x)',
  'web $(trash) $(loading~spin)',
  '`` <img src=x onerror=alert(1)> **bold** | https://evil.example www.evil.example a@evil.example ``` 1. [x]: y',
];
/** Of the pieces that mean something, in any order, beside any characters. */
const brackets = ['[', ']', '(', ')', '](', '$(', '$'];
const meaning = fc.constantFrom(
  ...brackets,
  'command:x',
  'https://e',
  '~spin',
  'trash',
  '\n',
  '\u200b',
  '\u202e',
  '\0',
);
const piece = fc.oneof(meaning, fc.string({ maxLength: 3 }));
const pieces = fc.array(piece, { maxLength: 40 }).map((list) => list.join(''));
const holds = (text: string, pattern: RegExp): boolean => text.match(pattern) !== null;

/** As a person reads it: what is not visible is not there. */
const read = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, '');

describe('a text for a notification', () => {
  test.each(hostile)('holds no link: %j', (text) => {
    expect(notificationText(text).match(links)).toBeNull();
    expect(read(notificationText(text))).toBe(read(text));
  });
  test('holds no link, whatever it is made of', () => {
    fc.assert(fc.property(pieces, pieces, (one, other) => !holds(notificationText(`${one}](${other}`), links)));
  });
  test('of a server that says much is cut in the middle: the fact and the next step stay', () => {
    const words = notificationText(`It is forbidden: ${'x'.repeat(60_000)}. Ask for a Role.`);
    expect(words.length).toBeLessThanOrEqual(1000);
    expect(words).toMatch(/^It is forbidden: x+ … x+\. Ask for a Role\.$/);
  });
  test('is one line without control characters and turned reading directions', () => {
    expect(notificationText('a\r\nb\u0007\u202ec\u2028d')).toBe('a b c d');
  });
});

describe('a label', () => {
  test.each(hostile)('holds no icon and no link: %j', (text) => {
    expect(labelText(text).match(icons)).toBeNull();
    expect(labelText(text)).not.toContain('](');
    expect(read(labelText(text))).toBe(read(text));
  });
  test('holds no icon, whatever it is made of', () => {
    fc.assert(fc.property(pieces, (text) => !holds(labelText(text), icons)));
    fc.assert(fc.property(pieces, (text) => iconText('warning', text).match(icons)?.join() === '$(warning)'));
  });
});

describe('a text as Markdown', () => {
  test.each(hostile)('has a backslash before all punctuation: %j', (text) => {
    const markdown = markdownText(text);
    expect(markdown.replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
    expect(read(markdown.replace(/\\([!-/:-@[-`{-~])/g, '$1'))).toBe(read(text));
  });
});

test('a cut leaves no half of a character', () => {
  expect(plainText('😀'.repeat(100), 51).isWellFormed()).toBe(true);
});
