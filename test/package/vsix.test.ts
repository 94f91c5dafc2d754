import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { vsixFile } from '../../scripts/vsix.ts';
import { namesInZip } from './zip.ts';

/** All that is shipped. A new file here is a decision: write it down. */
const shipped = [
  'LICENSE.txt',
  'changelog.md',
  'dist/cli.js',
  'dist/extension.js',
  'dist/live.js',
  'dist/third-party-licenses.txt',
  'media/webview.css',
  'dist/webview.js',
  'l10n/bundle.l10n.json',
  'l10n/bundle.l10n.zh-cn.json',
  'media/demo/shop.ndjson.gz',
  'media/icon.png',
  'media/podfall.svg',
  'media/walkthrough/pods.svg',
  'media/walkthrough/rollout.svg',
  'media/walkthrough/timeline.svg',
  'media/walkthrough/yaml.svg',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'readme.md',
];

test('the package holds these files and no others', () => {
  const names = namesInZip(vsixFile())
    .filter((name) => name.startsWith('extension/'))
    .map((name) => name.slice('extension/'.length));
  expect(names.sort()).toEqual([...shipped].sort());
});

test('the package is at most 1.5 MB', () => {
  expect(fs.statSync(vsixFile()).size).toBeLessThanOrEqual(1_500_000);
});

test('no bundle names a folder of the machine that built it', () => {
  const root = path.resolve('.');
  const naming = fs
    .readdirSync('dist')
    .filter((name) => fs.readFileSync(path.join('dist', name), 'utf8').includes(root));
  expect(naming).toEqual([]);
});
