// npm run bench:webview [-- --json]: 10,000 pods of a rollout in Chromium, beside the same list drawn whole, in one
// run; and one pod's updates.
import { execFile } from 'node:child_process';
import * as os from 'node:os';
import { promisify } from 'node:util';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { ManyMessages } from '../../src/extension/panel/many-message.ts';
import { atOnce } from '../../src/engine/timeline/many/steps.ts';
import type { HostMessage } from '../../src/shared/protocol.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { openWebview } from '../page/page-harness.ts';
import { timelinesOf } from '../page/scenes.ts';
import { launchChromium } from '../vscode-host/browser.ts';
import type { HostProcessFigures } from './host/extension-host.ts';
import { manyTimelines } from './many-timelines.ts';
import { podUpdates } from './pod-updates.ts';

const podCount = 10_000;
/** Each figure is the median of so many rounds, each in a fresh page: the machine does other things as well. */
const rounds = 3;

interface Figures {
  /** From the snapshot's arrival in the page to the frame in which its rows are drawn. */
  readonly firstPaintMs: number;
  /** 95th percentile of the time between frames while scrolling and zooming. */
  readonly frameP95Ms: number;
  /** What of such a frame the page's thread works, in processor time: the same on a busy machine. */
  readonly frameWorkMs: number;
  /**
   * 95th percentile of the scripting time (of the page's thread) of one pod's new snapshot in its own panel; of the
   * plain list: of drawing it again.
   */
  readonly updateP95Ms: number;
  readonly domNodes: number;
  readonly heapMb: number;
}

interface HostFigures {
  /** A snapshot of all rows as it goes to the page, beside one with all timelines. */
  readonly messageMb: number;
  readonly wholeTimelinesMb: number;
  /** Processor time to read all timelines together and pack them; again when nothing changed. */
  readonly snapshotMs: number;
  readonly sameAgainMs: number;
}

const round = (value: number): number => Math.round(value * 100) / 100;
const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
const p95 = (values: readonly number[]): number => sorted(values)[Math.floor(values.length * 0.95)] ?? Number.NaN;
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? Number.NaN;

const surroundings = (now: number) =>
  ({
    liveness: { state: 'stale', reason: { template: 'bench', args: {} } },
    now,
    language: { locale: 'en', templates: {} },
  }) as const;

function hostFigures(timelines: readonly Timeline[], now: number): HostFigures {
  const messages = new ManyMessages();
  const timed = (): { readonly ms: number; readonly message: HostMessage } => {
    const before = process.cpuUsage();
    const message = atOnce(messages.pods('Deployment/burst', timelines, new Set(), surroundings(now)));
    const { user, system } = process.cpuUsage(before);
    return { ms: (user + system) / 1000, message };
  };
  const [first, again] = [timed(), timed()];
  const size = (value: unknown): number => round(JSON.stringify(value).length / 1e6);
  return {
    messageMb: size(first.message),
    wholeTimelinesMb: round(size(timelines.slice(0, 500)) * (timelines.length / 500)),
    snapshotMs: round(first.ms),
    sameAgainMs: round(again.ms),
  };
}

/**
 * What the same many pods cost in a process that stands for the extension host, with the real store and the real panel.
 */
async function hostProcess(): Promise<HostProcessFigures> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    new URL('host/extension-host.ts', import.meta.url).pathname,
    String(podCount),
  ]);
  return JSON.parse(stdout) as HostProcessFigures;
}

/** Times between frames while something is done in each of them. */
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
          if (kind === 'scroll') {
            list.scrollTop += 137;
          } else {
            list.dispatchEvent(
              new WheelEvent('wheel', {
                ctrlKey: true,
                deltaY: times.length % 40 < 20 ? -12 : 12,
                clientX: 600,
                clientY: 400,
                bubbles: true,
                cancelable: true,
              }),
            );
          }
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { count, kind },
  );
}

