// npm run measure:start: seconds from `npm start` to a waterfall on the screen, as a person with a browser gets it.
// With npm ci done before.
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Locator, Page } from 'playwright-core';
import { openPodfall, row, timeline } from './podfall-page.ts';
import { launchChromium } from '../vscode-host/browser.ts';
import { exitCode, project, throughShell } from '../../scripts/children.ts';

const began = performance.now();
const step = (what: string) => console.log(`${((performance.now() - began) / 1000).toFixed(2).padStart(6)} s  ${what}`);
const start = spawn('npm', ['start', '--', '--no-open', '--port', '0'], {
  cwd: project,
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: process.platform !== 'win32',
  ...throughShell(),
});
const ended = exitCode(start);
let address: string | undefined;
try {
  const url = await firstUrl();
  step('npm start printed the address');
  await watch(url);
} finally {
  interrupt();
  const code = await Promise.race([ended, sleep(10_000)]);
  step(code === undefined ? 'npm start does not end' : 'npm start has ended on Ctrl-C');
}
await goneQuiet();

function firstUrl(): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    start.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      address = /http:\/\/localhost:\d+\/\S+/.exec(output)?.[0];
      if (address !== undefined) resolve(address);
    });
    void ended.then(() => reject(new Error(`npm start ended:\n${output}`)));
  });
}

/** Ctrl-C in a terminal reaches every process of the group. */
function interrupt(): void {
  if (start.pid === undefined || process.platform === 'win32') start.kill('SIGINT');
  else process.kill(-start.pid, 'SIGINT');
}

async function watch(url: string): Promise<void> {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
    page.setDefaultTimeout(60_000);
    await page.goto(url);
    await page.locator('.monaco-workbench .part.statusbar').waitFor();
    step('the workbench is shown');
    await openPodfall(page);
    const pod = row(page, /^(node-agent|orders-db|catalog)-\S+, /);
    await pod.waitFor();
    step('a pod is in the tree');
    await openTimeline(page, pod);
    step('its waterfall is on the screen');
  } finally {
    await browser.close();
  }
}

/**
 * On a busy machine the README, with which VS Code begins, may come after the click and cover the timeline: then the
 * pod is clicked again.
 */
async function openTimeline(page: Page, pod: Locator): Promise<void> {
  const bars = timeline(page).locator('g.bar').first();
  for (let attempt = 0; attempt < 4; attempt++) {
    await pod.click();
    if (
      await bars.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      )
    ) {
      return;
    }
  }
  throw new Error('no waterfall appeared');
}

/** What `npm start` began must be over with it. */
async function goneQuiet(): Promise<void> {
  if (address === undefined) return;
  const answered = await fetch(address).then(
    () => true,
    () => false,
  );
  if (answered) throw new Error('VS Code still answers after the end of npm start');
}
