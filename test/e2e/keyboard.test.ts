import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { row, selectedLines, timeline, yamlEditor } from './podfall-page.ts';
import { startSession, temporaryFolder, type Session } from './session.ts';

/* The main job without a mouse: every step is keys that are really pressed, none a click or a focus() of the test. */

let demo: DemoCluster;
let session: Session;
const page = () => session.page;

beforeAll(async () => {
  const folder = temporaryFolder();
  demo = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    once: true,
    startedAgoMs: 100_000,
    kubeconfigOut: path.join(folder, 'kubeconfig'),
  });
  session = await startSession(folder, { kubeconfig: demo.kubeconfigPath });
  page().setDefaultTimeout(15_000);
});
afterAll(async () => {
  await session.shot('keyboard-end');
  await session.stop();
  await demo.stop();
});

const press = (key: string) => page().keyboard.press(key);
const focusedRow = () =>
  page().evaluate(
    () => document.querySelector('.part.sidebar .monaco-list-row.focused')?.getAttribute('aria-label') ?? '',
  );
const focusedBar = () =>
  timeline(page())
    .locator('body')
    .evaluate(() => document.activeElement?.getAttribute('data-phase') ?? '');

/** Presses the key until what it leads to is there. */
async function walk(key: string, there: () => Promise<boolean>, most = 50): Promise<void> {
  for (let presses = 0; presses < most && !(await there()); presses += 1) {
    await press(key);
    await page().waitForTimeout(80);
  }
  expect(await there()).toBe(true);
}

async function run(command: string): Promise<void> {
  const input = page().locator('.quick-input-widget input');
  await walk(
    'F1',
    () =>
      input.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      ),
    5,
  ); // VS Code may not listen yet
  await page().keyboard.type(command);
  await page().locator('.quick-input-list .monaco-list-row', { hasText: command }).first().waitFor();
  await press('Enter');
}

test('a command opens the tree and leads into it, arrow keys to the pod', async () => {
  await run('Focus on Pods View');
  await row(page(), /^payments-\S+, ready/).waitFor();
  await run('Focus on Pods View'); // the first one came before there was anything to focus
  await walk('ArrowDown', async () => /^payments-\S+, ready/.test(await focusedRow()));
});

test('Enter opens its timeline, where arrow keys walk the bars to the pull', async () => {
  await press('Enter');
  await timeline(page()).locator('g.bar').first().waitFor();
  await walk('ArrowDown', async () => (await focusedBar()).startsWith('container/payments/'));
  await walk('ArrowRight', async () => (await focusedBar()) === 'container/payments/pull', 8);
  await session.shot('keyboard-bar');
  expect(await focusedBar()).toBe('container/payments/pull');
});

test('Enter opens the YAML at the image line', async () => {
  await press('Enter');
  await yamlEditor(page()).waitFor();
  await expect
    .poll(() => selectedLines(page()))
    .toEqual([expect.stringMatching(/image: .*registry\.example\.com\/shop\/payments:1\.8\.1$/)]);
  await session.shot('keyboard-yaml');
});

test('Escape leads back to the bar', async () => {
  await expect.poll(() => page().evaluate(() => document.activeElement?.closest('.monaco-editor') !== null)).toBe(true);
  await press('Escape');
  await expect
    .poll(() => page().evaluate(() => document.activeElement?.classList.contains('webview') ?? false))
    .toBe(true);
  await expect.poll(focusedBar).toBe('container/payments/pull');
});

test('and the arrow keys go on from there', async () => {
  await press('ArrowRight');
  await expect.poll(focusedBar).not.toBe('container/payments/pull');
});

test('Tab reaches the events, and Enter opens one', async () => {
  await walk(
    'Tab',
    () =>
      timeline(page())
        .locator('tr.event button:focus')
        .count()
        .then((count) => count === 1),
    60,
  );
  await press('Enter');
  await page().locator('.monaco-editor[data-uri*="event%3D"], .monaco-editor[data-uri*="event="]').first().waitFor();
});

test('nothing was thrown', () => expect(session.complaints).toEqual([]));
