import * as fs from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { durationMs, text } from '../../src/engine/engine.ts';
import { standaloneHtml } from '../../src/extension/panel/standalone-html.ts';
import type { HostMessage, SaveRequest } from '../../src/shared/protocol.ts';
import { axeFaults } from '../page/axe-faults.ts';
import { openWebview, webviewScript, type PageOptions, type WebviewPage } from '../page/page-harness.ts';
import { hostileMessage, hostileWords } from '../page/hostile.ts';
import { manyScenes } from '../page/many-scenes.ts';
import { sceneMessage, sceneNamed } from '../page/scenes.ts';
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

const busy: HostMessage = {
  type: 'message',
  tone: 'busy',
  title: text('Connecting to kind'),
  detail: text('The pod appears as soon as the cluster answers.'),
  language: { locale: 'en', templates: {} },
};
const denied: HostMessage = {
  ...busy,
  tone: 'error',
  title: text('You may not list pods in shop.'),
  detail: text('Ask for get, list and watch on pods.'),
};

async function shown(message: HostMessage, options: PageOptions = {}): Promise<WebviewPage> {
  const opened = await openWebview(browser, options);
  await opened.show(message);
  return opened;
}

const scene = (name: string): Promise<HostMessage> => manyScenes[name]?.() ?? sceneMessage(sceneNamed(name));

const faults = ({ page }: WebviewPage): Promise<string[]> => axeFaults(page);

const states: readonly (readonly [string, () => Promise<HostMessage>])[] = [
  ...[
    'payments',
    'pulling-live',
    'unschedulable-live',
    'crashloop',
    'deleted',
    'disconnected',
    'stored',
    'rollout',
    'compare',
    'node',
  ].map((name) => [name, () => scene(name)] as const),
  ['loading', () => Promise.resolve(busy)],
  ['forbidden', () => Promise.resolve(denied)],
];

test.each(states)('axe-core finds nothing in %s', async (_, message) => {
  const opened = await shown(await message());
  expect(await faults(opened)).toEqual([]);
});

test.each(Object.keys(themes) as (keyof typeof themes)[])(
  'axe-core finds nothing in %s, with a bar selected',
  async (theme) => {
    const opened = await shown(await scene('payments'), { theme });
    await opened.page.locator('g.bar[data-phase="container/payments/pull"]').click();
    expect(await faults(opened)).toEqual([]);
  },
);

test('text out of a cluster stays text, whatever it is, and breaks no policy', async () => {
  const opened = await shown(hostileMessage(await sceneMessage(sceneNamed('payments'))));
  await opened.page.locator('g.bar').first().focus();
  await opened.page.keyboard.press(' ');
  const scripts = await opened.page.evaluate(
    () => document.querySelectorAll('main script, main img, main iframe').length,
  );
  expect({ scripts, complaints: opened.complaints, ran: await opened.page.evaluate('window.hacked') }).toEqual({
    scripts: 0,
    complaints: [],
    ran: undefined,
  });
});

