import * as fs from 'node:fs';
import * as path from 'node:path';
import ts from 'typescript';

/** All TypeScript files below a folder of the project, named from its root. */
export function filesBelow(folder: string): string[] {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(path.sep).join('/'));
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`)
    .sort();
}

/** The files of the project that a file imports, types too, named from the project's root. */
export function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(fs.readFileSync(file, 'utf8'), true, false);
  const near = importedFiles.map(({ fileName }) => fileName).filter((name) => name.startsWith('.'));
  return near.map((name) => path.posix.join(path.posix.dirname(file), name));
}
