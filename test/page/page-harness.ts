import * as fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { exporters } from '../../src/engine/engine.ts';
import { pageHtml } from '../../src/extension/panel/page.ts';
import type { HostMessage, WebviewMessage } from '../../src/shared/protocol.ts';
import { themes, type ThemeName } from './themes.ts';

export interface PageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** 2: as with the window zoomed to 200 %. */
  readonly zoom?: number;
  readonly rtl?: boolean;
  readonly reducedMotion?: boolean;
  /** With fingers. */
  readonly touch?: boolean;
  /** The page's script; the shipped one when absent. */
  readonly entry?: string;
}

/** The webview's page in a browser, without VS Code: its real document and policy, a stand-in for the host. */
export interface WebviewPage {
  readonly page: Page;
  readonly show: (message: HostMessage) => Promise<void>;
  /** What the page sent to its host, in order. */
  readonly sent: () => Promise<readonly WebviewMessage[]>;
  /** Violations of the content security policy, and errors. */
  readonly complaints: readonly string[];
}

const origin = 'https://podfall.test';
/** With these a page's clock is told to 5 microseconds instead of 100, which the bench needs. */
const isolated = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
} as const;
const root = fileURLToPath(new URL('../../', import.meta.url));
const bundles = new Map<string, Promise<string>>();

/** A file of the page as it is shipped. */
export function webviewScript(entry = 'webview/main.ts'): Promise<string> {
  const bundled = bundles.get(entry) ?? bundle(entry);
  bundles.set(entry, bundled);
  return bundled;
}

async function bundle(file: string): Promise<string> {
  const built = await esbuild.build({
    absWorkingDir: root,
    entryPoints: [file],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome138',
    legalComments: 'none',
  });
  return built.outputFiles[0]?.text ?? '';
}

/** Opens the page; it waits for a message. */
export async function openWebview(browser: Browser, options: PageOptions = {}): Promise<WebviewPage> {
  const { theme = 'dark', width = 1180, height = 900, zoom = 1 } = options;
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
    timezoneId: 'UTC',
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    hasTouch: options.touch ?? false,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  await page.addInitScript(standIn, { ...themes[theme], rtl: options.rtl ?? false });
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/webview.js') {
      return route.fulfill({ contentType: 'text/javascript', body: await webviewScript(options.entry) });
    }
    if (pathname === '/webview.css') {
      return route.fulfill({ contentType: 'text/css', body: fs.readFileSync(`${root}media/webview.css`, 'utf8') });
    }
    return route.fulfill({ contentType: 'text/html', body: document(), headers: isolated });
  });
  await page.goto(`${origin}/`);
  await page.waitForFunction(() =>
    (window as unknown as StandIn).sentMessages.some((message) => message.type === 'ready'),
  );
  return {
    page,
    complaints,
    show: (message) =>
      page.evaluate((data) => {
        window.postMessage(data, '*');
        return new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
      }, message),
    sent: () => page.evaluate(() => (window as unknown as StandIn).sentMessages),
  };
}

interface StandIn {
  sentMessages: WebviewMessage[];
  keptState: unknown;
}

function document(): string {
  const pod = { context: 'test', uid: 'u', namespace: 'n', name: 'p' };
  return pageHtml({
    scriptUri: `${origin}/webview.js`,
    styleUri: `${origin}/webview.css`,
    cspSource: origin,
    nonce: 'Zm9yLXRlc3Rz',
    locale: 'en',
    state: { subject: { kind: 'pod', pod } },
    exports: exporters.map(({ id, title }) => ({ id, title })),
  });
}

/** Runs in the page: VS Code's side of it. */
function standIn({
  bodyClass,
  variables,
  rtl,
}: {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly rtl: boolean;
}): void {
  const page = window as unknown as StandIn & { acquireVsCodeApi: unknown };
  page.sentMessages = [];
  page.acquireVsCodeApi = () => ({
    postMessage: (message: WebviewMessage) => page.sentMessages.push(message),
    setState: (state: unknown) => {
      page.keptState = state;
    },
  });
  window.document.addEventListener('securitypolicyviolation', (event) =>
    console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
  window.document.addEventListener('DOMContentLoaded', () => {
    window.document.body.className = bodyClass;
    if (rtl) window.document.documentElement.dir = 'rtl';
    for (const [name, value] of Object.entries(variables)) {
      window.document.documentElement.style.setProperty(`--vscode-${name}`, value);
    }
  });
}
