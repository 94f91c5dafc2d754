// npm start: a real VS Code with Podfall in it, and a cluster to look at. Ctrl-C ends all of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { startHost } from '../test/vscode-host/host.ts';
import { vscodeVersion } from '../test/vscode-host/install.ts';
import { endChild, exitCode, project, run, throughShell } from './children.ts';
import { startDemoCluster } from './demo-cluster.ts';

const usage = `usage: npm start [-- options]
  --kubeconfig FILE  watch a real cluster instead of the demo cluster
  --desktop          open Podfall in the VS Code of this machine ("code" on the PATH) instead of the browser
  --port N           port of the VS Code server (default 8765, another when it is taken)
  --no-open          do not open a browser`;

const clicks = `What to click: the Podfall icon in the activity bar on the left, then right-click a pod > Open Startup Timeline,
then a bar: its lines in the pod's YAML open beside it.
`;

const options = readOptions();
const endings: (() => Promise<void> | void)[] = [];
let ending = false;

const parent = process.ppid;
// npm was killed, which tells its children nothing
setInterval(() => void (process.ppid !== parent && end(0)), 1000).unref();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await end(1);
}

async function main(): Promise<void> {
  if ((await run(process.execPath, ['esbuild.mjs'], { shell: false })) !== 0) {
    throw new Error('The build failed: see above.');
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-start-'));
  endings.push(() => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  const kubeconfig = options.kubeconfig ?? (await demo(folder));
  const workspace = path.join(folder, 'podfall');
  fs.mkdirSync(workspace);
  fs.writeFileSync(path.join(workspace, 'README.md'), welcome());
  await (options.desktop
    ? desktop(workspace, kubeconfig)
    : browser(workspace, path.join(folder, 'vscode'), kubeconfig));
}

async function demo(folder: string): Promise<string> {
  const cluster = await startDemoCluster(folder);
  endings.push(() => cluster.stop());
  cluster.child.once('exit', () => void unexpected('The demo cluster ended.'));
  return cluster.kubeconfig;
}

async function browser(workspace: string, root: string, kubeconfig: string): Promise<void> {
  const port = await freePort(options.port);
  const host = await startHost({
    folder: workspace,
    root,
    port,
    extensions: [project],
    env: { KUBECONFIG: kubeconfig },
    settings: { 'workbench.startupEditor': 'readme' },
  });
  endings.push(() => host.stop());
  host.child.once('exit', () => void unexpected(`VS Code ended.\n${host.log().slice(-2000)}`));
  console.log(`\nPodfall runs in VS Code ${vscodeVersion()}:\n\n  ${host.url()}\n\n${clicks}\nCtrl-C ends it.`);
  if (options.open && hasDisplay()) openInBrowser(host.url());
}

async function desktop(workspace: string, kubeconfig: string): Promise<void> {
  const args = [`--extensionDevelopmentPath=${project}`, '--new-window', '--wait', workspace];
  const child = spawn('code', args, {
    stdio: 'inherit',
    env: { ...process.env, KUBECONFIG: kubeconfig },
    ...throughShell(),
  });
  await once(child, 'spawn').catch(() => {
    throw new Error(
      'There is no "code" on the PATH. In VS Code: command "Shell Command: Install \'code\' command in PATH". Or leave --desktop out.',
    );
  });
  endings.push(() => endChild(child));
  console.log(`\nPodfall opens in VS Code on the desktop.\n${clicks}\nCtrl-C ends it.`);
  await end(await exitCode(child));
}

/** What VS Code shows first. */
function welcome(): string {
  const cluster =
    options.kubeconfig === undefined
      ? 'The demo cluster replays a small shop coming up, 90 seconds, again and again.'
      : 'This is your cluster; Podfall only reads from it.';
  return `# Podfall\n\n${cluster}\n\n1. Click the **Podfall** icon in the activity bar on the left.\n2. Right-click a pod, **Open Startup Timeline**.\n3. Click a bar: its lines in the pod's YAML open beside it.\n`;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        kubeconfig: { type: 'string' },
        desktop: { type: 'boolean' },
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    const port = Number(values.port ?? 8765);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new Error(`--port must be a number from 0 to 65535, not ${String(values.port)}`);
    }
    return {
      kubeconfig: existing(values.kubeconfig),
      desktop: values.desktop === true,
      port,
      open: values['no-open'] !== true,
    };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(usage);
    process.exit(2);
  }
}

/** npm runs scripts in the project's folder; a relative path is meant from where the user typed it. */
function existing(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  const full = path.resolve(process.env['INIT_CWD'] ?? '.', file);
  if (!fs.existsSync(full)) throw new Error(`There is no file ${full}.`);
  return full;
}

/** The wanted port, or any (0) when it is taken. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(0));
    server.listen(wanted, '127.0.0.1', () => server.close(() => resolve(wanted)));
  });
}

function hasDisplay(): boolean {
  if (process.env['CI'] !== undefined) return false;
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function openInBrowser(url: string): void {
  const openers: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  };
  const [program, ...args] = openers[process.platform] ?? ['xdg-open'];
  spawn(program, [...args, url], { stdio: 'ignore' }).on('error', () =>
    console.log('No browser could be opened: open the address above yourself.'),
  );
}

async function unexpected(message: string): Promise<void> {
  if (ending) return;
  console.error(message);
  await end(1);
}

async function end(code: number): Promise<void> {
  if (ending) return;
  ending = true;
  for (const step of endings.reverse()) await step();
  process.exit(code);
}
