import * as fs from 'node:fs';
import { expect, test } from 'vitest';

/* The threat model says which test holds which sentence: "`file` *name of a test* *another one*". */

interface Named {
  readonly file: string;
  readonly name: string;
}

/** The tests that a text names, in its order. */
function namedIn(text: string): Named[] {
  let file = '';
  return [...text.matchAll(/`(test\/[^`]+\.ts)`|\*([^*]+)\*/g)].flatMap(([, path, name]) => {
    if (path !== undefined) file = path;
    return name === undefined ? [] : [{ file, name }];
  });
}

const model = fs.readFileSync('docs/threat-model.md', 'utf8');
const table = model
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2);
const rows = table.slice(
  0,
  table.findIndex((line) => line.startsWith('| Place')),
);

test.each(namedIn(model))('$file has the test "$name"', ({ file, name }) => {
  const quoted = [`'${name.replaceAll("'", "\\'")}'`, `"${name}"`, `\`${name}\``];
  const source = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  expect(quoted.some((literal) => source.includes(literal))).toBe(true);
});

test('everyone who can say something is in the model, with the tests that hold it', () => {
  expect(rows.length).toBeGreaterThanOrEqual(10);
  expect(rows.filter((row) => namedIn(row).length === 0)).toEqual([]);
});

test('the files of the source that it names exist', () => {
  const files = [...model.matchAll(/`(src\/[\w/.-]+\.ts)`/g)].flatMap(([, file]) => file ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !fs.existsSync(file))).toEqual([]);
});
