import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { denying } from '../cluster/faults.ts';
import { runCommand } from '../vscode-host/workbench.ts';
import { openPodfall, row, timeline } from './podfall-page.ts';
import { startSession, temporaryFolder, type Session } from './session.ts';

/* An account that may read nothing, then pods only, then a namespace in which there is nothing. */

interface Kubeconfig {
  readonly contexts: readonly { readonly context: { namespace?: string } }[];
}

let demo: DemoCluster;
let session: Session;
const page = () => session.page;
const rows = (): Promise<string[]> =>
  page()
    .locator('.part.sidebar .monaco-list-row')
    .evaluateAll((lines) => lines.map((line) => line.getAttribute('aria-label') ?? ''));

beforeAll(async () => {
  const folder = temporaryFolder();
  const kubeconfigOut = path.join(folder, 'kubeconfig');
  const recordings = ['test/recordings/shop.ndjson.gz'];
  demo = await startDemoCluster({ recordings, once: true, startedAgoMs: 100_000, kubeconfigOut });
  demo.server.before = denying(() => true);
  session = await startSession(folder, { kubeconfig: demo.kubeconfigPath });
});
afterAll(async () => {
  await session.shot('denied-end');
  await session.stop();
  await demo.stop();
});

test('where nothing may be read, the context and what to do are all that is shown', async () => {
  await openPodfall(page());
  await row(page(), /^Not allowed, /).waitFor();
  const wanted = [/^podfall-demo, shop$/, /^Not allowed, /, /^Ask for a Role /];
  await expect.poll(rows).toEqual(wanted.map((words) => expect.stringMatching(words) as unknown));
  await session.shot('denied-all');
});

test('where pods may be read only, one row says what is missing', async () => {
  demo.server.before = denying(({ target }) => target?.resource !== 'pods');
  await runCommand(page(), 'Podfall: Refresh');
  await row(page(), /^payments-\S+, ready/).waitFor();
  const seven = 'events, deployments, replicasets, statefulsets, daemonsets, jobs, cronjobs';
  const refusals = async (): Promise<string[]> => (await rows()).filter((label) => label.startsWith('Not allowed'));
  await expect.poll(refusals).toEqual([expect.stringContaining(`This account may not read ${seven}.`)]);
  await session.shot('denied-all-but-pods');
});

test('and one badge of the page', async () => {
  await row(page(), /^payments-\S+, ready/).click();
  const badges = timeline(page()).locator('.badge', { hasText: 'incomplete' });
  await badges.first().waitFor();
  expect(await badges.count()).toBe(1);
});

test('a namespace without pods offers all of them', async () => {
  demo.server.before = () => undefined;
  const config = parse(fs.readFileSync(demo.kubeconfigPath, 'utf8')) as Kubeconfig;
  for (const { context } of config.contexts) delete context.namespace;
  fs.writeFileSync(demo.kubeconfigPath, stringify(config));
  await row(page(), /^Watch all namespaces/).click();
  await row(page(), /^payments-\S+, ready/).waitFor();
  await session.shot('all-namespaces');
});
