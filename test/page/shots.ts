// Pictures of the page in each scene, for looking at: node test/page/shots.ts [SCENE ...] [--theme NAME] [--width PX]
// [--zoom N] [--select PHASE] [--log CONTAINER] [--hover SELECTOR] [--click SELECTOR] [--keys KEY,...] [--rtl]
// [--vision TYPE] [--clip SELECTOR]
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { launchChromium } from '../vscode-host/browser.ts';
import { extremes } from './extremes.ts';
import { openWebview } from './page-harness.ts';
import { manyScenes } from './many-scenes.ts';
import { sceneMessage, sceneNamed, scenes } from './scenes.ts';
import type { ThemeName } from './themes.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    theme: { type: 'string', default: 'dark' },
    width: { type: 'string', default: '1180' },
    zoom: { type: 'string', default: '1' },
    select: { type: 'string' },
    log: { type: 'string' },
    hover: { type: 'string' },
    keys: { type: 'string' },
    click: { type: 'string' },
    rtl: { type: 'boolean', default: false },
    vision: { type: 'string' },
    clip: { type: 'string' },
  },
});
const out = '.cache/shots/page';
fs.mkdirSync(out, { recursive: true });
const browser = await launchChromium();
try {
  for (const name of positionals.length > 0
    ? positionals
    : [...scenes.map((scene) => scene.name), ...Object.keys(manyScenes)]) {
    const { page, show, complaints } = await openWebview(browser, {
      theme: values.theme as ThemeName,
      width: Number(values.width),
      zoom: Number(values.zoom),
      rtl: values.rtl,
    });
    await show(await (manyScenes[name]?.() ?? extremes[name]?.() ?? sceneMessage(sceneNamed(name))));
    if (values.select) await page.locator(`g.bar[data-phase="${values.select}"]`).click();
    const log = values.log ?? scenes.find((scene) => scene.name === name)?.log;
    if (log !== undefined) await openLog(page, log);
    if (values.click) for (const box of await page.locator(values.click).all()) await box.click();
    if (values.keys) {
      await page.locator('g.bar[tabindex="0"]').focus();
      for (const key of values.keys.split(',')) await page.keyboard.press(key);
    }
    if (values.hover) await page.locator(values.hover).first().hover({ force: true });
    if (values.vision) await see(page, values.vision);
    const file = `${out}/${[name, values.theme, values.width, ...extras()].join('-')}.png`;
    if (values.clip) await page.locator(values.clip).first().screenshot({ path: file });
    else await page.screenshot({ path: file, fullPage: true });
    console.log(file, ...complaints);
    await page.context().close();
  }
} finally {
  await browser.close();
}

/** What was asked for beyond the theme and the width, for the file's name. */
function extras(): string[] {
  const { zoom, rtl, select, log, hover, keys, click, vision } = values;
  return [
    ...(zoom === '1' ? [] : [`zoom${zoom}`]),
    ...(rtl ? ['rtl'] : []),
    ...(select ? ['selected'] : []),
    ...(log === undefined ? [] : ['log']),
    ...(hover ? ['hover'] : []),
    ...(keys ? ['keys'] : []),
    ...(click ? ['clicked'] : []),
    ...(vision ? [vision] : []),
  ];
}

async function openLog(page: Page, container: string): Promise<void> {
  await page.locator('details.menu-logs summary').click();
  await page.locator('details.menu-logs button', { hasText: container }).first().click();
}

/** Shows the page as people with a colour blindness see it: protanopia, deuteranopia, tritanopia, achromatopsia. */
async function see(page: Page, type: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setEmulatedVisionDeficiency', { type: type as 'deuteranopia' });
}
