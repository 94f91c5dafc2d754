import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startDemoCluster } from '../../../../src/demo-server/demo-cluster.ts';
import { english, formatText, openCluster } from '../../../../src/engine/engine.ts';

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, '../../../..');
const agent = path.join(import.meta.dirname, 'agent.ts');

/** What an agent outside of this project has: Node's own types and the engine's door, and no editor. */
async function compile(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-agent-'));
  const config = path.join(folder, 'tsconfig.json');
  const compilerOptions = { noEmit: true, composite: false, typeRoots: [path.join(root, 'node_modules/@types')] };
  fs.writeFileSync(
    config,
    JSON.stringify({
      extends: path.join(root, 'tsconfig.base.json'),
      compilerOptions: { ...compilerOptions, emitDeclarationOnly: false, types: ['node'] },
      files: [agent],
    }),
  );
  try {
    await run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', config]);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

test('twenty lines through the door alone are an agent: each pod is told once it is settled', async () => {
  const code = fs.readFileSync(agent, 'utf8');
  expect(code.trim().split('\n').length).toBeLessThanOrEqual(20);
  expect([...code.matchAll(/from '(.*)'/g)].map(([, from]) => path.basename(from ?? ''))).toEqual(['engine.ts']);
  await compile();
  const recordings = [path.join(root, 'test/recordings/shop.ndjson.gz')];
  const demo = await startDemoCluster({ recordings, once: true, startedAgoMs: 600_000 });
  try {
    const expected = await rowsOf(demo.kubeconfigPath);
    const args = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', agent, demo.kubeconfigPath, `${expected.length}`];
    const { stdout, stderr } = await run(process.execPath, args, { timeout: 60_000 });
    const rows = stdout.trim().split('\n').toSorted();
    expect(rows.map((row) => row.split('\t').length)).toEqual(Array.from({ length: 16 }, () => 3));
    expect([rows, stderr]).toEqual([expected, '']);
  } finally {
    await demo.stop();
  }
}, 180_000);

/** What is to be printed of the cluster's pods, in order. */
async function rowsOf(kubeconfig: string): Promise<readonly string[]> {
  const cluster = await openCluster({ kubeconfig: { kind: 'files', paths: [kubeconfig] }, scope: { kind: 'all' } });
  await cluster.readOnce();
  return [...cluster.store.pods()]
    .flatMap(({ pod }) => cluster.store.timeline(pod.uid) ?? [])
    .map(({ pod, totals, outcome, findings: [finding] }) => {
      const total = totals.ready ? english.duration(totals.ready.ms) : outcome.state;
      return `${pod.namespace}/${pod.name}\t${total}\t${finding ? formatText(finding.title, english) : '-'}`;
    })
    .toSorted();
}
