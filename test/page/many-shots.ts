// Pictures of the pages of many pods after something was done there: node test/page/many-shots.ts [NAME ...] [--theme
// NAME] [--width PX] [--zoom N]
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium } from '../vscode-host/browser.ts';
import { manyMessage, type ManyScene } from './many-scenes.ts';
import { openWebview } from './page-harness.ts';
import { answerWants } from './answer-wants.ts';
import type { ThemeName } from './themes.ts';

interface Act {
  readonly scene: ManyScene;
  readonly do: (page: Page) => Promise<void>;
}

const keys = async (page: Page, ...names: readonly string[]): Promise<void> => {
  await page.locator('.scroller').focus();
  for (const name of names) await page.keyboard.press(name);
};
const rollout: ManyScene = { recording: 'rollout' };

const acts: Readonly<Record<string, Act>> = {
  clock: { scene: rollout, do: (page) => page.locator('.align-clock').click() },
  slowest: {
    scene: rollout,
    do: async (page) => {
      await page.locator('.sort-by').selectOption('total');
    },
  },
  pair: { scene: rollout, do: (page) => page.locator('.pick').click() },
  cause: { scene: rollout, do: (page) => page.locator('.finding-title').first().click() },
  open: { scene: rollout, do: (page) => keys(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight') },
  drilled: { scene: rollout, do: (page) => keys(page, 'End', 'Enter') },
  zoomed: { scene: { recording: 'burst' }, do: (page) => keys(page, 'ArrowDown', '+', '+') },
  table: { scene: rollout, do: (page) => page.locator('.phase-table summary').click() },
  tooltip: {
    scene: { recording: 'shop', kind: 'node' },
    do: (page) => page.locator('.list-row').nth(11).locator('.list-bar').first().hover(),
  },
  'shop-clock': { scene: { recording: 'shop' }, do: (page) => page.locator('.align-clock').click() },
  'statefulset-clock': { scene: { recording: 'statefulset' }, do: (page) => page.locator('.align-clock').click() },
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'dark' },
    width: { type: 'string', default: '1180' },
    zoom: { type: 'string', default: '1' },
  },
});
const out = '.cache/shots/page';
fs.mkdirSync(out, { recursive: true });
const browser = await launchChromium();
try {
  for (const name of positionals.length > 0 ? positionals : Object.keys(acts)) {
    const act = acts[name];
    if (!act) throw new Error(`${name} is none of ${Object.keys(acts).join(', ')}`);
    const opened = await openWebview(browser, {
      theme: values.theme as ThemeName,
      width: Number(values.width),
      zoom: Number(values.zoom),
    });
    await opened.show(await manyMessage(act.scene));
    await act.do(opened.page);
    await answerWants(opened, act.scene);
    const file = `${out}/many-${name}-${values.theme}-${values.width}.png`;
    await opened.page.screenshot({ path: file, fullPage: true });
    console.log(file, ...opened.complaints);
    await opened.page.context().close();
  }
} finally {
  await browser.close();
}
