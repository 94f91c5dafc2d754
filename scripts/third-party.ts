import * as fs from 'node:fs';
import * as path from 'node:path';
import { project } from './children.ts';

interface Metafile {
  readonly inputs: Readonly<Record<string, unknown>>;
}

const packageFolder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;

/**
 * Writes the licences of everything that the bundles contain into `dist/third-party-licenses.txt`: most ask for that.
 */
export function writeThirdPartyLicenses(): void {
  const meta = path.join(project, '.cache', 'meta');
  const inputs = fs
    .readdirSync(meta)
    .flatMap((name) => Object.keys((JSON.parse(fs.readFileSync(path.join(meta, name), 'utf8')) as Metafile).inputs));
  const folders = new Set(
    inputs.map((input) => packageFolder.exec(input)?.[1]).filter((folder) => folder !== undefined),
  );
  const sections = [...folders].map(section).sort();
  fs.writeFileSync(
    path.join(project, 'dist', 'third-party-licenses.txt'),
    `Podfall contains these packages.\n\n${[...new Set(sections)].join('\n')}`,
  );
}

function section(folder: string): string {
  const { name, version, license } = JSON.parse(
    fs.readFileSync(path.join(project, folder, 'package.json'), 'utf8'),
  ) as Record<'name' | 'version' | 'license', string>;
  const file = fs.readdirSync(path.join(project, folder)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n${fs.readFileSync(path.join(project, folder, file), 'utf8').trim()}\n`;
  return `==== ${name} ${version} (${license})\n${text}`;
}
