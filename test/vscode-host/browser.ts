import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';

const windowsFolders = [
  process.env['PROGRAMFILES'],
  process.env['PROGRAMFILES(X86)'],
  process.env['LOCALAPPDATA'],
].filter((dir) => dir !== undefined);

const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/microsoft-edge',
    '/usr/bin/chromium-browser',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: windowsFolders.flatMap((dir) => [
    path.join(dir, 'Google/Chrome/Application/chrome.exe'),
    path.join(dir, 'Microsoft/Edge/Application/msedge.exe'),
  ]),
};

/** $CHROMIUM, a browser of the system, or the one of `npx playwright-core install chromium`. */
function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') {
    if (!fs.existsSync(named)) {
      throw new Error(`CHROMIUM names ${named}, which does not exist. Correct it or unset it.`);
    }
    return named;
  }
  return [...(installed[process.platform] ?? []), chromium.executablePath()].find((file) => fs.existsSync(file));
}

/** Finds Chromium; installs Debian's as root where there is none. Throws with what to install. */
export function ensureChromium(): string {
  const found = findChromium();
  if (found !== undefined) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0) aptInstall('chromium');
  const now = findChromium();
  if (now !== undefined) return now;
  throw new Error(
    'There is no Chromium or Chrome. Install one (Debian: apt-get install chromium; anywhere: npx playwright-core install chromium), or name it: CHROMIUM=/path npm test',
  );
}

function aptInstall(name: string): void {
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return;
  console.log(`Installing ${name} with apt-get (once) ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-q', '-y', '--no-install-recommends', name],
  ]) {
    const result = spawnSync('apt-get', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    if (result.status !== 0) {
      throw new Error(`apt-get ${args.join(' ')} failed:\n${result.stdout.slice(-2000)}${result.stderr.slice(-2000)}`);
    }
  }
}

/** A headless Chromium that asks nothing of the network by itself. */
export function launchChromium(extra: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-dev-shm-usage',
    ],
    ...extra,
  });
}
