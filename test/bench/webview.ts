// npm run bench:webview [-- --json]: 10,000 pods of a rollout in Chromium, beside the same list drawn whole, in one run.
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { HostMessage } from '../../src/shared/protocol.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import { openWebview } from '../page/page-harness.ts';
import { sceneMessage, sceneNamed, timelinesOf } from '../page/scenes.ts';
import { launchChromium } from '../vscode-host/browser.ts';

const podCount = 10_000;

export interface Figures {
  /** From the snapshot's arrival in the page to the frame in which its rows are drawn. */
  readonly firstPaintMs: number;
  /** 95th percentile of the time between frames while scrolling and zooming. */
  readonly frameP95Ms: number;
  /** 95th percentile of the scripting time of one pod's new snapshot in its own panel; of the plain list: of drawing it again. */
  readonly updateP95Ms: number;
  readonly domNodes: number;
  readonly heapMb: number;
}

const round = (value: number): number => Math.round(value * 100) / 100;

const p95 = (values: readonly number[]): number => round([...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? Number.NaN);

/** Many pods out of the recorded ones: each start moved by its number, and stretched a little. */
export async function manyPods(count: number): Promise<HostMessage> {
  const { timelines, now } = await timelinesOf('burst');
  const started = timelines.filter((timeline) => timeline.phases.length > 0);
  const pods = Array.from({ length: count }, (_, index) => variant(started[index % started.length], index));
  return { type: 'pods', title: 'Deployment/burst', timelines: pods, liveness: { state: 'stale', reason: { template: 'bench', args: {} } }, now, language: { locale: 'en', templates: {} } };
}

function variant(timeline: Timeline | undefined, index: number): Timeline {
  if (!timeline) throw new Error('the recording has no pods');
  const zero = timeline.instants['created']?.at ?? 0;
  const moved = (ms: number): number => zero + index * 3 + (ms - zero) * (1 + (index % 97) / 97);
  const text = JSON.stringify({ ...timeline, events: [], pod: { ...timeline.pod, uid: `${timeline.pod.uid}-${index}`, name: `${timeline.pod.name}-${index}` } });
  return JSON.parse(text, (key, value: unknown) => (typeof value === 'number' && (key === 'at' || key === 'earliest' || key === 'latest') ? moved(value) : value)) as Timeline;
}

/** Times between frames while `act` is done in each of them. */
function frames(page: Page, count: number, kind: 'scroll' | 'zoom'): Promise<number[]> {
  return page.evaluate(
    ({ count, kind }) =>
      new Promise<number[]>((done) => {
        const list = document.querySelector('.scroller');
        const times: number[] = [];
        let last = performance.now();
        const step = (now: number): void => {
          times.push(now - last);
          last = now;
          if (times.length > count || !list) return done(times.slice(2));
          if (kind === 'scroll') list.scrollTop += 137;
          else list.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: times.length % 40 < 20 ? -12 : 12, clientX: 600, clientY: 400, bubbles: true, cancelable: true }));
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { count, kind },
  );
}

/** Posts `message` and waits until a row is drawn and painted. */
function paint(page: Page, message: HostMessage): Promise<number> {
  return page.evaluate(
    (data) =>
      new Promise<number>((done) => {
        let arrived = 0;
        window.addEventListener('message', () => (arrived = performance.now()), { once: true, capture: true });
        const look = (): void => {
          if (!document.querySelector('.list-row')) return void requestAnimationFrame(look);
          requestAnimationFrame(() => setTimeout(() => done(performance.now() - arrived)));
        };
        window.postMessage(data, '*');
        requestAnimationFrame(look);
      }),
    message,
  );
}

async function counters(session: CDPSession, page: Page): Promise<Pick<Figures, 'domNodes' | 'heapMb'>> {
  const domNodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { domNodes, heapMb: round(usedSize / 1e6) };
}

/** Scripting time of single messages, measured around their dispatch. */
function updates(page: Page, messages: readonly HostMessage[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const times: number[] = [];
    for (const data of all) {
      const event = new MessageEvent('message', { data: structuredClone(data) });
      const before = performance.now();
      window.dispatchEvent(event);
      times.push(performance.now() - before);
      await new Promise((next) => requestAnimationFrame(next));
    }
    return times.slice(5);
  }, messages as HostMessage[]);
}

async function measure(browser: Browser, entry: string, repeat: readonly HostMessage[] | undefined): Promise<Figures> {
  const { page } = await openWebview(browser, { entry });
  const session = await page.context().newCDPSession(page);
  const message = await manyPods(podCount);
  const firstPaintMs = round(await paint(page, message));
  const scale = entry.includes('plain') ? 30 : 240;
  const times = [...(await frames(page, scale, 'scroll')), ...(await frames(page, scale, 'zoom'))];
  const counted = await counters(session, page);
  const updateTimes = await updates(page, repeat ?? Array.from({ length: 12 }, () => message));
  await page.context().close();
  return { firstPaintMs, frameP95Ms: p95(times), updateP95Ms: p95(updateTimes), ...counted };
}

/** One pod on its way: the snapshots that a panel gets while it pulls. */
async function podUpdates(): Promise<HostMessage[]> {
  const message = await sceneMessage(sceneNamed('payments'));
  return Array.from({ length: 105 }, (_, index) => ({ ...message, now: message.now + index * 100 }));
}

const browser = await launchChromium();
try {
  const podfall = await measure(browser, 'webview/main.ts', await podUpdates());
  const plain = await measure(browser, 'test/bench/plain-list.ts', undefined);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ podfall, plain }, undefined, 2));
  else console.table({ podfall, plain });
} finally {
  await browser.close();
}
