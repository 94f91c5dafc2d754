// Pictures of the page in each scene, for looking at: node test/page/shots.ts [SCENE ...] [--theme NAME] [--width PX] [--zoom N]
import * as fs from 'node:fs';
import { parseArgs } from 'node:util';
import { launchChromium } from '../vscode-host/browser.ts';
import { openWebview } from './page-harness.ts';
import { manyScenes, sceneMessage, sceneNamed, scenes } from './scenes.ts';
import type { ThemeName } from './themes.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { theme: { type: 'string', default: 'dark' }, width: { type: 'string', default: '1180' }, zoom: { type: 'string', default: '1' }, select: { type: 'string' } } });
const out = '.cache/shots/page';
fs.mkdirSync(out, { recursive: true });
const browser = await launchChromium();
try {
  for (const name of positionals.length > 0 ? positionals : [...scenes.map((scene) => scene.name), ...Object.keys(manyScenes)]) {
    const { page, show, complaints } = await openWebview(browser, { theme: values.theme as ThemeName, width: Number(values.width), zoom: Number(values.zoom) });
    await show(await (manyScenes[name]?.() ?? sceneMessage(sceneNamed(name))));
    if (values.select) await page.locator(`g.bar[data-phase="${values.select}"]`).click();
    const file = `${out}/${name}-${values.theme}-${values.width}.png`;
    await page.screenshot({ path: file, fullPage: true });
    console.log(file, ...complaints);
    await page.context().close();
  }
} finally {
  await browser.close();
}
