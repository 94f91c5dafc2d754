import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { text } from '../../src/engine/engine.ts';
import type { HostMessage } from '../../src/shared/protocol.ts';
import { axeFaults } from '../page/axe-faults.ts';
import { extremes } from '../page/extremes.ts';
import { openWebview, type PageOptions, type WebviewPage } from '../page/page-harness.ts';
import { sceneMessage, sceneNamed } from '../page/scenes.ts';
import { launchChromium } from '../vscode-host/browser.ts';

/* What a person does with the chart of one pod: with a mouse, a touch pad, fingers and the keyboard, in Chromium. */

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(() => browser.close());

type PodMessage = HostMessage & { readonly type: 'timeline' };

const scene = (name: string): Promise<PodMessage> => sceneMessage(sceneNamed(name));

async function shown(message: PodMessage, options: PageOptions = {}): Promise<WebviewPage> {
  const opened = await openWebview(browser, options);
  await opened.show(message);
  return opened;
}

const frame = (page: Page): Promise<void> =>
  page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));

/** Where a bar is, in pixels of the page. */
async function box(page: Page, phase: string): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await page.locator(`g.bar[data-phase="${phase}"] rect.edge`).boundingBox();
  if (!found) throw new Error(`${phase} is not on the chart`);
  return found;
}

const pull = 'container/payments/pull';
const overview = (page: Page) => page.locator('.overview');

test('ctrl and wheel zoom in at the pointer', async () => {
  const { page } = await shown(await scene('payments'));
  const before = await box(page, pull);
  await page.mouse.move(before.x, before.y + 8);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -60);
  await page.keyboard.up('Control');
  await frame(page);
  const after = await box(page, pull);
  expect([after.width > before.width * 1.5, Math.abs(after.x - before.x) < 2]).toEqual([true, true]);
});

test('a wheel without ctrl scrolls the page and leaves the chart', async () => {
  const { page } = await shown(await scene('payments'), { height: 500 });
  const before = await box(page, pull);
  await page.mouse.move(before.x, before.y + 8);
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0);
  expect((await box(page, pull)).width).toBeCloseTo(before.width, 3);
});

test('two fingers that part zoom in', async () => {
  const { page } = await shown(await scene('payments'), { touch: true });
  const before = await box(page, pull);
  const session = await page.context().newCDPSession(page);
  const y = before.y + 8;
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: xs.map((x, id) => ({ x, y, id })) });
  await touch('touchStart', before.x);
  await touch('touchStart', before.x, before.x + 40);
  for (let x = 45; x <= 120; x += 15) await touch('touchMove', before.x, before.x + x);
  await touch('touchEnd');
  await frame(page);
  expect((await box(page, pull)).width).toBeGreaterThan(before.width * 1.8);
});

test('shift and drag measure, to the hundredth', async () => {
  const { page } = await shown(await scene('payments'));
  const { x, y, width } = await box(page, pull);
  await page.keyboard.down('Shift');
  await page.mouse.move(x, y + 40);
  await page.mouse.down();
  await page.mouse.move(x + width / 2, y + 40);
  await page.mouse.move(x + width, y + 40);
  await page.mouse.up();
  expect(await page.locator('.ruler .length').textContent()).toMatch(/^3\.2\d s$/);
});

test('the keyboard measures as well, from one bar to another', async () => {
  const { page } = await shown(await scene('payments'));
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('m');
  const one = await page.locator('.ruler .length').textContent();
  await page.locator('g.bar[data-phase="container/payments/readiness"]').focus();
  await page.keyboard.press('m');
  expect([one, await page.locator('.ruler .length').textContent()]).toEqual(['3.27 s', '18.8 s']);
});

test('dragging over the chart shows that stretch, Escape all again', async () => {
  const { page } = await shown(await scene('payments'));
  const before = await box(page, pull);
  await page.mouse.move(before.x, before.y + 40);
  await page.mouse.down();
  await page.mouse.move(before.x + before.width / 2, before.y + 40);
  await page.mouse.move(before.x + before.width, before.y + 40);
  await page.mouse.up();
  await frame(page);
  const zoomed = (await box(page, pull)).width;
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('Escape');
  await frame(page);
  expect([zoomed > 700, Math.abs((await box(page, pull)).width - before.width) < 4]).toEqual([true, true]);
});

test('the overview comes when a part is in view, and goes with it', async () => {
  const { page } = await shown(await scene('payments'));
  const before = await overview(page).isVisible();
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('f');
  const zoomed = await overview(page).isVisible();
  await page.keyboard.press('0');
  expect([before, zoomed, await overview(page).isVisible()]).toEqual([false, true, false]);
});

test('the overview moves the chart by keys', async () => {
  const { page } = await shown(await scene('payments'));
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('f');
  const before = await box(page, pull);
  await page.locator('.grip-window').focus();
  await page.keyboard.press('ArrowRight');
  await frame(page);
  expect((await box(page, pull)).x).toBeLessThan(before.x - 50);
});

