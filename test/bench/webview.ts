// npm run bench:webview [-- --json]: 10,000 pods of a rollout in Chromium, beside the same list drawn whole, in one run.
import type { Browser, CDPSession, Page } from 'playwright-core';
import type { HostMessage } from '../../src/shared/protocol.ts';
import { openWebview } from '../page/page-harness.ts';
import { sceneMessage, sceneNamed, timelinesOf } from '../page/scenes.ts';
import { launchChromium } from '../vscode-host/browser.ts';

const podCount = 10_000;

interface Figures {
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

type ManyMessage = HostMessage & { readonly type: 'pods' };

/** The pods of a recorded burst, that the page makes many of. */
async function somePods(): Promise<ManyMessage> {
  const { timelines, now } = await timelinesOf('burst');
  const started = timelines.filter((timeline) => timeline.phases.length > 0).map((timeline) => ({ ...timeline, events: [] }));
  return { type: 'pods', title: 'Deployment/burst', timelines: started, liveness: { state: 'stale', reason: { template: 'bench', args: {} } }, now, language: { locale: 'en', templates: {} } };
}

/** Runs in the page: `count` pods out of a few, each start moved by its number and stretched a little. */
function multiply(message: ManyMessage, count: number): void {
  const pods = Array.from({ length: count }, (_, index) => {
    const timeline = message.timelines[index % message.timelines.length];
    if (!timeline) throw new Error('the recording has no pods');
    const zero = timeline.instants['created']?.at ?? 0;
    const moved = (value: number): number => zero + index * 3 + (value - zero) * (1 + (index % 97) / 97);
    const instant = <T extends { at: number; earliest: number; latest: number }>(one: T): T => ({ ...one, at: moved(one.at), earliest: moved(one.earliest), latest: moved(one.latest) });
    const ready = timeline.instants['podReady'];
    return {
      ...timeline,
      pod: { ...timeline.pod, uid: `${timeline.pod.uid}-${index}`, name: `${timeline.pod.name}-${index}` },
      instants: { ...(timeline.instants['created'] && { created: instant(timeline.instants['created']) }), ...(ready && { podReady: instant(ready) }) },
      phases: timeline.phases.map((phase) => ({ ...phase, start: instant(phase.start), ...(phase.end && { end: instant(phase.end) }) })),
    };
  });
  (window as unknown as { manyPods: unknown }).manyPods = { ...message, timelines: pods };
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

/** Posts the many pods and waits until rows are drawn and painted. */
function paint(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done) => {
        let arrived = 0;
        window.addEventListener('message', () => (arrived = performance.now()), { once: true, capture: true });
        const look = (): void => {
          if (document.querySelector('.list-row')) requestAnimationFrame(() => setTimeout(() => done(performance.now() - arrived)));
          else requestAnimationFrame(look);
        };
        window.postMessage((window as unknown as { manyPods: unknown }).manyPods, '*');
        requestAnimationFrame(look);
      }),
  );
}

async function counters(session: CDPSession, page: Page): Promise<Pick<Figures, 'domNodes' | 'heapMb'>> {
  const domNodes = await page.evaluate(() => document.querySelectorAll('*').length);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { domNodes, heapMb: round(usedSize / 1e6) };
}

/** Scripting time of single messages, measured around their dispatch. Without messages: of the many pods again. */
function updates(page: Page, messages: readonly HostMessage[] | undefined): Promise<number[]> {
  return page.evaluate(async (given) => {
    const many = (window as unknown as { manyPods: HostMessage }).manyPods;
    const times: number[] = [];
    for (const data of given ?? [many, many, many]) {
      const event = new MessageEvent('message', { data: given ? structuredClone(data) : data });
      const before = performance.now();
      window.dispatchEvent(event);
      times.push(performance.now() - before);
      await new Promise((next) => requestAnimationFrame(next));
    }
    return times.slice(given ? 5 : 1);
  }, messages as HostMessage[] | undefined);
}

async function measure(browser: Browser, entry: string, frameCount: number, onePod: readonly HostMessage[] | undefined): Promise<Figures> {
  const { page } = await openWebview(browser, { entry });
  const session = await page.context().newCDPSession(page);
  await page.evaluate(`(${multiply.toString()})(${JSON.stringify(await somePods())}, ${podCount})`);
  const firstPaintMs = round(await paint(page));
  const times = [...(await frames(page, frameCount, 'scroll')), ...(await frames(page, frameCount, 'zoom'))];
  const counted = await counters(session, page);
  const updateTimes = await updates(page, onePod);
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
  const podfall = await measure(browser, 'webview/main.ts', 120, await podUpdates());
  const plain = await measure(browser, 'test/bench/plain-list.ts', 3, undefined);
  if (process.argv.includes('--json')) console.log(JSON.stringify({ podfall, plain }, undefined, 2));
  else console.table({ podfall, plain });
} finally {
  await browser.close();
}
