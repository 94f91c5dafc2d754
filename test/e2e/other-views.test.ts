import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { contextMenu, runCommand } from '../vscode-host/workbench.ts';
import { timeline } from './podfall-page.ts';
import { startSession, temporaryFolder, type Session } from './session.ts';

let demo: DemoCluster;
let session: Session;
const page = () => session.page;
/**
 * Until the page is drawn: once it is loaded it takes the focus, as a panel that was just opened should, and a menu
 * that is open closes.
 */
async function opened(name: RegExp): Promise<void> {
  await page().locator('.part.editor').getByRole('tab', { name }).waitFor();
  await timeline(page()).locator('g.bar, .list-row').first().waitFor();
}

beforeAll(async () => {
  const folder = temporaryFolder();
  demo = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    once: true,
    startedAgoMs: 40_000,
    kubeconfigOut: path.join(folder, 'kubeconfig'),
  });
  session = await startSession(folder, {
    kubeconfig: demo.kubeconfigPath,
    unpacked: [path.join('test', 'e2e', 'kubernetes-tools')],
  });
  const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, 'workspace', name), text);
  write(
    'catalog.yaml',
    'apiVersion: v1\nkind: Service\nmetadata:\n  name: catalog\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: catalog\n  namespace: shop\n',
  );
  write('notes.yaml', 'milk: 1\nbread: 2\n');
});
afterAll(async () => {
  await session.shot('other-views-end');
  await session.stop();
  await demo.stop();
});

const show = (view: string) =>
  page()
    .locator('.part.activitybar')
    .getByRole('tab', { name: new RegExp(`^${view}`) })
    .click();
const item = (name: string, nth = 0) =>
  page().locator('.part.sidebar').getByRole('treeitem', { name, exact: true }).nth(nth);

test('a pod of the Kubernetes extension opens its timeline, before Podfall was ever looked at', async () => {
  await show('Kubernetes');
  await contextMenu(page(), item('orders-db-0'), 'Open Startup Timeline', () => session.shot('kubernetes-tree-menu'));
  await opened(/^orders-db-0/);
});

test('its Deployment opens the rollout', async () => {
  await contextMenu(page(), item('catalog'), 'Open Rollout');
  await opened(/^Deployment\/catalog/);
});

test('its Service has no such entry', async () => {
  await item('catalog', 1).click({ button: 'right' });
  await page().waitForTimeout(1000);
  expect(
    await page()
      .getByRole('menuitem', { name: /Startup Timeline|Rollout/ })
      .count(),
  ).toBe(0);
  await page().keyboard.press('Escape');
});

test('a manifest in the explorer opens the newest pod of its workload', async () => {
  await runCommand(page(), 'View: Close All Editors');
  await show('Explorer');
  await contextMenu(page(), item('catalog.yaml'), 'Open Startup Timeline', () => session.shot('manifest-menu'));
  await opened(/^catalog-/);
});

test('a file without a manifest is told so, in words', async () => {
  await contextMenu(page(), item('notes.yaml'), 'Open Startup Timeline');
  await page()
    .getByText(/notes\.yaml has no manifest of a pod/)
    .first()
    .waitFor();
  await session.shot('manifest-wrong');
});
