import * as fs from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import { openPodfall, row } from './podfall-page.ts';
import { startSession, temporaryFolder, type Session } from './session.ts';

/* A folder from the internet that brings its own kubeconfig, in a VS Code that does not trust it. */

describe('a workspace that is not trusted', () => {
  const folder = temporaryFolder();
  const usersPluginRan = path.join(folder, 'users-plugin-ran');
  const workspacePluginRan = path.join(folder, 'workspace-plugin-ran');
  let demo: DemoCluster;
  let session: Session;

  /** The demo's kubeconfig with a credential plugin that leaves a file behind. */
  const withPlugin = (file: string, context: string, ran: string): string => {
    const config = JSON.parse(fs.readFileSync(demo.kubeconfigPath, 'utf8')) as {
      contexts: { name: string; context: { user: string } }[];
      users: { name: string; user: { token?: string } }[];
      'current-context': string;
    };
    const script = path.join(folder, `${context}.cjs`);
    fs.writeFileSync(
      script,
      `require('fs').writeFileSync(${JSON.stringify(ran)}, ''); console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: { token: ${JSON.stringify(config.users[0]?.user.token)} } }));`,
    );
    const user = {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [script],
        interactiveMode: 'Never',
      },
    };
    const [first] = config.contexts;
    fs.writeFileSync(
      file,
      JSON.stringify({
        ...config,
        'current-context': context,
        contexts: [{ name: context, context: first?.context }],
        users: [{ name: first?.context.user, user }],
      }),
    );
    return file;
  };

  beforeAll(async () => {
    demo = await startDemoCluster({
      recordings: ['test/recordings/shop.ndjson.gz'],
      once: true,
      startedAgoMs: 100_000,
      kubeconfigOut: path.join(folder, 'demo'),
    });
    const settings = path.join(folder, 'workspace', '.vscode', 'settings.json');
    fs.mkdirSync(path.dirname(settings), { recursive: true });
    fs.writeFileSync(
      settings,
      JSON.stringify({
        'podfall.kubeconfig': withPlugin(path.join(folder, 'of-the-workspace'), 'of-the-workspace', workspacePluginRan),
      }),
    );
    session = await startSession(folder, {
      kubeconfig: withPlugin(path.join(folder, 'of-the-user'), 'of-the-user', usersPluginRan),
      workspaceTrust: true,
    });
  });
  afterAll(async () => {
    await session.stop();
    await demo.stop();
  });

  const ran = (): { user: boolean; workspace: boolean } => ({
    user: fs.existsSync(usersPluginRan),
    workspace: fs.existsSync(workspacePluginRan),
  });
  const status = () => session.page.locator('.part.statusbar').getByRole('button', { name: /^Podfall: of-the-/ });

  test("runs no credential plugin when it is opened, not even the user's own", async () => {
    await session.page.locator('.part.statusbar').getByText('Restricted Mode').waitFor();
    await session.page.waitForTimeout(2000);
    expect(ran()).toEqual({ user: false, workspace: false });
  });

  test("does not choose the kubeconfig: looking at Podfall shows the user's own", async () => {
    await openPodfall(session.page);
    await row(session.page, /orders-db/).waitFor();
    expect(await status().getAttribute('aria-label')).toContain('of-the-user');
    expect(ran()).toEqual({ user: true, workspace: false });
  });

  test('the status bar tells latency and clock, as measured in passing', async () => {
    await status().hover();
    const tooltip = session.page
      .locator('.workbench-hover-container, .monaco-hover')
      .filter({ hasText: 'Latency' })
      .first();
    await tooltip.waitFor();
    await session.shot('status-tooltip');
    expect((await tooltip.innerText()).replaceAll('\u00a0', ' ')).toMatch(
      /Context of-the-user[\s\S]*Namespace shop[\s\S]*Connection live[\s\S]*Latency \d+(\.\d+)? (µs|ms|s)[\s\S]*Clock agrees with this machine/,
    );
  });

  test('once it is trusted, its settings count', async () => {
    await session.page.locator('.part.statusbar').getByText('Restricted Mode').click();
    await session.page.getByRole('button', { name: 'Trust', exact: true }).first().click();
    await expect.poll(() => status().getAttribute('aria-label')).toContain('of-the-workspace');
    await expect.poll(ran).toEqual({ user: true, workspace: true });
  });
});