test('names of 10,000 characters do not widen the page', async () => {
  const { page } = await shown(hostileMessage(await sceneMessage(sceneNamed('payments'))), { width: 700 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
});

test('characters that turn text around are not written into the page', async () => {
  const { page } = await shown(hostileMessage(await sceneMessage(sceneNamed('payments'))));
  expect(hostileWords).toMatch(/\u202e/);
  expect(await page.evaluate(() => document.body.textContent)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
});

test.each([300, 560, 1180])('at %d pixels nothing is cut off at the side', async (width) => {
  const { page } = await shown(await scene('payments'), { width });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
});

test.each([400, 700, 1180])('at %d pixels the time of a finding stands beside its words', async (width) => {
  const message = await scene('payments');
  if (message.type !== 'timeline') throw new Error('no page of a pod');
  const [first, ...others] = message.timeline.findings;
  if (!first) throw new Error('no finding');
  const findings = [{ ...first, explains: durationMs(59 * 60_000 + 59_000) }, ...others];
  const { page } = await shown({ ...message, timeline: { ...message.timeline, findings } }, { width });
  const finding = page.locator('.finding').first();
  expect(await finding.locator('.explains').textContent()).toMatch(/^59 min 59/);
  const ends = (selector: string): Promise<{ left: number; right: number; top: number; bottom: number }> =>
    finding.locator(selector).evaluate((element) => {
      const range = document.createRange();
      range.selectNodeContents(element);
      const { left, right, top, bottom } = range.getClientRects()[0] ?? new DOMRect();
      return { left, right, top, bottom };
    });
  const [time, words] = [await ends('.explains'), await ends('.finding-title')];
  expect(time.right <= words.left || time.bottom <= words.top).toBe(true);
});

test('from right to left the page is as wide as before', async () => {
  const { page } = await shown(await scene('payments'), { rtl: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1180);
});

test('the keyboard alone: walk to the pull, open its YAML, leave', async () => {
  const { page, sent } = await shown(await scene('coldpull'));
  await page.locator('g.bar[tabindex="0"]').focus();
  await page.keyboard.press('ArrowDown');
  for (
    let presses = 0;
    presses < 6 && !(await page.locator('g.bar.selected').getAttribute('data-phase'))?.endsWith('/pull');
    presses += 1
  ) {
    await page.keyboard.press('ArrowRight');
  }
  await page.keyboard.press('Enter');
  expect(await sent()).toContainEqual({
    type: 'openYaml',
    paths: expect.arrayContaining([['spec', 'containers', 0, 'image']]) as unknown,
  });
});

test('a click on an event marks its bar', async () => {
  const { page } = await shown(await scene('coldpull'));
  await page.locator('tr.event', { hasText: 'Pulled' }).click();
  expect(await page.locator('g.bar.related').getAttribute('data-phase')).toMatch(/\/pull$/);
});

test('a new snapshot leaves the focus where it is', async () => {
  const message = await scene('payments');
  const { page, show } = await shown(message);
  await page.locator('g.bar[data-phase="container/payments/pull"]').focus();
  await show(message);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-phase'))).toBe('container/payments/pull');
});

test('a link keeps the focus while the sentence beside it counts on, and the column counts with the sentence', async () => {
  const early = await sceneMessage(sceneNamed('pulling-live'));
  const [finding] = early.timeline.findings;
  if (!finding) throw new Error('a pull that goes on has a finding');
  const { page, show } = await shown(early);
  const item = page.locator('.finding').first();
  await item.locator('.links button').last().focus();
  const before = await item.locator('.explains').textContent();
  const explains = durationMs(finding.explains + 1000);
  const sentence = text('The node has been pulling {image} for {took}.', { image: 'app:1', took: { ms: explains } });
  await show({ ...early, timeline: { ...early.timeline, findings: [{ ...finding, explains, sentence }] } });
  await expect.poll(() => item.locator('.sentence').textContent()).toContain('app:1');
  const column = await item.locator('.explains').textContent();
  expect(await item.locator('.sentence').textContent()).toContain(column);
  expect(column).not.toBe(before);
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('docs');
});

test('a running bar grows without another message', async () => {
  const { page } = await shown(await scene('pulling-live'));
  const total = () => page.locator('.total .number').textContent();
  const before = await total();
  await expect.poll(total).not.toBe(before);
});

async function exported(format: 'svg' | 'png' | 'html'): Promise<SaveRequest | undefined> {
  const { page, sent } = await shown(await scene('payments'));
  await page.locator('.menu-export summary').click();
  await page
    .locator('.menu-export button', {
      hasText: format.toUpperCase(),
    })
    .click();
  await expect.poll(async () => (await sent()).some((message) => message.type === 'save')).toBe(true);
  return (await sent()).flatMap((message) => (message.type === 'save' ? [message.request] : []))[0];
}

test('the exported SVG draws by itself', async () => {
  const request = await exported('svg');
  const svg = request && 'content' in request ? request.content : '';
  expect({
    style: /\sclass=|var\(--/.test(svg),
    patterns: svg.includes('url(#work-pull)'),
    ground: svg.includes('<rect'),
  }).toEqual({ style: false, patterns: true, ground: true });
});

test('the exported PNG is one', async () => {
  const request = await exported('png');
  expect(request && 'content' in request ? request.content.slice(0, 11) : '').toBe('iVBORw0KGgo');
});

/** The exported HTML file, opened in a browser. */
async function exportedPage(): Promise<Page> {
  const request = await exported('html');
  if (request?.format !== 'html') throw new Error('no page was exported');
  const html = standaloneHtml({
    script: await webviewScript(),
    style: fs.readFileSync('media/webview.css', 'utf8'),
    message: await scene('payments'),
    theme: request.theme,
    title: 'payments',
    nonce: 'bm9uY2U',
  });
  const page = await browser.newPage();
  await page.setContent(html);
  await page.locator('g.bar').first().waitFor();
  return page;
}

test('the exported page shows the chart by itself', async () => {
  const page = await exportedPage();
  expect(await page.locator('.total .number').textContent()).toMatch(/^49\.\d+ s$/);
});

/** Delivers a message to the window, after which all of its listeners have heard it. */
const deliver = (page: Page, data: HostMessage, origin: string): Promise<void> =>
  page.evaluate(
    ([message, from]) => {
      window.dispatchEvent(new MessageEvent('message', { data: message, origin: from }));
    },
    [data, origin] as const,
  );

test('the exported page listens to nobody', async () => {
  const page = await exportedPage();
  for (const origin of ['https://evil.example', await page.evaluate(() => window.origin)]) {
    await deliver(page, denied, origin);
  }
  expect(await page.locator('h1').textContent()).toContain('payments');
  expect(await page.locator('.total .number').textContent()).toMatch(/^49\.\d+ s$/);
});

test('a message of another origin changes nothing', async () => {
  const { page } = await shown(await scene('payments'));
  await deliver(page, denied, 'https://evil.example');
  expect(await page.locator('.total .number').textContent()).toMatch(/^49\.\d+ s$/);
});

test('a page that cannot be drawn says so, and is drawn again with the next message', async () => {
  const good = await sceneMessage(sceneNamed('payments'));
  const opened = await shown({ ...good, timeline: { ...good.timeline, phases: undefined } } as unknown as HostMessage);
  const said = await opened.page.locator('section.message[role=alert] h1').textContent();
  await opened.show(good);
  expect([said, (await opened.page.locator('g.bar').count()) > 0]).toEqual(['This page could not be drawn', true]);
});