test('the overview moves the chart by dragging', async () => {
  const { page } = await shown(await scene('payments'));
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('f');
  const grip = await page.locator('.grip-window').boundingBox();
  if (!grip) throw new Error('no overview');
  await page.mouse.move(grip.x + grip.width / 2, grip.y + 5);
  await page.mouse.down();
  await page.mouse.move(grip.x + grip.width / 2 - 200, grip.y + 5, { steps: 4 });
  await page.mouse.up();
  await frame(page);
  expect(await page.locator(`g.bar[data-phase="${pull}"]`).count()).toBe(0);
});

test('an event on the chart explains itself under the pointer, and a click selects it', async () => {
  const { page } = await shown(await scene('payments'));
  await page.locator('.event-tick.warning').first().hover({ force: true });
  const tip = await page.locator('.tooltip').textContent();
  await page.locator('.event-tick.warning').first().click({ force: true });
  expect([tip, await page.locator('tr.event.selected .times').first().textContent()]).toEqual([
    expect.stringContaining('Unhealthy ×2'),
    expect.stringMatching(/^2 times, first at .*, last at /),
  ]);
});

test('the pointer on a bar marks its events, on an event its bar', async () => {
  const { page } = await shown(await scene('payments'));
  await page.locator(`g.bar[data-phase="${pull}"] .hit`).hover({ force: true });
  const events = await page.locator('tr.event.hinted td.reason').allTextContents();
  await page.locator('tr.event', { hasText: 'registry.example.com/shop/payments:1.8.1" in' }).hover();
  expect([events, await page.locator('g.bar.hinted').getAttribute('data-phase')]).toEqual([['Pulled'], pull]);
});

test('the clicked bar stays in view when the panel becomes narrow', async () => {
  const { page } = await shown(await scene('payments'), { width: 900, height: 300 });
  await page.locator(`g.bar[data-phase="${pull}"]`).click();
  await page.setViewportSize({ width: 320, height: 300 });
  await frame(page);
  const { y, height } = await box(page, pull);
  expect([y >= 0, y + height <= 300]).toEqual([true, true]);
});

test('changes of a starting pod are read out, not its ticking', async () => {
  const starting = await scene('pulling-live');
  const { page, show } = await shown(starting);
  const said = () => page.locator('.announcer').textContent();
  const before = await said();
  await new Promise((ticking) => setTimeout(ticking, 300));
  const ticked = await said();
  await show(await scene('coldpull').then((ready) => withoutEnd(ready)));
  expect([before, ticked, await said()]).toEqual([
    '',
    '',
    expect.stringMatching(/^The pod is ready, 10\.\d s after its creation\.$/),
  ]);
});

/** As it was before it was deleted. */
function withoutEnd(message: PodMessage): PodMessage {
  const { deleted: _, ...timeline } = message.timeline;
  return { ...message, timeline };
}

