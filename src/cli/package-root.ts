import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';

/** Where the package is installed: one folder above `dist/`, two above this file when it runs from source. */
export function packageRoot(): string {
  const candidates = [path.join(__dirname, '..'), path.join(__dirname, '..', '..')];
  return candidates.find((folder) => existsSync(path.join(folder, 'package.json'))) ?? __dirname;
}

export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(path.join(packageRoot(), 'package.json'), 'utf8')) as { version: string };
  return version;
}
