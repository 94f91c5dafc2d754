import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { runCommand } from '../vscode-host/workbench.ts';
import { bar, mouseAway, openPodfall, row, timeline } from './podfall-page.ts';
import { shots, startSession, temporaryFolder, type Session } from './session.ts';

let demo: DemoCluster;
let session: Session;

beforeAll(async () => {
  const folder = temporaryFolder();
  demo = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    once: true,
    startedAgoMs: 14_000,
    kubeconfigOut: path.join(folder, 'kubeconfig'),
  });
  session = await startSession(folder, { kubeconfig: demo.kubeconfigPath });
  await openPodfall(session.page);
  await row(session.page, /^payments-\S+, ready/).click({ timeout: 90_000 });
  await bar(session.page, 'container/payments/pull').waitFor();
});
afterAll(async () => {
  await session.stop();
  await demo.stop();
});

async function chooseTheme(name: string): Promise<void> {
  await runCommand(session.page, 'Preferences: Color Theme');
  await session.page.locator('.quick-input-widget input').fill(name);
  const entry = session.page.locator('.quick-input-list .monaco-list-row').first();
  await entry.getByText(name, { exact: true }).waitFor();
  await entry.click();
}

test.each([
  ['dark', 'Dark Modern', 'vscode-dark'],
  ['light', 'Light Modern', 'vscode-light'],
  ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
  ['high-contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
])('the timeline in %s', async (name, theme, bodyClass) => {
  await chooseTheme(theme);
  const body = timeline(session.page).locator('body');
  await expect.poll(() => body.getAttribute('class')).toContain(bodyClass);
  await mouseAway(session.page);
  await session.shot(`timeline-${name}`);
  const picture = path.join(shots, `timeline-${name}.png`);
  if (process.env['UPDATE_SCREENSHOTS'] !== undefined) {
    fs.copyFileSync(picture, path.join('docs', 'screenshots', path.basename(picture)));
  }
  expect(fs.statSync(picture).size).toBeGreaterThan(20_000);
});
