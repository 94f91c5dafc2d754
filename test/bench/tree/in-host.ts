import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { ExtensionApi } from '../../../src/extension/extension-api.ts';

/* What runs inside the extension host: it looks at the tree, looks away again, and measures what the host works. */

export interface TreeFigures {
  readonly pods: number;
  /**
   * What the extension host uses of one core, in percent: before Podfall is looked at, while its tree is, and hidden.
   */
  readonly idlePercent: number;
  readonly visiblePercent: number;
  readonly hiddenPercent: number;
  /** How many rows were drawn anew in a second while the tree was visible: without any it would measure nothing. */
  readonly rowsPerSecond: number;
  readonly rssMb: number;
}

const MEASURE_MS = Number(process.env['BENCH_SECONDS'] ?? 20) * 1000;
/** After something has changed, until all that it set off is over. */
const SETTLE_MS = 8000;

/** Called by VS Code. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<ExtensionApi>('podfall.podfall');
  const file = process.env['BENCH_RESULTS'];
  if (!extension || file === undefined) throw new Error('started by test/bench/tree/bench.ts');
  await sleep(2 * SETTLE_MS);
  const idlePercent = await work();
  const { session, tree } = await extension.activate();
  await vscode.commands.executeCommand('podfall.pods.focus');
  const wanted = Number(process.env['BENCH_PODS']);
  while (count(session.cluster?.store.pods()) < wanted) await sleep(200);
  await sleep(SETTLE_MS);
  let rows = 0;
  const counting = tree.onDidChangeTreeData((ids) => void (rows += ids?.length ?? 0));
  const visiblePercent = await work();
  counting.dispose();
  const rowsPerSecond = Math.round(rows / (MEASURE_MS / 1000));
  const rssMb = Math.round(process.memoryUsage().rss / 1e6);
  await vscode.commands.executeCommand('workbench.view.explorer');
  await sleep(SETTLE_MS);
  const hiddenPercent = await work();
  const figures: TreeFigures = { pods: wanted, idlePercent, visiblePercent, hiddenPercent, rowsPerSecond, rssMb };
  fs.writeFileSync(file, JSON.stringify(figures));
}

const count = (items: Iterable<unknown> | undefined): number => [...(items ?? [])].length;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** How much of a core this process uses, in percent. */
async function work(): Promise<number> {
  const began = performance.now();
  const used = process.cpuUsage();
  await sleep(MEASURE_MS);
  const { user, system } = process.cpuUsage(used);
  return Math.round(((user + system) / 10 / (performance.now() - began)) * 100) / 100;
}
