import * as fs from 'node:fs';
import * as path from 'node:path';
import { project } from './children.ts';

/** Results of the steps of `npm test`, one file each. */
export const resultsDir = path.join(project, '.cache', 'results');

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

interface MochaTest {
  readonly fullTitle: string;
  readonly duration?: number;
  readonly err?: { readonly stack?: string; readonly message?: string };
}

interface MochaReport {
  readonly passes: readonly MochaTest[];
  readonly failures: readonly MochaTest[];
}

const fileOf = (name: string) => path.join(resultsDir, `${name}.json`);

export function saveCounts(name: string, counts: Counts): void {
  fs.mkdirSync(resultsDir, { recursive: true });
  fs.writeFileSync(fileOf(name), JSON.stringify(counts));
}

/** The counts a step left. A step that left none has failed once. */
export function readCounts(name: string): Counts {
  if (!fs.existsSync(fileOf(name))) return { passed: 0, failed: 1 };
  const saved = JSON.parse(fs.readFileSync(fileOf(name), 'utf8')) as Partial<
    Counts & { numPassedTests: number; numFailedTests: number }
  >;
  return { passed: saved.passed ?? saved.numPassedTests ?? 0, failed: saved.failed ?? saved.numFailedTests ?? 0 };
}

/**
 * Reads and prints what the suite inside the extension host left: `{failures}` in the file, mocha's report beside it.
 */
export function readHostResults(file: string): Counts & { readonly ended: boolean } {
  const mochaFile = `${file}.mocha`;
  if (!fs.existsSync(mochaFile)) return { passed: 0, failed: 1, ended: false };
  const report = JSON.parse(fs.readFileSync(mochaFile, 'utf8')) as MochaReport;
  for (const test of report.passes) console.log(`  ok    ${test.fullTitle} (${test.duration ?? 0} ms)`);
  for (const test of report.failures) {
    console.log(`  FAIL  ${test.fullTitle}\n${test.err?.stack ?? test.err?.message ?? ''}`);
  }
  return { passed: report.passes.length, failed: report.failures.length, ended: fs.existsSync(file) };
}
