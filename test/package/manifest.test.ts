import * as fs from 'node:fs';
import { expect, test } from 'vitest';

interface Contributions {
  readonly commands: readonly { readonly command: string }[];
  readonly configuration: { readonly properties: Readonly<Record<string, { readonly default?: unknown }>> };
  readonly menus: Readonly<Record<string, readonly { readonly command?: string }[]>>;
}

interface Manifest {
  readonly type?: string;
  readonly engines: { readonly vscode: string };
  readonly dependencies?: unknown;
  readonly contributes: Contributions;
}

const text = fs.readFileSync('package.json', 'utf8');
const manifest = JSON.parse(text) as Manifest;
const commands = manifest.contributes.commands.map(({ command }) => command);

test('package.json names no module type: with "commonjs" the webview bundle triples', () => {
  expect(manifest.type).toBeUndefined();
});

test('everything is bundled: no dependencies at run time', () => {
  expect(manifest.dependencies).toBeUndefined();
});

test('menus name commands that exist', () => {
  const named = Object.values(manifest.contributes.menus).flatMap((items) => items.map((item) => item.command));
  expect(named.filter((name) => name !== undefined && !commands.includes(name))).toEqual([]);
});

test('every text key of package.json is in package.nls.json, and every one there is used', () => {
  const used = new Set([...text.matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]));
  const defined = new Set(
    Object.keys(JSON.parse(fs.readFileSync('package.nls.json', 'utf8')) as Record<string, string>),
  );
  expect(defined).toEqual(used);
});

test('each translation of package.nls.json has the same keys', () => {
  const keysOf = (file: string) =>
    Object.keys(JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, string>).sort();
  const translations = fs.readdirSync('.').filter((file) => /^package\.nls\..+\.json$/.test(file));
  expect(translations.map(keysOf)).toEqual(translations.map(() => keysOf('package.nls.json')));
});

test('README lists every setting with its default', () => {
  const readme = fs.readFileSync('README.md', 'utf8');
  const rows = Object.entries(manifest.contributes.configuration.properties).map(
    ([name, { default: value }]) => `| \`${name}\` | \`${JSON.stringify(value)}\` |`,
  );
  expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
});

test('the workflow tries the oldest VS Code that is allowed, and the newest', () => {
  expect(fs.readFileSync('.github/workflows/test.yml', 'utf8')).toContain(
    `vscode: [${manifest.engines.vscode.replace('^', '')}, stable]`,
  );
});
