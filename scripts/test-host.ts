// Runs the mocha suite of test/host INSIDE VS Code's extension host, in the VS Code from npm. Exit code 0 or 1.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { launchChromium } from '../test/vscode-host/browser.ts';
import { startHost, type Host } from '../test/vscode-host/host.ts';
import type { Page } from 'playwright-core';
import { project } from './children.ts';
import { startDemoCluster } from './demo-cluster.ts';
import { buildHostSuite, hostSuiteEntry } from './host-suite.ts';
import { readHostResults, saveCounts } from './results.ts';

const limit = Number(process.env['HOST_TEST_TIMEOUT_MS'] ?? 300_000);
const verbose = process.env['VERBOSE'] !== undefined;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-host-test-'));
const workspace = path.join(folder, 'workspace');
const results = path.join(folder, 'results.json');
fs.mkdirSync(workspace);
let code = 1;
try {
  await buildHostSuite();
  code = await suite();
} finally {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
process.exit(code);

async function suite(): Promise<number> {
  const demo = await startDemoCluster(folder);
  try {
    const host = await startHost({
      folder: workspace,
      automation: true,
      env: { E2E_RESULTS: results, KUBECONFIG: demo.kubeconfig },
    });
    try {
      return await inBrowser(host);
    } finally {
      await host.stop();
    }
  } finally {
    await demo.stop();
  }
}

async function inBrowser(host: Host): Promise<number> {
  const browser = await launchChromium();
  try {
    const page = await (
      await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US' })
    ).newPage();
    const ended = testRunEnd(page, host);
    await page.goto(host.url({ developmentPath: project, testsPath: hostSuiteEntry }));
    return report(await ended, host);
  } finally {
    await browser.close();
  }
}

/**
 * VS Code's own hooks for automation: console output of the extension host (of which measured figures are always told),
 * and the end of the test run.
 */
async function testRunEnd(page: Page, host: Host): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    if (verbose || args.some((arg) => String(arg).includes('figure: '))) {
      console.log(`[extension host ${type}]`, ...args);
    }
  });
  await page.exposeFunction('codeAutomationExit', (exit: number) => resolve(`exit code ${exit}`));
  page.on('crash', () => resolve('the page crashed'));
  host.child.once('exit', () => resolve('the VS Code server ended'));
  setTimeout(() => resolve(`no result in ${limit} ms`), limit).unref();
  return promise;
}

/** Green only when both say so, the exit hook and mocha's results, and at least one test passed. */
function report(end: string, host: Host): number {
  const { passed, failed, ended } = readHostResults(results);
  const green = end === 'exit code 0' && ended && failed === 0 && passed > 0;
  saveCounts('host', { passed, failed: green ? 0 : Math.max(1, failed) });
  if (!green) console.log(`extension host test run: ${end}\n${host.log().slice(-3000)}`);
  return green ? 0 : 1;
}
