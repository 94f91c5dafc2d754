import * as fs from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';

/**
 * Called by VS Code inside the extension host. Leaves mocha's report and the number of failures where the caller looks
 * for them.
 */
export async function run(): Promise<void> {
  const results = process.env['E2E_RESULTS'];
  const report = results === undefined ? {} : { reporter: 'json', reporterOptions: { output: `${results}.mocha` } };
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false, ...report });
  for (const file of testFiles(__dirname)) mocha.addFile(file);
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (results !== undefined) fs.writeFileSync(results, JSON.stringify({ failures }));
  if (failures > 0) throw new Error(`${failures} tests failed`);
}

const testFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
