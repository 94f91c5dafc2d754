import { expect, test, vi } from 'vitest';
import { settings } from '../../../../src/extension/base/settings.ts';

let value: unknown;
vi.mock('vscode', () => ({ workspace: { getConfiguration: () => ({ get: () => value }) } }));

test.each([
  [
    ['shop', 'shop', 'team-1'],
    ['shop', 'team-1'],
  ],
  ['shop', []],
  [{ length: 3 }, []],
  [[7, null, ['a'], 'shop', '', '..', 'a/b', 'A', '*', 'x'.repeat(64)], ['shop']],
])('of podfall.namespaces %j the names count that a namespace can have', (written, names) => {
  value = written;
  expect(settings.namespaces()).toEqual(names);
});
