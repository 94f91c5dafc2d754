// @vitest-environment node
import * as fs from 'node:fs';
import { select } from 'd3';
import { JSDOM } from 'jsdom';
import { expect, test } from 'vitest';
import { drawLogTicks } from '../../webview/chart/draw-log-ticks.ts';
import { drawWaterfall } from '../../webview/chart/draw-waterfall.ts';
import { layoutLog } from '../../webview/chart/layout-log.ts';
import { layoutWaterfall } from '../../webview/chart/layout-waterfall.ts';
import { guessWidth } from '../../webview/parts/measure.ts';
import { speechOf } from '../../webview/parts/language.ts';
import { scenes, sceneMessage, type Scene } from '../page/scenes.ts';

const speech = speechOf({ locale: 'en', templates: {} });

/** The drawing of a scene, one element a line, numbers to a tenth of a pixel, uids by their order. */
async function drawing(scene: Scene): Promise<string> {
  const { timeline, now, logs } = await sceneMessage(scene);
  const chart = layoutWaterfall({
    timeline,
    now,
    width: 1144,
    off: new Set(),
    speech,
    measure: guessWidth,
    ...(scene.log !== undefined && { logOf: `container/${scene.log}` }),
  });
  const { document } = new JSDOM('<svg id="chart" xmlns="http://www.w3.org/2000/svg"></svg>').window;
  const svg = document.querySelector<SVGElement>('#chart');
  if (!svg) throw new Error('jsdom made no svg');
  drawWaterfall(select<SVGElement, unknown>(svg), chart, { podUid: 'pod', related: new Set() }, scene.name);
  drawLogTicks(
    select<SVGElement, unknown>(svg),
    layoutLog({ chart, timeline, log: logs?.find((log) => log.container === scene.log), speech, measure: guessWidth }),
  );
  svg.querySelector('defs')?.remove();
  return `${svg.outerHTML.replace(/></g, '>\n<').replace(/\d+\.\d{2,}/g, (number) => Number(number).toFixed(1))}\n`;
}

test.each(scenes)('the drawing of $name', async (scene) => {
  const file = new URL(`svg/${scene.name}.svg`, import.meta.url);
  const drawn = await drawing(scene);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    fs.mkdirSync(new URL('.', file), { recursive: true });
    fs.writeFileSync(file, drawn);
  }
  expect(drawn).toBe(fs.readFileSync(file, 'utf8'));
});
