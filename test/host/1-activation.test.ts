import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, extension, whileAsked } from './podfall.ts';

describe('activation', () => {
  const loaded = (name: string): boolean =>
    Object.keys(require.cache).some((file) => file.startsWith(extension().extensionPath) && file.endsWith(name));

  // the clock also counts what other programs did meanwhile, the processor's time also what other threads of this one
  // did: the less of the two is an upper bound
  it('uses at most 30 ms', async () => {
    assert.equal(extension().isActive, false, 'nothing activates it before it is looked at');
    const before = performance.now();
    const { wallMs, cpuMs } = (await extension().activate()).activation;
    console.log(
      `figure: activate() ${wallMs.toFixed(1)} ms, of the processor ${cpuMs.toFixed(1)} ms, with loading ${(performance.now() - before).toFixed(1)} ms`,
    );
    assert.ok(Math.min(wallMs, cpuMs) <= 30, `activate() took ${wallMs} ms, ${cpuMs} ms of the processor`);
  });

  it('reads neither the Kubernetes client nor anything else of the heavy half', () => {
    assert.equal(loaded('extension.js'), true, 'what is loaded can be seen');
    assert.equal(loaded('live.js'), false);
  });

  it('connects to nothing before it is looked at', async () => {
    const { session } = await extension().activate();
    assert.equal(session.state.state, 'closed');
  });

  it('registers the commands of package.json, and no others', async () => {
    const manifest = extension().packageJSON as { contributes: { commands: { command: string }[] } };
    const declared = manifest.contributes.commands.map(({ command }) => command).sort();
    const ofView = /^podfall\.pods\.|^workbench\./;
    const registered = (await vscode.commands.getCommands(true))
      .filter((id) => id.startsWith('podfall.') && !ofView.test(id))
      .sort();
    assert.deepEqual(registered, declared);
  });

  it('a command of the palette connects before it asks', async () => {
    const { session } = await extension().activate();
    const asked = vscode.commands.executeCommand('podfall.openTimeline');
    await eventually('the cluster', () => session.cluster?.status.state === 'live');
    assert.ok([...(session.cluster?.store.pods() ?? [])].length > 0);
    await whileAsked(asked, () => vscode.commands.executeCommand('workbench.action.closeQuickOpen'));
  });
});
