import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { project } from '../../scripts/children.ts';
import { vsixFile } from '../../scripts/vsix.ts';
import { launchChromium } from '../vscode-host/browser.ts';
import { installVsix, startHost, type Host } from '../vscode-host/host.ts';

/** Pictures of the last run. */
export const shots = path.join('.cache', 'shots');

export interface SessionOptions {
  /** Value of KUBECONFIG; it need not exist. */
  readonly kubeconfig: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly locale?: string;
  /** Workspace Trust as users have it; else every folder is trusted. */
  readonly workspaceTrust?: boolean;
  /**
   * Folders of other extensions; then Podfall is not installed from its package but linked as it was built, since VS
   * Code takes only one of both.
   */
  readonly unpacked?: readonly string[];
}

/** A person at a real VS Code in which the packaged extension is installed. */
export interface Session {
  readonly page: Page;
  readonly host: Host;
  readonly folder: string;
  /** Hosts other than localhost that the page asked for. */
  readonly strangers: ReadonlySet<string>;
  /** What the content security policies of all frames refused, and errors thrown in webviews. */
  readonly complaints: readonly string[];
  shot(name: string): Promise<void>;
  stop(): Promise<void>;
}

/** A folder of its own for a kubeconfig and the like, removed by the session's `stop`. */
export const temporaryFolder = (): string => fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-e2e-'));

/** Installs the .vsix, starts VS Code and a browser, and waits for the workbench. */
export async function startSession(folder: string, options: SessionOptions): Promise<Session> {
  const workspace = path.join(folder, 'workspace');
  const root = path.join(folder, 'vscode');
  for (const dir of [workspace, shots]) fs.mkdirSync(dir, { recursive: true });
  const { kubeconfig, unpacked, ...rest } = options;
  if (!unpacked) installVsix(root, vsixFile());
  const host = await startHost({
    folder: workspace,
    root,
    extensions: unpacked ? [project, ...unpacked] : [],
    env: { KUBECONFIG: kubeconfig, HOME: folder },
    ...rest,
    settings: { 'workbench.colorTheme': 'Dark Modern', ...rest.settings },
  });
  const browser = await launchChromium().catch(async (error: unknown) => {
    await host.stop();
    throw error;
  });
  const page = await openPage(browser);
  const strangers = watchRequests(page);
  const complaints = watchConsole(page);
  await page.goto(host.url());
  await workbenchShown(page);
  return {
    page,
    host,
    folder,
    strangers,
    complaints,
    shot: async (name) => {
      await page.screenshot({ path: path.join(shots, `${name}.png`) });
    },
    stop: async () => {
      await browser.close();
      await host.stop();
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

export const workbenchShown = (page: Page): Promise<void> =>
  page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });

async function openPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  return page;
}

function watchRequests(page: Page): ReadonlySet<string> {
  const strangers = new Set<string>();
  const look = (address: string) => {
    const url = new URL(address);
    if (/^(https?|wss?):$/.test(url.protocol) && url.hostname !== 'localhost') strangers.add(url.host);
  };
  page.on('response', (response) => {
    // VS Code's own answers for a webview's files, under a name that exists nowhere
    if (!response.fromServiceWorker()) look(response.url());
  });
  page.on('requestfailed', (request) => look(request.url()));
  page.on('websocket', (socket) => look(socket.url()));
  return strangers;
}

function watchConsole(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    if (process.env['VERBOSE'] !== undefined) console.log(`[${message.type()}] ${text}`);
    if (/content security policy|refused to (load|execute|apply|connect|frame)/i.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => void complaints.push(`thrown in the page: ${error.stack ?? error.message}`));
  return complaints;
}