/** Posts the message and waits until rows are drawn and painted. */
function paint(page: Page, message: HostMessage): Promise<number> {
  return page.evaluate(
    (data) =>
      new Promise<number>((done) => {
        let arrived = 0;
        window.addEventListener('message', () => (arrived = performance.now()), { once: true, capture: true });
        const look = (): void => {
          if (document.querySelector('.list-row')) {
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - arrived)));
          } else {
            requestAnimationFrame(look);
          }
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
  return { domNodes, heapMb: usedSize / 1e6 };
}

/**
 * Scripting of each message, all that it sets off up to the next frame, in processor time: what else the machine does
 * is not in it.
 */
async function updates(session: CDPSession, page: Page, messages: readonly HostMessage[]): Promise<number[]> {
  const times: number[] = [];
  for (const message of messages) {
    await page.evaluate((data) => ((window as unknown as { next: unknown }).next = data), message);
    const before = await metric(session, 'ScriptDuration');
    await page.evaluate(() => {
      window.dispatchEvent(new MessageEvent('message', { data: (window as unknown as { next: unknown }).next }));
      return new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    });
    times.push((await metric(session, 'ScriptDuration')) - before);
  }
  return times;
}

/** In ms of the page's thread, since it began. */
async function metric(session: CDPSession, wanted: 'ScriptDuration' | 'TaskDuration'): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN) * 1000;
}

interface Measured {
  readonly entry: string;
  readonly frameCount: number;
  readonly many: HostMessage;
  /** The first of them only warm the page up. */
  readonly updates: { readonly messages: readonly HostMessage[]; readonly warmUp: number };
}

async function measureOnce(browser: Browser, { entry, frameCount, many, updates: wanted }: Measured): Promise<Figures> {
  const { page } = await openWebview(browser, { entry });
  const session = await page.context().newCDPSession(page);
  const firstPaintMs = await paint(page, many);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const worked = await metric(session, 'TaskDuration');
  const frameP95Ms = p95([...(await frames(page, frameCount, 'scroll')), ...(await frames(page, frameCount, 'zoom'))]);
  const frameWorkMs = ((await metric(session, 'TaskDuration')) - worked) / (2 * frameCount);
  const counted = await counters(session, page);
  const updateP95Ms = p95((await updates(session, page, wanted.messages)).slice(wanted.warmUp));
  await page.context().close();
  return { firstPaintMs, frameP95Ms, frameWorkMs, updateP95Ms, ...counted };
}

async function measure(browser: Browser, count: number, measured: Measured): Promise<Figures> {
  const each: Figures[] = [];
  for (let index = 0; index < count; index += 1) each.push(await measureOnce(browser, measured));
  const of = (name: keyof Figures): number => round(median(each.map((one) => one[name])));
  return {
    firstPaintMs: of('firstPaintMs'),
    frameP95Ms: of('frameP95Ms'),
    frameWorkMs: of('frameWorkMs'),
    updateP95Ms: of('updateP95Ms'),
    domNodes: of('domNodes'),
    heapMb: of('heapMb'),
  };
}

const { timelines: recorded, now } = await timelinesOf('burst');
const timelines = manyTimelines(recorded, podCount);
const host = { ...hostFigures(timelines, now), ...(await hostProcess()) };
const many = atOnce(new ManyMessages().pods('Deployment/burst', timelines, new Set(), surroundings(now)));
const messages = (await podUpdates()).map((timeline): HostMessage => ({
  type: 'timeline',
  timeline,
  ...surroundings(now),
}));
const browser = await launchChromium();
try {
  const podfall = await measure(browser, rounds, {
    entry: 'webview/main.ts',
    frameCount: 120,
    many,
    updates: { messages, warmUp: 10 },
  });
  const plain = await measure(browser, 1, {
    entry: 'test/bench/plain-list.ts',
    frameCount: 3,
    many,
    updates: { messages: [many, many, many], warmUp: 1 },
  });
  const machine = { cores: os.cpus().length, load: round(os.loadavg()[0] ?? 0) };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ podfall, plain, host, machine }, undefined, 2));
  else {
    console.table({ podfall, plain });
    console.table({ host });
    console.log(`load ${machine.load} on ${machine.cores} cores`);
  }
} finally {
  await browser.close();
}
