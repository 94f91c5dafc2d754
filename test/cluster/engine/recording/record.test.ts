import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openRawCluster } from '../../../../src/engine/watch/raw-cluster.ts';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import { startDemoCluster } from '../../../../src/demo-server/demo-cluster.ts';
import { evidenceOf } from '../../../../src/engine/recording/evidence-of-recording.ts';
import type { Before } from '../../../../src/demo-server/interference.ts';
import { loadRecording } from '../../../../src/engine/recording/read-recording.ts';
import { recordCluster, type RecordOptions, type RecordSummary } from '../../../../src/engine/recording/record.ts';
import type { KubeObject, Recording } from '../../../../src/engine/recording/recording.ts';
import { StatusError } from '../../../../src/demo-server/status.ts';
import { denying, refuse } from '../../faults.ts';

const pod = (name: string): KubeObject => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: {
    name,
    namespace: 'shop',
    uid: `uid-${name}`,
    creationTimestamp: '2026-11-21T08:00:00Z',
    managedFields: [],
  },
  spec: { containers: [{ name: 'app', image: 'x' }] },
  status: { phase: 'Pending' },
});

let state = new ApiState();
let server: ApiServer;
let file = '';
beforeEach(async () => {
  state = new ApiState();
  server = await ApiServer.start({ state });
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-record-')), 'out.ndjson.gz');
});
afterEach(async () => {
  await server.stop();
  fs.rmSync(path.dirname(file), { recursive: true, force: true });
});

/** Records while `meanwhile` runs. */
async function record(meanwhile: () => Promise<void> | void, options: Partial<RecordOptions> = {}): Promise<Recording> {
  const cluster = await openRawCluster({ kind: 'text', yaml: server.kubeconfig('shop') });
  const end = new AbortController();
  const live = new Promise<void>((resolve) => {
    const recording = recordCluster({
      cluster,
      namespace: 'shop',
      file,
      overwrite: false,
      signal: end.signal,
      onLive: resolve,
      ...options,
    });
    ended = recording.then((found) => void (summary = found));
    ended.catch(() => resolve());
  });
  await live;
  await meanwhile();
  end.abort();
  await ended;
  cluster.close();
  return loadRecording(file);
}
let ended: Promise<void> = Promise.resolve();
let summary: RecordSummary | undefined;

const refusing: Before = () => refuse(new StatusError(401, 'Unauthorized', 'Unauthorized'));

