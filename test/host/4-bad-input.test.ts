import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { eventually, podfall, rows } from './podfall.ts';

describe('bad input', () => {
  let folder = '';

  before(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-host-'));
    await vscode.commands.executeCommand('podfall.pods.focus');
  });
  after(async () => {
    await setKubeconfig(undefined);
    fs.rmSync(folder, { recursive: true, force: true });
    const { session } = await podfall();
    await eventually('the usual cluster', () => session.cluster?.target.context === 'podfall-demo');
  });

  const setKubeconfig = (file: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('podfall').update('kubeconfig', file, vscode.ConfigurationTarget.Global);

  const use = async (name: string, text: string): Promise<void> => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, text);
    await setKubeconfig(file);
  };
  const failure = async (code: string): Promise<string> => {
    const { session } = await podfall();
    return eventually(
      code,
      () =>
        session.state.state === 'failed' &&
        session.state.problem.code === code &&
        session.state.problem.nextStep.template,
    );
  };

  it('a broken kubeconfig is a row of the tree: the fact, and what to do next', async () => {
    await use('broken.yaml', 'clusters: [');
    assert.match(await failure('broken-kubeconfig'), /kubectl config view/);
    assert.match((await rows())[0] ?? '', /^Kubeconfig cannot be read .*broken\.yaml cannot be read/);
    assert.equal((await rows())[1], 'Open the kubeconfig');
  });

  it('an unknown context as well', async () => {
    await use(
      'unknown.yaml',
      JSON.stringify({
        'current-context': 'nowhere',
        contexts: [{ name: 'somewhere', context: { cluster: 'c', user: 'u' } }],
        clusters: [],
        users: [],
      }),
    );
    await failure('unknown-context');
    assert.match((await rows())[0] ?? '', /has no context nowhere/);
  });

  it('without a kubeconfig the tree is empty, so that the welcome view shows', async () => {
    await setKubeconfig(path.join(folder, 'missing.yaml'));
    await failure('no-kubeconfig');
    assert.deepEqual(await rows(), []);
  });

  it('a server that cannot be reached is told below its context, and tried again', async () => {
    await use('unreachable.yaml', kubeconfig('gone', 'https://127.0.0.1:9'));
    const { session } = await podfall();
    await eventually('a retry', () => session.cluster?.status.state === 'retrying');
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.match(
      (await rows())[1] ?? '',
      /^Server cannot be reached .*127\.0\.0\.1:9 cannot be reached: connection refused/,
    );
  });

  // a busy machine makes some switches slow; a way that takes longer than a second makes none of them quick
  it('follows the context of the kubeconfig within a second', async () => {
    const both = (current: string): string =>
      JSON.stringify({
        'current-context': current,
        contexts: ['one', 'two'].map((name) => ({ name, context: { cluster: name, user: name } })),
        clusters: ['one', 'two'].map((name) => ({ name, cluster: { server: 'https://127.0.0.1:9' } })),
        users: ['one', 'two'].map((name) => ({ name, user: { token: 'x' } })),
      });
    await use('both.yaml', both('one'));
    const { session } = await podfall();
    await eventually('one', () => session.cluster?.target.context === 'one');
    const times: number[] = [];
    for (const context of ['two', 'one', 'two', 'one', 'two']) {
      const began = performance.now();
      fs.writeFileSync(path.join(folder, 'both.yaml'), both(context));
      await eventually(context, () => session.cluster?.target.context === context);
      times.push(performance.now() - began);
    }
    console.log(`figure: followed in ${times.map((time) => time.toFixed(0)).join(' ')} ms`);
    assert.ok(times.filter((time) => time <= 1000).length >= 2, `followed in ${times.join(' ')} ms`);
  });
});

const kubeconfig = (name: string, server: string): string =>
  JSON.stringify({
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token: 'x' } }],
  });