test('at 200 % nothing is cut off at the side', async () => {
  const { page } = await shown(await scene('payments'), { zoom: 2 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
});

test('who wants no motion gets one drawing a second', async () => {
  const { page } = await shown(await scene('pulling-live'), { reducedMotion: true });
  const changes = await page.evaluate(
    () =>
      new Promise<number>((done) => {
        let count = 0;
        const number = document.querySelector('.total .number');
        if (number) {
          new MutationObserver(() => (count += 1)).observe(number, {
            childList: true,
            characterData: true,
            subtree: true,
          });
        }
        setTimeout(() => done(count), 1500);
      }),
  );
  expect(changes).toBeLessThanOrEqual(2);
});

test('from right to left the texts turn and the time does not', async () => {
  const { page } = await shown(await scene('payments'), { rtl: true });
  const bar = await box(page, pull);
  const label = await page.locator(`g.bar[data-phase="${pull}"] text.label`).boundingBox();
  const row = await page.locator('.row-title', { hasText: 'payments' }).boundingBox();
  expect(
    [(label?.x ?? 0) - bar.x, bar.x + bar.width - (label?.x ?? 0) - (label?.width ?? 0), row?.x].every(
      (room) => room !== undefined && room > 0,
    ),
  ).toBe(true);
});

test('a log that may not be read says so', async () => {
  const message = await scene('payments');
  const { page, show, sent } = await shown(message);
  await page.locator('details.menu-logs summary').click();
  await page.locator('details.menu-logs button', { hasText: 'migrate-db' }).click();
  const reason = text('You may not read logs in shop. Ask for get on pods/log.');
  await show({ ...message, logs: [{ container: 'migrate-db', previous: false, log: { state: 'failed', reason } }] });
  expect([await page.locator('.log .headline').textContent(), await sent()]).toEqual([
    reason.template,
    expect.arrayContaining([expect.objectContaining({ type: 'readLog', container: 'migrate-db', previous: false })]),
  ]);
});

test('a log lies on the chart, its longest silence first in the list', async () => {
  const { page } = await shown(await scene('init-log'));
  await page.locator('details.menu-logs summary').click();
  await page.locator('details.menu-logs button', { hasText: 'migrate-db' }).click();
  expect([
    await page.locator('.log-ticks .tick').count(),
    await page.locator('.log-table tbody tr').first().textContent(),
  ]).toEqual([3, '2.40 s4.00 sapplying 0042_backfill_ledger.sql']);
});

test('the CPU use of a container lies below its row', async () => {
  const message = await scene('payments');
  const created = message.timeline.instants['created']?.at ?? 0;
  const { page } = await shown({
    ...message,
    cpu: [{ container: 'payments', samples: [{ from: created + 33_000, to: created + 48_000, cores: 0.82 }] }],
  });
  expect(await page.locator('.cpu').textContent()).toBe('CPU up to 0.82 cores');
});

test.each(Object.keys(extremes))('%s fits the page and leaves it small', async (name) => {
  const { page, complaints } = await shown(await (extremes[name] ?? (() => scene('payments')))());
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  expect([
    await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
    nodes < 3000,
    complaints,
  ]).toEqual([0, true, []]);
});

test('of two thousand events the first are listed, all on demand', async () => {
  const { page } = await shown(await (extremes['two-thousand-events'] ?? (() => scene('payments')))());
  const before = await page.locator('tr.event').count();
  await page.locator('.events .more').click();
  expect([before, await page.locator('tr.event').count()]).toEqual([200, 2000]);
});

test('what still goes on is counted in the findings as well', async () => {
  const { page } = await shown(await (extremes['three-days'] ?? (() => scene('payments')))());
  expect(await page.locator('.finding .explains').first().textContent()).toBe('3 d');
});

test('a tick at a finding shows what the start would take, and draws it under the real one', async () => {
  const { page } = await shown(await scene('payments'));
  const tick = page.locator('.finding .tick').first();
  await tick.focus();
  await page.keyboard.press('Space');
  expect(await page.locator('.prediction .told').textContent()).toMatch(/^49\.4 s → about \d+ s \(\d+ s to \d+ s\)$/);
  expect([
    (await page.locator('rect.ghost').count()) > 3,
    await page.locator('.flag-predicted text').textContent(),
    await page.evaluate(() => document.activeElement?.className),
  ]).toEqual([true, expect.stringMatching(/^predicted: about \d+ s$/), 'tick']);
  await page.keyboard.press('Space');
  expect([await page.locator('rect.ghost').count(), await page.locator('.prediction .told').textContent()]).toEqual([
    0,
    '',
  ]);
});

test('all ticks every finding, and each says on its own what it stands for', async () => {
  const { page } = await shown(await scene('payments'));
  const all = page.getByRole('checkbox', { name: 'What if all of these were changed' });
  await page.getByRole('checkbox', { name: 'What if this were changed: init container migrate-db' }).check();
  expect(await all.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true);
  await all.check();
  expect([await page.locator('.finding .tick:checked').count(), await axeFaults(page)]).toEqual([3, []]);
});

test('axe-core finds nothing with the overview, a log, CPU use and the table of phases open', async () => {
  const message = await scene('init-log');
  const created = message.timeline.instants['created']?.at ?? 0;
  const { page } = await shown({
    ...message,
    cpu: [{ container: 'payments', samples: [{ from: created + 33_000, to: created + 48_000, cores: 0.82 }] }],
  });
  await page.locator('details.menu-logs summary').click();
  await page.locator('details.menu-logs button', { hasText: 'migrate-db' }).click();
  await page.locator('.phase-table summary').click();
  await page.locator(`g.bar[data-phase="${pull}"]`).focus();
  await page.keyboard.press('f');
  expect(await axeFaults(page)).toEqual([]);
});

test.each(Object.keys(extremes))('axe-core finds nothing in %s', async (name) => {
  const { page } = await shown(await (extremes[name] ?? (() => scene('payments')))());
  expect(await axeFaults(page)).toEqual([]);
});

test('the change that a finding proposes is copied as YAML', async () => {
  const { page, sent } = await shown(await scene('payments'));
  await page.locator('.finding', { hasText: 'readiness settings' }).locator('button', { hasText: 'Copy YAML' }).click();
  expect(await sent()).toContainEqual({
    type: 'copy',
    text: expect.stringContaining('- name: payments\n        startupProbe:') as string,
  });
});

test('a further finding says what to change, and all of it when asked', async () => {
  const { page } = await shown(await scene('payments'));
  const second = page.locator('.finding').nth(1);
  const before = await second.locator('.sentence').isVisible();
  await second.locator('.unfold').click();
  expect([before, await second.locator('.sentence').isVisible()]).toEqual([false, true]);
});

test('at 1000 by 860 pixels three findings leave room for the chart and its legend', async () => {
  const { page } = await shown(await scene('payments'), { width: 1000, height: 860 });
  const box = await page.locator('.keys').boundingBox();
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThan(860);
});
