// A real VS Code (workbench and Node extension host) on loopback, from the npm package code-server without
// code-server's own server and without any native build: lib/vscode/out/server-main.js is run directly.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { ensureHost, hostNode, vscodeDir } from './install.ts';
import { quietSettings } from './settings.ts';

export interface HostOptions {
  /** The folder that is open in VS Code. */
  readonly folder: string;
  /** Keeps extensions, settings and state there; absent: a temporary folder, removed at the end. */
  readonly root?: string;
  /** Absent: any free port. */
  readonly port?: number;
  /** Needed for {@link UrlOptions}: without it VS Code ignores them. It also turns notification toasts off. */
  readonly automation?: boolean;
  /**
   * Workspace Trust as users have it: the folder is not trusted until someone says so. Absent: everything is trusted.
   */
  readonly workspaceTrust?: boolean;
  /** Unpacked extensions to install, by folder. */
  readonly extensions?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language, for example `zh-cn`. VS Code's own texts stay English. */
  readonly locale?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface UrlOptions {
  readonly developmentPath?: string;
  readonly testsPath?: string;
}

export interface Host {
  readonly port: number;
  readonly child: ChildProcess;
  readonly settingsFile: string;
  /** What the server wrote so far. */
  log(): string;
  /** The address of the workbench, with its token. */
  url(options?: UrlOptions): string;
  stop(): Promise<void>;
}

interface Dirs {
  readonly extensions: string;
  readonly data: string;
  readonly server: string;
}

const dirsOf = (root: string): Dirs => ({
  extensions: path.join(root, 'extensions'),
  data: path.join(root, 'data'),
  server: path.join(root, 'server'),
});
const dirArgs = (dirs: Dirs) => [
  '--extensions-dir',
  dirs.extensions,
  '--user-data-dir',
  dirs.data,
  '--server-data-dir',
  dirs.server,
];

/** Installs a .vsix offline into the extensions folder of `root`, before {@link startHost} with the same root. */
export function installVsix(root: string, vsix: string): void {
  ensureHost();
  const args = [
    'out/server-main.js',
    '--accept-server-license-terms',
    ...dirArgs(dirsOf(root)),
    '--install-extension',
    path.resolve(vsix),
    '--force',
  ];
  const result = spawnSync(hostNode(), args, { cwd: vscodeDir, encoding: 'utf8' });
  if (result.status !== 0 || !result.stdout.includes('successfully installed')) {
    throw new Error(`--install-extension failed (${String(result.status)})\n${result.stdout}${result.stderr}`);
  }
}

/** Starts VS Code; resolves when it answers. */
export async function startHost(options: HostOptions): Promise<Host> {
  ensureHost();
  const root = options.root ?? fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-host-'));
  const dirs = dirsOf(root);
  const settingsFile = prepare(dirs, options);
  const sockets = fs.mkdtempSync(path.join(os.tmpdir(), 'vscode-run-')); // VS Code leaves its sockets behind
  const token = randomBytes(16).toString('hex'); // without it any local user or web page could reach this VS Code
  const child = spawn(hostNode(), serverArgs(options, dirs, token), {
    cwd: vscodeDir,
    env: serverEnv({ XDG_RUNTIME_DIR: sockets, ...options.env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const output = collect(child);
  const stop = async () => {
    await end(child);
    for (const dir of options.root === undefined ? [sockets, root] : [sockets]) {
      fs.rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    }
  };
  try {
    const port = await listening(child, output);
    const authority = `localhost:${port}`;
    await answering(`http://${authority}/version`, output);
    return {
      port,
      child,
      settingsFile,
      log: () => output.text,
      url: (url = {}) => workbenchUrl(authority, token, options, url),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Restricted Mode from the beginning, without the dialog that asks. */
const trustAsUsual = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

function prepare(dirs: Dirs, options: HostOptions): string {
  for (const dir of [dirs.extensions, path.join(dirs.data, 'User'), dirs.server]) {
    fs.mkdirSync(dir, { recursive: true });
  }
  const settings = path.join(dirs.data, 'User', 'settings.json');
  if (!fs.existsSync(settings)) {
    fs.writeFileSync(
      settings,
      JSON.stringify(
        { ...quietSettings, ...(options.workspaceTrust === true && trustAsUsual), ...options.settings },
        null,
        2,
      ),
    );
  }
  for (const extension of options.extensions ?? []) linkExtension(dirs, extension);
  if (options.locale !== undefined) fakeLanguagePack(dirs, options.locale);
  return settings;
}

/**
 * An unpacked extension: a folder named publisher.name-version in an extensions folder that has no extensions.json yet.
 */
function linkExtension(dirs: Dirs, folder: string): void {
  const { publisher, name, version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<
    'publisher' | 'name' | 'version',
    string
  >;
  const link = path.join(dirs.extensions, `${publisher}.${name}-${version}`);
  if (!fs.existsSync(link)) fs.symlinkSync(path.resolve(folder), link, 'junction');
}

/**
 * VS Code falls back to English unless languagepacks.json names a pack; an empty one is enough for the extension's own
 * texts.
 */
function fakeLanguagePack(dirs: Dirs, locale: string): void {
  const pack = path.join(dirs.server, 'empty-pack.i18n.json');
  fs.writeFileSync(pack, '{ "version": "1.0.0", "contents": {} }');
  const extensions = [{ extensionIdentifier: { id: 'local.empty-pack' }, version: '0.0.1' }];
  const packs = { [locale]: { hash: 'empty1', extensions, translations: { vscode: pack }, label: locale } };
  fs.writeFileSync(path.join(dirs.data, 'languagepacks.json'), JSON.stringify(packs));
}

function serverArgs(options: HostOptions, dirs: Dirs, token: string): string[] {
  return [
    'out/server-main.js',
    '--host',
    '127.0.0.1',
    '--port',
    String(options.port ?? 0),
    '--connection-token',
    token,
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
    '--force-disable-user-env', // no login shell at start: it can wait 10 s
    ...dirArgs(dirs),
    ...(options.automation === true ? ['--enable-smoke-test-driver'] : []),
    ...(options.locale === undefined ? [] : ['--locale', options.locale]),
  ];
}

function serverEnv(extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VSCODE_|ELECTRON_|CODE_SERVER_|NODE_OPTIONS$)/.test(name),
  );
  return { ...Object.fromEntries(inherited), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...extra };
}

interface Output {
  text: string;
}

function collect(child: ChildProcess): Output {
  const output: Output = { text: '' };
  const add = (chunk: Buffer) => void (output.text += chunk.toString());
  child.stdout?.on('data', add);
  child.stderr?.on('data', add);
  return output;
}

function listening(child: ChildProcess, output: Output): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The VS Code server ${why}\n${output.text}`));
    const timer = setTimeout(() => fail('did not start in 60 s'), 60_000);
    const look = () => {
      const port = /Extension host agent listening on (\d+)/.exec(output.text)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout?.on('data', look);
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${String(code ?? signal)})`);
    });
  });
}

/** The first request loads the server proper. */
async function answering(url: string, output: Output): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(100);
  }
  throw new Error(`No answer from the VS Code server at ${url}\n${output.text}`);
}

function workbenchUrl(authority: string, token: string, options: HostOptions, url: UrlOptions): string {
  const remote = (file: string) => `vscode-remote://${authority}${pathToFileURL(path.resolve(file)).pathname}`;
  const payload = [
    ...(url.developmentPath === undefined ? [] : [['extensionDevelopmentPath', remote(url.developmentPath)]]),
    ...(url.testsPath === undefined ? [] : [['extensionTestsPath', remote(url.testsPath)]]),
  ];
  if (payload.length > 0 && options.automation !== true) {
    throw new Error('developmentPath and testsPath need startHost({ automation: true })');
  }
  const query = new URLSearchParams({
    tkn: token,
    folder: decodeURIComponent(pathToFileURL(path.resolve(options.folder)).pathname),
  });
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${authority}/?${query.toString()}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
    const exited = new Promise((resolve) => child.once('exit', resolve));
    signalGroup(child, 'SIGTERM');
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
    await exited;
    clearTimeout(timer);
  }
  signalGroup(child, 'SIGKILL'); // what is left of the process group (a hung extension host)
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: all of it is gone, as wanted
  }
}
