import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { contextMenu, runCommand } from '../vscode-host/workbench.ts';
import { bar, drawn, mouseAway, openPodfall, row, selectedLines, timeline } from './podfall-page.ts';
import { shots, startSession, temporaryFolder, type Session } from './session.ts';

/*
 * What people see of Podfall, each a picture. UPDATE_SCREENSHOTS=1 renews those in docs/screenshots: look at every one
 * of them.
 */

const size = { width: 1400, height: 900 };
const payments = 'container/payments/pull';
/* Of one rollout: the first pulls the image, the last finds it on the node. */
const [slowCatalog, fastCatalog] = [/^catalog-\S+-p7ss5, ready/, /^catalog-\S+-t9r8z, ready/];

let demo: DemoCluster;
let session: Session;
const page = () => session.page;

async function start(startedAgoMs: number, locale?: string): Promise<void> {
  const folder = temporaryFolder();
  demo = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    once: true,
    startedAgoMs,
    kubeconfigOut: path.join(folder, 'kubeconfig'),
  });
  session = await startSession(folder, { kubeconfig: demo.kubeconfigPath, ...(locale !== undefined && { locale }) });
  await openPodfall(page());
}

async function stop(): Promise<void> {
  await session.stop();
  await demo.stop();
}

/** Keeps what is on the screen; that it shows something is all that a test can say of a picture. */
async function picture(name: string, pointed?: () => Promise<void>): Promise<void> {
  await mouseAway(page());
  await page().waitForTimeout(700); // what glides has arrived then
  await pointed?.();
  await session.shot(name);
  const file = path.join(shots, `${name}.png`);
  if (process.env['UPDATE_SCREENSHOTS'] !== undefined) {
    fs.copyFileSync(file, path.join('docs', 'screenshots', `${name}.png`));
  }
  expect(fs.statSync(file).size).toBeGreaterThan(10_000);
}

async function openPayments(): Promise<void> {
  await runCommand(page(), 'View: Close All Editors');
  await row(page(), /^payments-\S+, ready/).click();
  await bar(page(), payments).waitFor();
}

/** How wide the page of the panel is laid out. */
const layoutWidth = () =>
  timeline(page())
    .locator('body')
    .evaluate((body) => body.clientWidth);

describe('while the shop comes up', () => {
  beforeAll(() => start(14_000));
  afterAll(stop);

  /** Rows still change places: the mouse may come to rest on another one. */
  async function tooltipShown(): Promise<boolean> {
    await page().mouse.move(2, 2);
    await row(page(), /^payments-\S+, /).hover({ timeout: 3000 });
    return page()
      .locator('.monaco-hover')
      .getByText(/^payments-/)
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      );
  }

  test('the tree with pods that start and pods that are stuck', async () => {
    await row(page(), /^fraud-model-\S+, stuck/).waitFor();
    await row(page(), /^payments-\S+, starting/).waitFor();
    await picture('tree-starting', () => expect.poll(tooltipShown).toBe(true));
  });
});

describe('when it is up', () => {
  beforeAll(() => start(100_000));
  afterAll(stop);
  afterEach(async () => {
    await page().setViewportSize(size);
  });

  test('the YAML beside, with the line of the pull and what it cost', async () => {
    await openPayments();
    await bar(page(), payments).locator('rect.hit').click();
    await expect.poll(() => selectedLines(page())).toHaveLength(1);
    await page().waitForTimeout(1000); // the remarks come a moment later, as decorations without a text of their own
    await picture('yaml-beside');
  });

  test('the log of the application on the chart', async () => {
    await openPayments();
    await timeline(page()).locator('.menu-logs summary').click();
    await timeline(page()).locator('.menu-logs button', { hasText: 'payments' }).first().click();
    await timeline(page()).locator('.log-table tr').first().waitFor();
    await picture('logs-on-chart');
  });

  test('a rollout', async () => {
    await runCommand(page(), 'View: Close All Editors');
    await contextMenu(page(), row(page(), /^catalog, /), 'Open Rollout');
    await timeline(page()).locator('.list-row').first().waitFor();
    await picture('rollout');
  });

  test('two starts compared', async () => {
    await runCommand(page(), 'View: Close All Editors');
    await row(page(), fastCatalog).click();
    await drawn(page(), /^catalog-/);
    await row(page(), slowCatalog).click({ modifiers: ['ControlOrMeta'] });
    await contextMenu(page(), row(page(), slowCatalog), 'Compare Startups');
    await drawn(page(), /^catalog-\S+, catalog-/);
    await timeline(page()).locator('.list-row').first().waitFor();
    await picture('compare');
  });

  test('a panel that is 300 pixels wide', async () => {
    await openPayments();
    await runCommand(page(), 'View: Toggle Primary Side Bar Visibility');
    await page().setViewportSize({ width: 300 + 400 - (await widthBesidePanel()), height: size.height });
    await expect.poll(layoutWidth).toBeLessThanOrEqual(420);
    await picture('narrow');
    await page().setViewportSize(size);
    await runCommand(page(), 'View: Toggle Primary Side Bar Visibility');
  });

  test('at 200 %', async () => {
    await openPayments();
    // what is left of the window then, in the page's own pixels
    await page().setViewportSize({ width: size.width / 2, height: size.height / 2 });
    await runCommand(page(), 'View: Toggle Primary Side Bar Visibility');
    await expect.poll(layoutWidth).toBeLessThan(size.width / 2);
    await picture('zoomed');
    await page().setViewportSize(size);
    await runCommand(page(), 'View: Toggle Primary Side Bar Visibility');
  });

  async function widthBesidePanel(): Promise<number> {
    await page().setViewportSize({ width: 400, height: size.height });
    return layoutWidth();
  }
});

describe('in Chinese', () => {
  beforeAll(() => start(100_000, 'zh-cn'));
  afterAll(stop);

  test('the timeline', async () => {
    await page()
      .locator('.part.sidebar')
      .getByRole('treeitem', { name: /^payments-\S+-/ })
      .first()
      .click();
    await bar(page(), payments).waitFor();
    await picture('timeline-zh-cn');
    expect(await timeline(page()).locator('body').innerText()).toMatch(/\p{Script=Han}/u);
  });
});
