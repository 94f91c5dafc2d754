import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const folder = path.join('.github', 'workflows');
const files = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
const read = (name: string): string => fs.readFileSync(path.join(folder, name), 'utf8');
const lines = files.flatMap((name) => read(name).split('\n')).filter((line) => /^\s*(- )?uses:/.test(line));

interface Limited {
  readonly permissions?: unknown;
}

test('every action is pinned by its commit, with its version beside it', () => {
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});

test('one action has one commit everywhere', () => {
  const commits = new Map<string, Set<string>>();
  for (const line of lines) {
    const [, action = '', commit = ''] = /uses: (\S+)@(.+)$/.exec(line) ?? [];
    commits.set(action, (commits.get(action) ?? new Set()).add(commit));
  }
  expect([...commits].filter(([, used]) => used.size > 1)).toEqual([]);
});

test.each(files)('%s may read the repository, and no more', (name) => {
  const workflow = parse(read(name)) as Limited & { readonly jobs: Readonly<Record<string, Limited>> };
  expect(workflow.permissions).toEqual({ contents: 'read' });
  expect(Object.values(workflow.jobs).filter(({ permissions }) => permissions !== undefined)).toEqual([]);
});
