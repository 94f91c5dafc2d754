import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { emptyFolder, project } from './children.ts';

const source = path.join(project, 'test', 'host');
const out = path.join(project, '.cache', 'test-host');

/** What VS Code requires inside the extension host: a module with `run()`. */
export const hostSuiteEntry = path.join(out, 'index');

/** Bundles every test file of test/host (found, not listed) beside the entry, as CommonJS for the extension host. */
export async function buildHostSuite(): Promise<void> {
  const files = fs
    .readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'));
  if (files.length === 0) throw new Error(`There are no test files in ${source}.`);
  await esbuild.build({
    entryPoints: [path.join(source, 'index.ts'), ...files.map((name) => path.join(source, name))],
    outdir: emptyFolder(out),
    outbase: source,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
}
