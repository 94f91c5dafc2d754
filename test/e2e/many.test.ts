import * as fs from 'node:fs';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { standaloneHtml } from '../../src/extension/panel/standalone-html.ts';
import { unpackRows } from '../../src/shared/packed-rows.ts';
import type { HostMessage, SaveRequest } from '../../src/shared/protocol.ts';
import { answerWants } from '../page/answer-wants.ts';
import { manyMessage, type ManyScene } from '../page/many-scenes.ts';
import { openWebview, webviewScript, type PageOptions, type WebviewPage } from '../page/page-harness.ts';
import { themes } from '../page/themes.ts';
import { launchChromium } from '../vscode-host/browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(() => browser.close());

const rollout: ManyScene = { recording: 'rollout' };

async function shown(scene: ManyScene, options: PageOptions = {}): Promise<WebviewPage> {
  const opened = await openWebview(browser, options);
  await opened.show(await manyMessage(scene));
  return opened;
}

const keys = async (page: Page, ...names: readonly string[]): Promise<void> => {
  for (const name of names) await page.keyboard.press(name);
};
const active = (page: Page) => page.locator('.list-row.active').getAttribute('data-key');
const scrolled = (page: Page): Promise<number> => page.locator('.scroller').evaluate((list) => list.scrollTop);

test('the keyboard alone: walk, open a pod, come back to the same row and place', async () => {
  const burst: ManyScene = { recording: 'burst' };
  const opened = await shown(burst, { height: 700 });
  const { page } = opened;
  await page.locator('.scroller').focus();
  await keys(page, 'End', 'ArrowUp', 'ArrowUp');
  const before = [await active(page), await scrolled(page)];
  await keys(page, 'Enter');
  await answerWants(opened, burst);
  await page.locator('g.bar').first().focus();
  await keys(page, 'Escape');
  await page.locator('.list-row').first().waitFor();
  expect([
    [await active(page), await scrolled(page)],
    await page.evaluate(() => document.activeElement?.className),
  ]).toEqual([before, 'scroller']);
});

test('while pods are read the page says how many, and nothing of all of them; then the whole', async () => {
  const opened = await shown({ ...rollout, count: 6, reading: { read: 4200, all: 10_000 } });
  const { page } = opened;
  const told = async () => [
    await page.locator('.about').textContent(),
    await page.locator(':is(.headline, .causes, .phases, .compare, .pick, .axis-frame .band):visible').count(),
  ];
  const reading = [
    ...(await told()),
    await page.locator('.list-row').count(),
    await page.locator('.marks, .list-row.kind-group').count(),
  ];
  await opened.show(await manyMessage(rollout));
  await page.locator('.headline').waitFor();
  expect([reading, (await told())[0]]).toEqual([
    ['4200 of 10000 pods read', 0, 6, 0],
    '9 pods, 6 of them deleted since',
  ]);
});

test('what changes would bring is told of the middle one and the slowest', async () => {
  const opened = await shown(rollout);
  const before = await opened.page.locator('.what-if-all').isVisible();
  const message = (await manyMessage(rollout)) as HostMessage & { readonly type: 'pods' };
  await opened.show({
    ...message,
    whatIf: [
      { from: 5310, to: 1600 },
      { from: 2000, to: 2000 },
      { from: 2500, to: 2500 },
    ],
  });
  const line = opened.page.locator('.what-if-all');
  await line.waitFor();
  expect([before, await line.textContent()]).toEqual([
    false,
    'What if: 3 pods, median 2.50 s → about 2.0 s, slowest 5.31 s → about 2.5 s',
  ]);
});

test('a row opens to its containers when the host has sent them', async () => {
  const opened = await shown(rollout);
  await opened.page.locator('.scroller').focus();
  await keys(opened.page, 'ArrowDown', 'ArrowDown', 'ArrowRight');
  await answerWants(opened, rollout);
  expect(await opened.page.locator('.list-row.kind-container .title').allTextContents()).toEqual(['Pod ', 'app ']);
});

