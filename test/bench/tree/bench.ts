// npm run bench:tree [-- --json] [--pods N]: what a tree full of pending pods costs VS Code's extension host.
import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { project } from '../../../scripts/children.ts';
import { startDemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import { launchChromium } from '../../vscode-host/browser.ts';
import { startHost, type Host } from '../../vscode-host/host.ts';
import type { TreeFigures } from './in-host.ts';
import { pendingRecording } from './pending.ts';

const LIMIT_MS = 300_000;
const at = process.argv.indexOf('--pods');
const pods = at < 0 ? 10_000 : Number(process.argv[at + 1]);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-bench-tree-'));
const results = path.join(folder, 'results.json');
const inHost = path.join(project, '.cache', 'bench-tree', 'in-host');
await esbuild.build({
  entryPoints: [path.join(import.meta.dirname, 'in-host.ts')],
  outfile: `${inHost}.js`,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['vscode'],
  logLevel: 'warning',
});
const kubeconfigOut = path.join(folder, 'kubeconfig');
const demo = await startDemoCluster({ recordings: [pendingRecording(pods)], once: true, kubeconfigOut });
try {
  const figures = await measured();
  if (process.argv.includes('--json')) console.log(JSON.stringify({ ...figures, load: os.loadavg()[0] }));
  else console.table({ tree: figures });
} finally {
  await demo.stop();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

async function measured(): Promise<TreeFigures> {
  const workspace = path.join(folder, 'workspace');
  fs.mkdirSync(workspace);
  const env = { KUBECONFIG: demo.kubeconfigPath, BENCH_RESULTS: results, BENCH_PODS: String(pods) };
  const host = await startHost({ folder: workspace, automation: true, env });
  try {
    await inBrowser(host);
  } finally {
    await host.stop();
  }
  return JSON.parse(fs.readFileSync(results, 'utf8')) as TreeFigures;
}

/** Until VS Code says that what runs inside it has ended. */
async function inBrowser(host: Host): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', () => resolve(undefined));
    const tooLong = (): Error =>
      new Error(`The bench took more than ${LIMIT_MS / 1000} s.\n${host.log().slice(-2000)}`);
    setTimeout(() => reject(tooLong()), LIMIT_MS).unref();
    await page.goto(host.url({ developmentPath: project, testsPath: inHost }));
    await promise;
  } finally {
    await browser.close();
  }
}
