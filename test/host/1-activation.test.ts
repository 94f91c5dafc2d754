import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from './podfall.ts';

describe('activation', () => {
  const loaded = (name: string): boolean => Object.keys(require.cache).some((file) => file.startsWith(extension().extensionPath) && file.endsWith(name));

  it('takes at most 30 ms and reads neither the Kubernetes client nor anything else of the heavy half', async () => {
    assert.equal(extension().isActive, false, 'nothing activates it before it is looked at');
    const before = performance.now();
    const { activationMs } = await extension().activate();
    console.log(`activate() ${activationMs.toFixed(1)} ms, with loading ${(performance.now() - before).toFixed(1)} ms`);
    assert.ok(activationMs <= 30, `activate() took ${activationMs} ms`);
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
    const registered = (await vscode.commands.getCommands(true)).filter((id) => id.startsWith('podfall.') && !ofView.test(id)).sort();
    assert.deepEqual(registered, declared);
  });
});