test('c on two rows compares them, Escape ends it', async () => {
  const { page } = await shown(rollout);
  await page.locator('.scroller').focus();
  await keys(page, 'ArrowDown', 'ArrowDown', 'c', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'c');
  const sentence = await page.locator('.compare .sentence').textContent();
  await keys(page, 'Escape');
  expect([sentence, await page.locator('.compare').isVisible()]).toEqual([
    expect.stringMatching(/^shop-7c48f5ffdd-kznmk took [\d.]+ s longer than shop-6c878d876-\w+ /),
    false,
  ]);
});

test('sorted by total, the slowest comes first', async () => {
  const { page } = await shown(rollout);
  await page.locator('.sort-by').selectOption('total');
  expect(await page.locator('.list-row').first().textContent()).toMatch(/kznmk slowest .*5\.31 s/);
});

test('which time axis it is can be read off the buttons and the axis', async () => {
  const { page } = await shown(rollout);
  const told = async () => [
    await page.locator('.switch [aria-pressed="true"]').textContent(),
    await page.locator('.list-axis .zero').textContent(),
  ];
  const before = await told();
  await page.locator('.align-clock').click();
  expect([before, await told()]).toEqual([
    ['Aligned at creation', '0 s: creation of each pod'],
    ['Real time', expect.stringMatching(/^0 s: first creation, \d\d:\d\d:\d\d\.\d{3}$/)],
  ]);
});

test('a comparison of two workloads pairs their containers, and its rows add up', async () => {
  const { page } = await shown({ recording: 'shop', each: ['checkout', 'payments'] });
  const cells = (selector: string) => page.locator(`.differences ${selector}`).allTextContents();
  const seconds = (words: string): number =>
    Number(/[\d.]+/.exec(words)?.[0]) * (words.includes('ms') ? 0.001 : 1) * (words.startsWith('−') ? -1 : 1);
  const [lanes, more, total] = [
    await cells('tbody .lane'),
    await cells('tbody .more, .rest .more'),
    await cells('tfoot tr:last-child .more'),
  ].flat(0) as [string[], string[], string[]];
  const sum = more.reduce((before, words) => before + seconds(words), 0);
  expect([lanes.includes('checkout / payments'), Math.abs(sum - seconds(total[0] ?? '')) < 0.1]).toEqual([true, true]);
});

test('the legend has the names of what can be seen', async () => {
  const { page } = await shown(rollout);
  expect(await page.locator('.legend-entry span').allTextContents()).toEqual([
    'scheduling',
    'mount volumes, sandbox and network',
    'image pull',
    'create, start',
    'readiness, readiness report',
  ]);
});

test('by the clock the rows hang on those that they waited for', async () => {
  const { page } = await shown(rollout);
  await page.locator('.align-clock').click();
  expect(await page.locator('.links path').count()).toBe(4);
});

test('a cause lists its pods only, and all again', async () => {
  const { page } = await shown(rollout);
  const rows = () => page.locator('.list-row').count();
  const before = await rows();
  await page.locator('.finding-title', { hasText: 'image pull' }).click();
  const chosen = await rows();
  await page.locator('.finding-title', { hasText: 'image pull' }).click();
  expect([chosen, await rows()]).toEqual([2, before]);
});

test('the YAML of a cause is that of the pod that it tells of', async () => {
  const { page, sent } = await shown(rollout);
  await page
    .locator('.causes .finding', { hasText: 'image pull' })
    .getByRole('button', { name: 'image', exact: true })
    .click();
  expect(await sent()).toContainEqual({
    type: 'openYaml',
    paths: [['spec', 'containers', 0, 'image']],
    podUid: expect.any(String) as unknown,
  });
});

test.each([300, 560, 1180])('at %d pixels nothing is cut off at the side', async (width) => {
  const { page } = await shown(rollout, { width });
  await page.locator('.pick').click();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
});

test.each([
  ['pods', rollout],
  ['node', { recording: 'shop', kind: 'node' }],
] as const)('hostile text stays text among many: %s', async (_, scene) => {
  const opened = await shown({ ...scene, hostile: true }, { width: 700 });
  const scripts = await opened.page.evaluate(
    () => document.querySelectorAll('main script, main img, main iframe').length,
  );
  const width = await opened.page.evaluate(() => document.documentElement.scrollWidth);
  const turned = /[\u202a-\u202e\u2066-\u2069]/.test(await opened.page.evaluate(() => document.body.textContent));
  expect({
    scripts,
    turned,
    fits: width <= 700,
    complaints: opened.complaints,
    ran: await opened.page.evaluate('window.hacked'),
  }).toEqual({ scripts: 0, turned: false, fits: true, complaints: [], ran: undefined });
});

