import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { StatusError } from '../../src/demo-server/status.ts';
import { loadRecording, type Recording } from '../../src/engine/engine.ts';
import { refuse } from '../cluster/faults.ts';
import { contextMenu, runCommand } from '../vscode-host/workbench.ts';
import { openPodfall, row } from './podfall-page.ts';
import { startSession, temporaryFolder, type Session } from './session.ts';

/*
 * VS Code runs `[label](command:id)` in the text of a notification at one click. Whoever writes a manifest, a file's
 * name or a server's answer tries it here, in a workspace that is not trusted.
 */

const link = '[Sign in](command:workbench.action.files.newUntitledFile)';
const context = 'demo $(trash)';
const image = '[Sign_in](command:workbench.action.files.newUntitledFile)<img/src=x>$(trash)https://evil.example/shop:1';

/** The demo's shop, in which one image has another name. */
async function hostileShop(): Promise<Recording> {
  const recording = await loadRecording('test/recordings/shop.ndjson.gz');
  const usual = 'registry.example.com/shop/search:4.1.0-rc';
  return JSON.parse(JSON.stringify(recording).replaceAll(usual, () => image)) as Recording;
}

describe('what others have written stays text', () => {
  const folder = temporaryFolder();
  let demo: DemoCluster;
  let session: Session;
  let refusing = false;
  const page = () => session.page;

  beforeAll(async () => {
    const refusal = refuse(new StatusError(403, 'Forbidden', `version is forbidden: ${link} and try again`));
    demo = await startDemoCluster({
      recordings: [await hostileShop()],
      once: true,
      startedAgoMs: 100_000,
      kubeconfigOut: path.join(folder, 'demo'),
      before: (request) => (refusing && request.path === '/version' ? refusal : undefined),
    });
    const kubeconfig = path.join(folder, 'kubeconfig');
    const usual = fs.readFileSync(demo.kubeconfigPath, 'utf8');
    fs.writeFileSync(kubeconfig, usual.replaceAll(JSON.stringify(demo.context), JSON.stringify(context)));
    session = await startSession(folder, { kubeconfig, workspaceTrust: true });
    const write = (name: string, text: string) => fs.writeFileSync(path.join(folder, 'workspace', name), text);
    write('pod.yaml', `apiVersion: v1\nkind: Pod\nmetadata:\n  name: "${link}"\n`);
    write(`${link}.yaml`, 'milk: 1\n');
  });
  afterAll(async () => {
    await session.stop();
    await demo.stop();
  });

  const file = (name: string) => page().locator('.part.sidebar').getByRole('treeitem', { name, exact: true });

  /** The notification reads as it was written, holds no link, and a click on each of its words opens nothing. */
  async function staysText(words: string): Promise<void> {
    const toasts = page().locator('.notifications-toasts .notification-list-item-message');
    const message = toasts.filter({ hasText: 'Sign in' }).first();
    await message.waitFor();
    await session.shot(`notification-${words.split(' ')[0]!.replace(/\W/g, '')}`);
    expect((await message.innerText()).replaceAll('\u200b', '')).toContain(words);
    expect(await message.locator('a').count()).toBe(0);
    await clickWord(message, 'Sign in');
    await clickWord(message, 'command:');
    await runCommand(page(), 'Notifications: Clear All Notifications');
    await message.waitFor({ state: 'detached' });
    expect(
      await page()
        .locator('.part.editor')
        .getByRole('tab', { name: /Untitled/ })
        .count(),
    ).toBe(0);
  }

  async function clickWord(message: Locator, word: string): Promise<void> {
    const { x, y } = await message.evaluate((element, sought) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const at = walker.currentNode.textContent?.indexOf(sought) ?? -1;
        if (at === -1) continue;
        const range = document.createRange();
        range.setStart(walker.currentNode, at);
        range.setEnd(walker.currentNode, at + sought.length);
        const box = range.getBoundingClientRect();
        return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
      }
      throw new Error(`"${sought}" is not there`);
    }, word);
    await page().mouse.click(x, y);
  }

  test('the name in a manifest', async () => {
    await page().locator('.part.statusbar').getByText('Restricted Mode').waitFor();
    await contextMenu(page(), file('pod.yaml'), 'Open Startup Timeline');
    await staysText(`${link}" cannot be the name of an object in a cluster`);
  });

  test('the name of a file', async () => {
    await contextMenu(page(), file(`${link}.yaml`), 'Open Startup Timeline');
    await staysText(`${link}.yaml has no manifest of a pod`);
  });

  test('the name of an image, under the mouse', async () => {
    await page().keyboard.press('Escape'); // after a file without a manifest a picker offers the pods
    await openPodfall(page());
    const hover = page().locator('.monaco-hover').filter({ hasText: 'evil.example' }).first();
    // Read as soon as it is there: it closes when its row ticks
    const read = async (): Promise<{ readonly words: string; readonly active: number } | undefined> => {
      await page().mouse.move(2, 2);
      await row(page(), /^search-\S+, /).hover();
      const seen = hover.evaluate(
        (element) => ({
          words: (element as HTMLElement).innerText,
          active: element.querySelectorAll('a, img, .codicon-trash').length,
        }),
        undefined,
        { timeout: 3000 },
      );
      return seen.catch(() => undefined);
    };
    let told = await read();
    await expect.poll(async () => (told ??= await read()) !== undefined).toBe(true);
    await session.shot('hover-hostile-image');
    expect(told?.words.replaceAll('\u200b', '')).toContain(image);
    expect(told?.active).toBe(0);
  });

  test('the message of a 403', async () => {
    refusing = true;
    await runCommand(page(), 'Podfall: Record Cluster Session');
    await page().locator('.quick-input-widget').getByRole('button', { name: 'OK', exact: true }).click();
    await staysText(`version is forbidden: ${link} and try again`);
  });

  test('an icon in the name of a context', async () => {
    const status = page()
      .locator('.part.statusbar')
      .getByRole('button', { name: /^Podfall: demo/ });
    expect((await status.innerText()).replaceAll('\u200b', '')).toContain(context);
    expect(await status.locator('.codicon-trash').count()).toBe(0);
    await runCommand(page(), 'Podfall: Select Context');
    const choice = page().locator('.quick-input-list .monaco-list-row', { hasText: 'demo' }).first();
    await choice.waitFor();
    expect((await choice.innerText()).replaceAll('\u200b', '')).toContain(context);
    expect(await choice.locator('.codicon-trash').count()).toBe(0);
    await choice.click();
    await row(page(), /^orders-db-0, /).waitFor();
  });
});
