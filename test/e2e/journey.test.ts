import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { contextMenu, runCommand } from '../vscode-host/workbench.ts';
import { bar, openPodfall, row, selectedLines, timeline, yamlEditor } from './podfall-page.ts';
import { startSession, temporaryFolder, workbenchShown, type Session } from './session.ts';

/** Seconds from creation to readiness, by the node's own logs. */
function trueStartup(pod: string): number {
  const truth = JSON.parse(fs.readFileSync('test/recordings/shop.truth.json', 'utf8')) as Record<
    string,
    { pod: string; instants: Record<string, number> }
  >;
  const instants = Object.values(truth).find((entry) => entry.pod === `shop/${pod}`)!.instants;
  return (instants['podReady']! - instants['created']!) / 1000;
}

const payments = 'payments-7ff88c99f6-htjm7';

describe('a person looks at the demo shop coming up', () => {
  let demo: DemoCluster;
  let session: Session;
  const page = () => session.page;

  beforeAll(async () => {
    const folder = temporaryFolder();
    const kubeconfigOut = path.join(folder, 'kubeconfig');
    session = await startSession(folder, { kubeconfig: kubeconfigOut });
    demo = await startDemoCluster({ recordings: ['test/recordings/shop.ndjson.gz'], once: true, kubeconfigOut });
  });
  afterAll(async () => {
    await session.shot('journey-end');
    await session.stop();
    await demo.stop();
  });

  /** Rows move while pods change state: a person who hit the neighbour closes it and tries again. */
  async function openByMenu(): Promise<void> {
    const tab = page().getByRole('tab', { name: new RegExp(payments) });
    for (let attempt = 0; attempt < 4 && (await tab.count()) === 0; attempt++) {
      await runCommand(page(), 'View: Close All Editors');
      await contextMenu(page(), row(page(), /^payments-/), 'Open Startup Timeline', () => session.shot('tree-menu'));
      await page().locator('.part.editor .tab').first().waitFor();
    }
    await tab.waitFor();
  }

  test('the icon in the activity bar opens the tree: context, workloads, pods', async () => {
    await openPodfall(page());
    await row(page(), /^podfall-demo/).waitFor();
    await row(page(), /^orders-db-0, /).waitFor();
  });

  test('a pod is seen to start', async () => {
    await row(page(), /^payments-\S+, starting, starting \d+ s/).waitFor();
    await session.shot('tree-starting');
  });

  test('right click, Open Startup Timeline: its bars grow while it starts', async () => {
    await openByMenu();
    const running = timeline(page()).locator('g.bar.outcome-running rect.edge').first();
    await running.waitFor();
    const width = async () => Number(await running.getAttribute('width'));
    const before = await width();
    await expect.poll(width, { timeout: 20_000 }).toBeGreaterThan(before);
  });

  test('another pod becomes ready in the tree while one looks', async () => {
    await row(page(), /^recommender-\S+, ready, [\d.]+ s/).waitFor();
  });

  test('the timeline says the total that the node measured', async () => {
    const total = timeline(page())
      .getByText(/^Ready in [\d.]+ s/)
      .first();
    await total.waitFor({ timeout: 90_000 });
    const seconds = Number(/Ready in\s+([\d.]+)\s/.exec(await total.innerText())?.[1]);
    expect(Math.abs(seconds - trueStartup(payments))).toBeLessThan(0.1);
    await session.shot('timeline-ready');
  });

  test('a click on the pull bar opens the YAML with its image line selected', async () => {
    await bar(page(), 'container/payments/pull').locator('rect.hit').click();
    await yamlEditor(page()).waitFor();
    await expect
      .poll(() => selectedLines(page()))
      .toEqual([expect.stringMatching(/^\s+(- )?image: registry\.example\.com\/shop\/payments:1\.8\.1$/)]);
    await session.shot('yaml-beside');
  });

  test('a click on an event marks its bar', async () => {
    await timeline(page())
      .getByRole('row', { name: /Successfully pulled image .*shop\/payments/ })
      .first()
      .click();
    await expect
      .poll(() => bar(page(), 'container/payments/pull').getAttribute('class'))
      .toMatch(/\b(selected|related)\b/);
  });

  test('the menu of a bar copies its duration', async () => {
    await contextMenu(page(), bar(page(), 'container/payments/pull').locator('rect.hit'), 'Copy Duration', () =>
      session.shot('bar-menu'),
    );
    // "in 3.273s", says the event
    await expect.poll(() => page().evaluate(() => navigator.clipboard.readText())).toMatch(/^3\.2\d s/);
  });

  test('the panel is back after the window was reloaded', async () => {
    await page().reload();
    await workbenchShown(page());
    await bar(page(), 'container/payments/pull').waitFor();
    await timeline(page())
      .getByText(/^Ready in [\d.]+ s/)
      .first()
      .waitFor();
  });

  test('no content security policy was violated and nothing was thrown', () => {
    expect(session.complaints).toEqual([]);
  });

  test('nothing was asked of any host but localhost', () => {
    expect([...session.strangers]).toEqual([]);
  });
});
