import * as fs from 'node:fs';
import * as path from 'node:path';
import { project } from './children.ts';

/** The package that `npm run package` makes. */
export function vsixFile(): string {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(project, 'package.json'), 'utf8')) as Record<
    'name' | 'version',
    string
  >;
  return path.join(project, `${name}-${version}.vsix`);
}