async function exported(format: 'SVG' | 'PNG' | 'HTML'): Promise<SaveRequest | undefined> {
  const { page, sent } = await shown(rollout);
  await page.locator('.menu-export summary').click();
  await page.locator('.menu-export button', { hasText: format }).click();
  await expect.poll(async () => (await sent()).some((message) => message.type === 'save')).toBe(true);
  return (await sent()).flatMap((message) => (message.type === 'save' ? [message.request] : []))[0];
}

test('the exported picture has all rows, and its colours in itself', async () => {
  const request = await exported('SVG');
  const svg = request?.format === 'svg' ? request.content : '';
  expect([
    new Set(svg.match(/shop-\w+-\w+/g)).size,
    /fill="rgb\(/.test(svg),
    svg.includes('var('),
    svg.includes('visibility="hidden"'),
  ]).toEqual([9, true, false, false]);
});

test('the exported picture says whose it is, what there is to say of it and what its colours mean', async () => {
  const request = await exported('SVG');
  const page = await browser.newPage();
  await page.setContent(request?.format === 'svg' ? request.content : '');
  const words = await page.locator('svg > text, svg > g > text').allTextContents();
  expect([
    words[0],
    words.slice(1, 3).join(' '),
    words.includes('image pull'),
    await page.locator('[class], [id^="row-"]').count(),
  ]).toEqual(['Deployment/rollout', expect.stringContaining('took 5.31 s: 3.65 s pulling shop:2'), true, 0]);
});

test('the exported page opens a pod without a host', async () => {
  const request = await exported('HTML');
  const theme = request?.format === 'html' ? request.theme : { bodyClass: '', variables: {} };
  const scene = await manyMessage(rollout);
  const uids = new Set(scene.type === 'pods' ? unpackRows(scene.rows).map(({ uid }) => uid) : []);
  const html = standaloneHtml({
    script: await webviewScript(),
    style: fs.readFileSync('media/webview.css', 'utf8'),
    message: await manyMessage(rollout, uids),
    theme,
    title: 'rollout',
    nonce: 'bm9uY2U',
  });
  const page = await browser.newPage();
  await page.setContent(html);
  await page.locator('.list-row.kind-pod').first().click();
  expect(await page.locator('g.bar').count()).toBeGreaterThan(3);
});

test('the exported page asks for nothing, says when it was made and offers nothing that needs a cluster', async () => {
  const html = standaloneHtml({
    script: await webviewScript(),
    style: fs.readFileSync('media/webview.css', 'utf8'),
    message: await manyMessage(rollout),
    theme: { bodyClass: '', variables: {} },
    title: 'rollout',
    nonce: 'bm9uY2U',
  });
  const context = await browser.newContext({ offline: true });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (one) => asked.push(one.url()));
  await page.setContent(html);
  await page.locator('.list-row').first().waitFor();
  const links = await page.locator('.findings .links .link:visible').allTextContents();
  expect({
    asked,
    notice: await page.locator('.pod-header .notice').textContent(),
    menus: await page.locator('.menu:visible').count(),
    links: [...new Set(links)],
  }).toEqual({
    asked: [],
    notice: expect.stringMatching(/^Exported at 20\d\d-\d\d-\d\d [\d:]{8} UTC: /) as unknown,
    menus: 0,
    links: ['docs'],
  });
});

/** What axe-core finds, as one line a fault. */
async function faults({ page }: WebviewPage): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { violations } = await (
      window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  });
}

test.each(Object.keys(themes) as (keyof typeof themes)[])(
  'axe-core finds nothing in %s while two pods are compared, a row is open and the table is shown',
  async (theme) => {
    const opened = await shown(rollout, { theme });
    const { page } = opened;
    await page.locator('.pick').click();
    await page.locator('.phase-table summary').click();
    await page.locator('.scroller').focus();
    await keys(page, 'ArrowDown', 'ArrowDown', 'ArrowRight');
    await answerWants(opened, rollout);
    expect(await faults(opened)).toEqual([]);
  },
);
