import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collectUserTexts } from '../../../scripts/user-texts.ts';

const root = path.join(import.meta.dirname, '../../..');
const readBundle = (name: string): Record<string, string> =>
  JSON.parse(fs.readFileSync(path.join(root, name), 'utf8')) as Record<string, string>;
const places = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

const { texts, unreadable } = collectUserTexts(root);
const inSource = new Map(texts.map(({ template, where }) => [template, where]));
const english = readBundle('l10n/bundle.l10n.json');
const chinese = readBundle('l10n/bundle.l10n.zh-cn.json');

/** What the one list has and the other lacks, with where it stands in the source. */
const lacking = (wanted: Iterable<string>, there: Iterable<string>): string[] => {
  const known = new Set(there);
  return [...wanted].filter((text) => !known.has(text)).map((text) => `${inSource.get(text) ?? 'bundle'}: ${text}`);
};

describe('the texts of the source', () => {
  test('are literals, so that they can be collected', () => expect(unreadable).toEqual([]));
  test('all have a Chinese translation', () => expect(lacking(inSource.keys(), Object.keys(chinese))).toEqual([]));
  test('are the only ones that have a Chinese translation', () =>
    expect(lacking(Object.keys(chinese), inSource.keys())).toEqual([]));
  test('are those of the English bundle', () =>
    expect(Object.keys(english).sort()).toEqual([...inSource.keys()].sort()));
});

describe('a translation', () => {
  test('has the places of its template', () => {
    expect(
      Object.entries(chinese).filter(([template, text]) => places(template).join(' ') !== places(text).join(' ')),
    ).toEqual([]);
  });
  test('is another text, unless there is nothing to translate', () => {
    const words = (template: string): boolean => /[a-z]{3}/i.test(template.replace(/\{\w+\}/g, ''));
    const same = Object.entries(chinese).filter(([template, text]) => template === text && words(template));
    expect(same.map(([template]) => template)).toEqual(['Pod', 'imagePullPolicy: Always']);
  });
});

describe('the manifest', () => {
  const manifest = fs.readFileSync(path.join(root, 'package.json'), 'utf8');
  const used = [...new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key))].sort();

  test.each(['package.nls.json', 'package.nls.zh-cn.json'])(
    'takes its texts from %s, and takes all of them',
    (name) => {
      expect(Object.keys(readBundle(name)).sort()).toEqual(used);
    },
  );
});
