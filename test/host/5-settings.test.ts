import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually, podfall, podOnceThere } from './podfall.ts';

describe('settings', () => {
  const http = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('http');

  it('a change of http.proxy takes effect at once: new connections, and nothing that was seen is lost', async () => {
    const { session } = await podfall();
    const held = session.hold();
    const statuses: string[] = [];
    try {
      await podOnceThere('orders-db');
      const cluster = await eventually(
        'a live cluster',
        () => session.cluster?.status.state === 'live' && session.cluster,
      );
      cluster.statusChanged.subscribe(({ state }) => statuses.push(state));
      const seen = [...cluster.store.pods()].length;
      await http().update('proxy', 'http://127.0.0.1:9', vscode.ConfigurationTarget.Global);
      await eventually('a new connection', () => statuses.includes('connecting') && statuses.at(-1) === 'live');
      assert.equal(session.cluster, cluster);
      assert.ok([...cluster.store.pods()].length >= seen);
    } finally {
      await http().update('proxy', undefined, vscode.ConfigurationTarget.Global);
      held.dispose();
    }
  });
});