const untilThere = async (wanted: () => boolean): Promise<void> => {
  for (let waited = 0; waited < 10_000 && !wanted(); waited += 20) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const podLines = ({ lines }: Recording): readonly string[] =>
  lines.flatMap((line) =>
    line.r === 'pods' && 'object' in line && line.type !== 'BOOKMARK'
      ? [`${line.type} ${line.object.metadata.name ?? ''}`]
      : [],
  );

describe('recording a cluster', () => {
  it('writes what was there and what changed, with managedFields, kind and apiVersion', async () => {
    state.apply('pods', 'ADDED', pod('a'));
    const recording = await record(async () => {
      state.apply('pods', 'ADDED', pod('b'));
      state.apply('pods', 'DELETED', pod('a'));
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    const first = recording.lines.find(({ r }) => r === 'pods');
    expect([podLines(recording), first && 'object' in first && first.object]).toMatchObject([
      ['SYNC a', 'ADDED b', 'DELETED a'],
      { kind: 'Pod', apiVersion: 'v1', metadata: { managedFields: [] } },
    ]);
  });

  it('writes after a gap that the server has forgotten what it changed', async () => {
    state.apply('pods', 'ADDED', pod('a'));
    state.apply('pods', 'ADDED', pod('b'));
    const recording = await record(async () => {
      const { port } = server;
      await server.stop();
      state.apply('pods', 'DELETED', pod('a'));
      state.apply('pods', 'ADDED', pod('c'));
      state.apply('pods', 'MODIFIED', pod('b'));
      state.compact();
      let listed = false;
      server.before = ({ target, verb }) => {
        listed ||= target?.resource === 'pods' && verb === 'list';
        return undefined;
      };
      await server.listen(port);
      await untilThere(() => listed);
      await new Promise((resolve) => setTimeout(resolve, 300));
    });
    expect(podLines(recording)).toEqual(['SYNC a', 'SYNC b', 'SYNC b', 'SYNC c', 'DELETED a']);
  }, 20_000);

  it('goes on without what is forbidden, and tells so', async () => {
    server.before = denying(({ target }) => target?.resource === 'events' || target?.resource === 'nodes');
    state.apply('pods', 'ADDED', pod('a'));
    const missing: string[] = [];
    const recording = await record(() => undefined, { onMissing: (resource) => missing.push(resource) });
    expect([podLines(recording), missing.sort()]).toEqual([['SYNC a'], ['events', 'nodes']]);
  });

  it('leaves no file when pods are forbidden', async () => {
    server.before = denying(({ target }) => target?.resource === 'pods');
    await expect(record(() => undefined)).rejects.toThrow();
    expect(fs.existsSync(file)).toBe(false);
  });

  it('tells of a folder that is not there', async () => {
    file = path.join(path.dirname(file), 'nowhere', 'out.ndjson.gz');
    await expect(record(() => undefined)).rejects.toThrow(/its folder does not exist/);
  });

  it('keeps what it has, leaves out what cannot be read, and tells so', async () => {
    state.apply('pods', 'ADDED', pod('a'));
    const skipped: string[] = [];
    const recording = await record(
      async () => {
        state.apply('pods', 'ADDED', {
          ...pod('odd'),
          metadata: { name: 'odd', namespace: 'shop', uid: 5 },
        } as unknown as KubeObject);
        state.apply('pods', 'ADDED', pod('b'));
        await new Promise((resolve) => setTimeout(resolve, 300));
      },
      { onSkipped: (resource) => skipped.push(resource) },
    );
    expect([podLines(recording), skipped, summary?.skipped]).toEqual([['SYNC a', 'ADDED b'], ['pods'], 1]);
  });

  it('says when it sees nothing any more and when it does again, and writes the gap down', async () => {
    state.apply('pods', 'ADDED', pod('a'));
    const told: string[] = [];
    const recording = await record(
      async () => {
        const { port } = server;
        await server.stop();
        await untilThere(() => told.length > 0);
        state.apply('pods', 'ADDED', pod('b'));
        await server.listen(port);
        await untilThere(() => told.length > 1);
      },
      {
        onLost: (resources, { code }) => told.push(`lost ${resources.includes('pods')} ${code}`),
        onBack: (resources) => told.push(`back ${resources.includes('pods')}`),
      },
    );
    const gap = recording.lines.find((line) => line.type === 'GAP' && line.r === 'pods');
    expect([
      told,
      podLines(recording),
      gap?.type === 'GAP' && gap.t - gap.since >= 1000,
      (summary?.blindMs ?? 0) >= 1000,
    ]).toEqual([['lost true unreachable', 'back true'], ['SYNC a', 'ADDED b'], true, true]);
  }, 20_000);

  it('says when its token has expired, and that it was blind to the end', async () => {
    state.apply('pods', 'ADDED', pod('a'));
    const told: string[] = [];
    const recording = await record(
      async () => {
        server.before = refusing;
        server.dropConnections();
        await untilThere(() => told.length > 0);
      },
      { onLost: (_, { code }) => told.push(code) },
    );
    const gaps = recording.lines.filter((line) => line.type === 'GAP').map(({ r }) => r);
    expect([told[0], podLines(recording), gaps.includes('pods'), summary?.hasLogs]).toEqual([
      'unauthorized',
      ['SYNC a'],
      true,
      false,
    ]);
  }, 20_000);

  it('makes a file that it replaces readable by its user only', async () => {
    fs.writeFileSync(file, 'old', { mode: 0o644 });
    fs.chmodSync(file, 0o644);
    await record(() => undefined, { overwrite: true });
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  it('gives timelines like those of the recording that the demo cluster played', async () => {
    const demo = await startDemoCluster({ recordings: ['test/recordings/cached.ndjson.gz'], once: true });
    const yaml = fs.readFileSync(demo.kubeconfigPath, 'utf8').replace(/"namespace": "[^"]*"/, '"namespace": "shop"');
    const cluster = await openRawCluster({ kind: 'text', yaml });
    await recordCluster({ cluster, file, overwrite: false, signal: AbortSignal.timeout(9000) });
    cluster.close();
    await demo.stop();
    const original = await loadRecording('test/recordings/cached.ndjson.gz');
    const offset = Math.round((Number((await loadRecording(file)).header.t) - original.header.t) / 1000) * 1000;
    const readyOf = async (recording: Recording): Promise<readonly number[]> => {
      const { store } = await evidenceOf(recording, 'live');
      return [...store.pods()].map(({ pod: { uid } }) => Number(store.timeline(uid)?.instants['podReady']?.at)).sort();
    };
    const [wanted, found] = [await readyOf(original), await readyOf(await loadRecording(file))];
    const errors = wanted.map((at, index) => Math.abs(((found[index] ?? 0) - at - offset) % 1000));
    expect([found.length, errors.every((error) => Math.min(error, 1000 - error) < 60)]).toEqual([wanted.length, true]);
  }, 20_000);
});
