// npm test: every check, one after the other, each with its time; the last line is the sum. npm test -- unit lint runs
// only these.
import * as path from 'node:path';
import { ensureChromium } from '../test/vscode-host/browser.ts';
import { ensureHost } from '../test/vscode-host/install.ts';
import { emptyFolder, run, runScript } from './children.ts';
import { readCounts, resultsDir, type Counts } from './results.ts';

interface Step {
  readonly name: string;
  /** Steps that must have passed before; without them this one counts as failed. */
  readonly needs?: readonly string[];
  readonly run: () => Promise<Counts>;
}

const steps: readonly Step[] = [
  { name: 'build', run: () => check(run(process.execPath, ['esbuild.mjs'], { shell: false })) },
  { name: 'types', run: () => check(run('tsc', ['-b'])) },
  { name: 'lint', run: () => check(run('eslint', ['.', '--max-warnings', '0'])) },
  { name: 'format', run: () => check(run('prettier', ['--check', '**/*.{ts,mts,mjs}'])) },
  { name: 'knip', run: () => check(run('knip', [])) },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'golden', run: () => vitest('golden') },
  { name: 'cluster', needs: ['build'], run: () => vitest('cluster') },
  { name: 'vsix', needs: ['build'], run: () => check(runScript('package.ts')) },
  { name: 'package', needs: ['vsix'], run: () => vitest('package') },
  { name: 'set-up', run: () => Promise.resolve(setUp()) },
  { name: 'host', needs: ['build', 'set-up'], run: () => host() },
  { name: 'e2e', needs: ['vsix', 'set-up'], run: () => vitest('e2e') },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(' ')}`);
  process.exit(2);
}
emptyFolder(resultsDir);
const failedSteps = new Set<string>();
const lines: string[] = [];
const sum = { passed: 0, failed: 0 };
for (const step of steps) {
  if (wanted.length === 0 || wanted.includes(step.name)) await perform(step);
}
console.log(`\n${lines.join('\n')}\n`);
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;

async function perform(step: Step): Promise<void> {
  console.log(`\n== ${step.name}`);
  const began = performance.now();
  const missing = (step.needs ?? []).filter((name) => failedSteps.has(name));
  const counts = missing.length > 0 ? notRun(missing) : await guarded(step);
  if (counts.failed > 0) failedSteps.add(step.name);
  sum.passed += counts.passed;
  sum.failed += counts.failed;
  const line = `${step.name.padEnd(8)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(3)} failed ${((performance.now() - began) / 1000).toFixed(1).padStart(7)} s`;
  lines.push(line);
  console.log(`== ${line}`);
}

function notRun(missing: readonly string[]): Counts {
  console.log(`not run: ${missing.join(', ')} failed`);
  return { passed: 0, failed: 1 };
}

async function guarded(step: Step): Promise<Counts> {
  try {
    return await step.run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

/** A program that says yes or no with its exit code counts as one. */
async function check(code: Promise<number>): Promise<Counts> {
  return (await code) === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(projectName: string): Promise<Counts> {
  const file = path.join(resultsDir, `${projectName}.json`);
  const code = await run('vitest', [
    'run',
    '--project',
    projectName,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return atLeastOne(readCounts(projectName), code);
}

function setUp(): Counts {
  ensureHost();
  console.log(`Chromium: ${ensureChromium()}`);
  return { passed: 1, failed: 0 };
}

async function host(): Promise<Counts> {
  const code = await runScript('test-host.ts');
  return atLeastOne(readCounts('host'), code);
}

/** A run that ended badly has failed, whatever it counted. */
function atLeastOne(counts: Counts, code: number): Counts {
  return code === 0 ? counts : { passed: counts.passed, failed: Math.max(1, counts.failed) };
}
