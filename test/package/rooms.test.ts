import { ESLint } from 'eslint';
import * as path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { importProblem } from '../../scripts/import-table.ts';
import { door, roomOf, rooms } from '../../src/rooms.ts';
import { filesBelow, importsOf } from './imports.ts';

const names = Object.keys(rooms);
const files = [...filesBelow('src'), ...filesBelow('webview')];
const aFileOf = (room: string): string => files.find((file) => roomOf(file) === room) ?? '';
const relative = (from: string, to: string): string => {
  const way = path.posix.relative(path.posix.dirname(from), to);
  return way.startsWith('.') ? way : `./${way}`;
};

test('every room has files, and every file a room', () => {
  expect(names.filter((room) => aFileOf(room) === '')).toEqual([]);
  expect(files.filter((file) => roomOf(file) === undefined)).toEqual(['src/rooms.ts']);
});

test('a room knows only rooms above it, so no two know each other', () => {
  const wrong = names.flatMap((room, place) => {
    const above = new Set(names.slice(0, place));
    return (rooms[room]?.knows ?? []).filter((other) => !above.has(other)).map((other) => `${room} knows ${other}`);
  });
  expect(wrong).toEqual([]);
});

test('what a room is said to know it uses', () => {
  const used = new Map(names.map((room) => [room, new Set<string>()]));
  for (const file of files) {
    for (const to of importsOf(file)) used.get(roomOf(file) ?? '')?.add(to === door ? door : (roomOf(to) ?? to));
  }
  const idle = names.flatMap((room) => {
    const { knows = [], door: seesDoor } = rooms[room] ?? {};
    return [...knows, ...(seesDoor ? [door] : [])]
      .filter((other) => used.get(room)?.has(other) !== true)
      .map((other) => `${room} does not use ${other}`);
  });
  expect(idle).toEqual([]);
});

const forbidden = names.flatMap((from) => {
  const allowed = new Set([from, ...(rooms[from]?.knows ?? [])]);
  return names.filter((to) => !allowed.has(to)).map((to) => ({ from, to }));
});

test.each(forbidden)('forbidden: $from -> $to', ({ from, to }) => {
  const file = aFileOf(from);
  const target =
    files.find(
      (each) =>
        roomOf(each) === to && each !== door && !each.endsWith('/main.ts') && !/^src\/engine\/[^/]*$/.test(each),
    ) ?? `${to}/anything.ts`;
  expect(importProblem(file, relative(file, target))).toContain('may not import');
});

test.each(names.filter((room) => rooms[room]?.door !== true))('%s does not see the door of the engine', (room) => {
  const file = aFileOf(room);
  expect(importProblem(file, relative(file, door))).toContain('may not import');
});

test.each([
  'scripts/start.ts',
  'test/host/index.ts',
  'src/extension/live.ts',
  'src/cli/timeline.ts',
  'src/demo-server/player.ts',
])('past the door: %s', (file) => {
  expect(importProblem(file, relative(file, 'src/engine/watch/cluster.ts'))).toContain('may not import');
  expect(importProblem(file, relative(file, door))).toBeUndefined();
});

/** Files that import each other, in a circle, by their names; empty when there are none. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of graph.get(file) ?? []) {
      const circle = visit(next, [...way, file]);
      if (circle.length > 0) return circle;
    }
    done.add(file);
    return [];
  };
  for (const file of graph.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

test('no files import each other in a circle', () => {
  expect(circleIn(new Map(files.map((file) => [file, importsOf(file)])))).toEqual([]);
  expect(
    circleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

test('no folder has more than 32 files', () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(path.posix.dirname(file), (counts.get(path.posix.dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 32)).toEqual([]);
});

let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({ cwd: process.cwd() });
});

/** What the project's own eslint configuration says of this text, were it that file. */
async function rulesBroken(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: file });
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message);
}

const units = 'src/engine/timeline/model/units.ts';
const cluster = 'src/engine/watch/cluster.ts';

test.each([
  ['the pure core reads a file', units, `export { readFileSync } from 'node:fs';`],
  ['the pure core uses a package', units, `export { scaleLinear } from 'd3';`],
  ['the pure core knows the cluster', units, `export type { Cluster } from '../../watch/cluster.ts';`],
  ['an import type breaks the table', units, `export type C = import('../../watch/cluster.ts').Cluster;`],
  [
    'the protocol knows the cluster',
    'src/shared/protocol.ts',
    `export type { Cluster } from '../engine/watch/cluster.ts';`,
  ],
  ['the cluster shows a user interface', cluster, `export { window } from 'vscode';`],
  ['the cluster imports a view', cluster, `export * from '../../extension/views/pod-tree.ts';`],
  ['the command line looks past the door', 'src/cli/main.ts', `export * from '../engine/watch/cluster.ts';`],
  ['a room imports extension.ts', cluster, `export * from '../../extension/extension.ts';`],
])('eslint catches: %s', async (_name, file, text) => {
  expect(await rulesBroken(file, text)).toContain('podfall/import-table');
});

test.each([
  ['the clock', `export const now = Date.now();`, 'no-restricted-properties'],
  ['the clock, otherwise', `export const now = new Date().getTime();`, 'no-restricted-syntax'],
  ['chance', `export const chance = Math.random();`, 'no-restricted-properties'],
  ['a dynamic import', `export const later = import('./duration.ts');`, 'no-restricted-syntax'],
])('the pure core may not use %s', async (_name, text, rule) => {
  expect(await rulesBroken(units, text)).toContain(rule);
});

test('what the table allows is not reported', async () => {
  expect(await rulesBroken(cluster, `export type { EpochMs } from '../timeline/model/units.ts';\n`)).toEqual([]);
});
