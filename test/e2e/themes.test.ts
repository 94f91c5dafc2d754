import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/replay/demo-cluster.ts';
import { bar, openPodfall, row } from './podfall-page.ts';
import { shots, startSession, temporaryFolder, type Session } from './session.ts';

let demo: DemoCluster;
let session: Session;

beforeAll(async () => {
  const folder = temporaryFolder();
  demo = await startDemoCluster({ recordings: ['test/recordings/shop.ndjson.gz'], once: true, startedAgoMs: 14_000, kubeconfigOut: path.join(folder, 'kubeconfig') });
  session = await startSession(folder, { kubeconfig: demo.kubeconfigPath });
  await openPodfall(session.page);
  await row(session.page, /^payments-\S+, ready/).click({ timeout: 90_000 });
  await bar(session.page, 'container/payments/pull').waitFor();
});
afterAll(async () => {
  await session.stop();
  await demo.stop();
});

test.each([
  ['dark', 'Dark Modern', 'vscode-dark'],
  ['light', 'Light Modern', 'vscode-light'],
  ['high-contrast', 'Dark High Contrast', 'vscode-high-contrast'],
  ['high-contrast-light', 'Light High Contrast', 'vscode-high-contrast-light'],
])('the timeline in %s', async (name, theme, bodyClass) => {
  const settings = JSON.parse(fs.readFileSync(session.host.settingsFile, 'utf8')) as Record<string, unknown>;
  fs.writeFileSync(session.host.settingsFile, JSON.stringify({ ...settings, 'workbench.colorTheme': theme, 'window.autoDetectColorScheme': false }));
  const body = bar(session.page, 'container/payments/pull').page().frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame').locator('body');
  await expect.poll(() => body.getAttribute('class')).toContain(bodyClass);
  await session.shot(`timeline-${name}`);
  expect(fs.statSync(path.join(shots, `timeline-${name}.png`)).size).toBeGreaterThan(20_000);
});
