import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { startDemoCluster } from '../../../src/demo-server/demo-cluster.ts';
import type { DemoCluster, DemoClusterOptions } from '../../../src/demo-server/demo-cluster.ts';
import { loadRecording } from '../../../src/engine/recording/read-recording.ts';
import { get, watch } from './api-client.ts';

const running: DemoCluster[] = [];
afterEach(() => Promise.all(running.splice(0).map((cluster) => cluster.stop())));

async function start(options: DemoClusterOptions): Promise<DemoCluster> {
  const cluster = await startDemoCluster(options);
  running.push(cluster);
  return cluster;
}

const recorded = (name: string): string => `test/recordings/${name}.ndjson.gz`;

/** Long enough ago that everything recorded has happened. */
const over = { startedAgoMs: 400_000, once: true };

describe('the demo cluster', () => {
  it.each(['shop', 'v1.29/shop', 'burst', 'rollout', 'static'])(
    'has at the end of %s what the recording has',
    async (name) => {
      const recording = await loadRecording(recorded(name));
      const alive = new Map<string, string>();
      for (const line of recording.lines) {
        if (line.r !== 'pods' || !('object' in line)) continue;
        if (line.type === 'DELETED') alive.delete(line.object.metadata.uid ?? '');
        else if (line.type !== 'BOOKMARK') alive.set(line.object.metadata.uid ?? '', line.object.metadata.name ?? '');
      }
      const { server } = await start({ recordings: [recording], ...over });
      const { json } = await get(server, '/api/v1/pods');
      expect(new Map(json.items.map(({ metadata }) => [metadata.uid, metadata.name]))).toEqual(
        new Map([...alive].sort((a, b) => (a[1] < b[1] ? -1 : 1))),
      );
    },
  );

  it('says the version of the recording', async () => {
    const { server } = await start({ recordings: [recorded('v1.29/coldpull')], ...over });
    expect((await get(server, '/version')).json).toMatchObject({ major: '1', minor: '29', gitVersion: 'v1.29.1' });
  });

  it('lets the recording begin now', async () => {
    const { server } = await start({ recordings: [recorded('shop')], once: true });
    using stream = await watch(server, '/api/v1/pods?watch=1');
    const first = await stream.next();
    const created = Date.parse(
      String((first?.object.metadata as { creationTimestamp?: string } | undefined)?.creationTimestamp),
    );
    expect(Math.abs(Date.now() - created)).toBeLessThan(3000);
  });

  it('sends changes when they happened: of ten events, the quickest arrives within 200 ms of the time in its name', async () => {
    const { server } = await start({ recordings: [recorded('shop')], once: true, startedAgoMs: 14_000 });
    const { metadata } = (await get(server, '/api/v1/events')).json;
    using stream = await watch(server, `/api/v1/events?watch=1&resourceVersion=${metadata.resourceVersion}`);
    const delays: number[] = [];
    for (let i = 0; i < 10; i += 1) {
      const event = await stream.next();
      if (event?.type !== 'ADDED') continue;
      const name = event.object.metadata.name ?? '';
      delays.push(Date.now() - Number(BigInt(`0x${name.slice(name.lastIndexOf('.') + 1)}`) / 1_000_000n));
    }
    expect(Math.min(...delays)).toBeLessThan(200); // the others may find the machine busy
  });

  it('plays several recordings at once, each in its namespace', async () => {
    const { server } = await start({
      recordings: [recorded('cached'), recorded('gates'), recorded('v1.29/inits')],
      startedAgoMs: 8000,
      once: true,
    });
    const namespaces = new Set(
      (await get(server, '/api/v1/pods')).json.items.map(
        ({ metadata }) => (metadata as unknown as { namespace: string }).namespace,
      ),
    );
    expect(namespaces.size).toBe(3);
  });

  it('keeps resource versions in order over several recordings', async () => {
    const { server } = await start({
      recordings: [recorded('cached'), recorded('coldpull')],
      startedAgoMs: 9000,
      once: true,
    });
    using stream = await watch(
      server,
      `/api/v1/pods?watch=1&resourceVersion=${Number((await get(server, '/api/v1/pods')).json.metadata.resourceVersion)}`,
    );
    const versions = (await stream.take(4)).map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it('starts over with new objects, after the old ones were deleted', async () => {
    const { server, player } = await start({ recordings: [recorded('shop')], startedAgoMs: 91_000, restMs: 6000 });
    const before = (await get(server, '/apis/apps/v1/statefulsets')).json;
    using stream = await watch(
      server,
      `/apis/apps/v1/statefulsets?watch=1&resourceVersion=${before.metadata.resourceVersion}`,
    );
    const [first, second] = await stream.take(2);
    const uid = before.items[0]?.metadata.uid;
    expect([
      uid === undefined,
      first?.type,
      first?.object.metadata.uid === uid,
      second?.type,
      second?.object.metadata.uid === uid,
      player.round,
    ]).toEqual([false, 'DELETED', true, 'ADDED', false, 1]);
  }, 20_000);

  it('has in a later round only owner references that lead somewhere', async () => {
    const { server, player } = await start({ recordings: [recorded('daemonset')], startedAgoMs: 60_000, restMs: 10 });
    while (player.round === 0) await sleep(20);
    await sleep(3500);
    const sets = (await get(server, '/apis/apps/v1/daemonsets')).json.items.map(({ metadata }) => metadata.uid);
    const owners = (await get(server, '/api/v1/pods')).json.items.map(
      ({ metadata }) => (metadata as unknown as { ownerReferences: { uid: string }[] }).ownerReferences[0]?.uid,
    );
    expect([owners.length, owners.filter((uid) => !sets.includes(uid))]).toEqual([1, []]);
  }, 20_000);

  it('serves logs only up to now', async () => {
    const { server } = await start({ recordings: [recorded('shop')], startedAgoMs: 40_000, once: true });
    const path = '/api/v1/namespaces/shop/pods/orders-db-0/log?timestamps=true';
    const lines = (await get(server, path)).text.trim().split('\n');
    expect([
      lines.length > 0,
      lines.every((line) => Date.parse(line.slice(0, line.indexOf(' '))) <= Date.now()),
    ]).toEqual([true, true]);
  });

  it('leaves out a resource that the header does not name, and serves one that it does', async () => {
    const { header, lines } = await loadRecording(recorded('cached'));
    const thing = (r: string): (typeof lines)[number] => ({
      t: header.t,
      r,
      type: 'SYNC',
      object: { kind: 'Thing', apiVersion: 'example.com/v1', metadata: { name: 'x', namespace: 'shop', uid: r } },
    });
    const { server } = await start({
      recordings: [
        {
          header: { ...header, resources: { ...header.resources, things: '/apis/example.com/v1/things' } },
          lines: [thing('things'), thing('others'), ...lines],
        },
      ],
      once: true,
    });
    expect([
      (await get(server, '/apis/example.com/v1/things')).json.items.length,
      (await get(server, '/apis/example.com/v1/others')).status,
    ]).toEqual([1, 404]);
  });

  it('writes a kubeconfig that only its user can read, and takes it away in the end', async () => {
    const cluster = await startDemoCluster({ recordings: [recorded('cached')] });
    const mode = fs.statSync(cluster.kubeconfigPath).mode & 0o777;
    await cluster.stop();
    expect([mode, fs.existsSync(cluster.kubeconfigPath)]).toEqual([0o600, false]);
  });

  it('does not write over another kubeconfig', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-test-'));
    const file = path.join(folder, 'config');
    fs.writeFileSync(file, 'apiVersion: v1\n');
    await expect(startDemoCluster({ recordings: [recorded('cached')], kubeconfigOut: file })).rejects.toThrow(
      /exists already/,
    );
    expect(fs.readFileSync(file, 'utf8')).toBe('apiVersion: v1\n');
    fs.rmSync(folder, { recursive: true });
  });
});
