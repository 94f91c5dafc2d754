import { ESLint } from 'eslint';
import { beforeAll, expect, test } from 'vitest';

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: process.cwd() });
});

/** What the project's own eslint configuration says of this text, were it that file. */
async function rulesBroken(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const forbidden: readonly (readonly [string, string, string])[] = [
  ['the pure core reads a file', 'src/engine/timeline/model/units.ts', `export { readFileSync } from 'node:fs';`],
  ['the pure core knows the cluster', 'src/engine/timeline/model/units.ts', `export type { Cluster } from '../../watch/cluster.ts';`],
  ['the pure core uses a package', 'src/engine/timeline/model/units.ts', `export { scaleLinear } from 'd3';`],
  ['the protocol knows the cluster', 'src/shared/protocol.ts', `export type { Cluster } from '../engine/watch/cluster.ts';`],
  ['the cluster shows a user interface', 'src/engine/watch/cluster.ts', `export { window } from 'vscode';`],
  ['the cluster imports a view', 'src/engine/watch/cluster.ts', `export * from '../../extension/views/pod-tree.ts';`],
  ['a room imports extension.ts', 'src/engine/watch/cluster.ts', `export * from '../../extension/extension.ts';`],
  ['an import type breaks the table', 'src/engine/timeline/model/units.ts', `export type C = import('../../watch/cluster.ts').Cluster;`],
];

test.each(forbidden)('caught: %s', async (_name, file, text) => {
  expect(await rulesBroken(file, text)).toContain('podfall/import-table');
});

test.each([
  ['the clock', `export const now = Date.now();`, 'no-restricted-properties'],
  ['the clock, otherwise', `export const now = new Date().getTime();`, 'no-restricted-syntax'],
  ['chance', `export const chance = Math.random();`, 'no-restricted-properties'],
  ['a dynamic import', `export const later = import('./duration.ts');`, 'no-restricted-syntax'],
])('the pure core may not use %s', async (_name, text, rule) => {
  expect(await rulesBroken('src/engine/timeline/model/units.ts', text)).toContain(rule);
});

test('what the table allows is not reported', async () => {
  expect(await rulesBroken('src/engine/watch/cluster.ts', `export type { EpochMs } from '../timeline/model/units.ts';\n`)).toEqual([]);
});
