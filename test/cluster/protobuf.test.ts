import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDemoCluster } from '../../src/replay/demo-cluster.ts';
import type { DemoCluster } from '../../src/replay/demo-cluster.ts';
import type { Before } from '../../src/replay/faults.ts';
import { encodeItem, encodeList, encodeObject, encodeWatchEvent, PROTOBUF } from '../support/protobuf.ts';

const found = spawnSync('kubectl', ['version', '--client']).status === 0;
if (!found) console.warn('kubectl is not installed: the test of the protobuf encoder with it is skipped');

const kinds: Readonly<Record<string, 'Pod' | 'Event'>> = { pods: 'Pod', events: 'Event' };
let answered = 0;

/** Answers for pods and events in protobuf to who takes it, as a real server does. */
const speakProtobuf =
  (cluster: () => DemoCluster): Before =>
  ({ headers, target, verb }) => {
    const kind = kinds[target?.resource ?? ''];
    const state = cluster().server.state.resource(target?.resource ?? '');
    if (!headers.accept?.includes(PROTOBUF) || !kind || !state || !target || target.subresource !== undefined) return undefined;
    const object = verb === 'get' ? state.get(target.namespace ?? '', target.name ?? '')?.object : undefined;
    const items = state.items().map((item) => item.object);
    return {
      answer: (response) => {
        answered += 1;
        response.setHeader('content-type', verb === 'watch' ? `${PROTOBUF};stream=watch` : PROTOBUF);
        if (object) response.end(encodeObject(kind, object));
        else if (verb === 'watch') response.end(Buffer.concat(items.map((item) => encodeWatchEvent('ADDED', encodeObject(kind, item)))));
        else response.end(encodeList(kind, items.map((item) => encodeItem(kind, item)), { resourceVersion: String(state.version) }));
      },
    };
  };

let cluster: DemoCluster;
let cache = '';
beforeAll(async () => {
  cluster = await startDemoCluster({ recordings: ['test/recordings/shop.ndjson.gz'], startedAgoMs: 3_600_000, once: true });
  cache = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-kubectl-'));
});
afterAll(async () => {
  await cluster.stop();
  fs.rmSync(cache, { recursive: true, force: true });
});

async function kubectl(...command: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('kubectl', ['--kubeconfig', cluster.kubeconfigPath, '--cache-dir', cache, ...command], { timeout: 20_000 });
  return stdout;
}

/** Both times by the same words; ages go on between the two. */
async function bothWays(...command: readonly string[]): Promise<readonly [string, string]> {
  const withoutAges = (text: string): string => text.replace(/\b\d+[smhd](\d+[smh])?\b/g, 'AGE').replace(/ +/g, ' ').replace(/-{2,}/g, '--').split('\n').sort().join('\n');
  cluster.server.before = undefined;
  const json = await kubectl(...command);
  cluster.server.before = speakProtobuf(() => cluster);
  answered = 0;
  const protobuf = await kubectl(...command);
  cluster.server.before = undefined;
  return [withoutAges(json), withoutAges(protobuf)];
}

describe.skipIf(!found)('the protobuf of test/support is what kubectl reads', () => {
  it.each(['orders-db-0', 'payments', 'mailer', 'fraud-model', 'checkout', 'recommender', 'nightly-report', 'web'])('describes pod %s as it does from JSON', async (prefix) => {
    const name = cluster.server.state.resource('pods')?.items().map(({ object }) => object.metadata.name ?? '').find((candidate) => candidate.startsWith(prefix)) ?? prefix;
    const [json, protobuf] = await bothWays('describe', 'pod', name, '-n', 'shop', '--show-events=false');
    expect([protobuf, answered > 0, protobuf.length > 1000]).toEqual([json, true, true]);
  });

  it('lists events as it does from JSON', async () => {
    const [json, protobuf] = await bothWays('events', '-n', 'shop');
    expect([protobuf, answered > 0]).toEqual([json, true]);
  });

  it('watches events', async () => {
    cluster.server.before = speakProtobuf(() => cluster);
    const output = await promisify(execFile)('timeout', ['5', 'kubectl', '--kubeconfig', cluster.kubeconfigPath, '--cache-dir', cache, 'events', '-n', 'shop', '--watch']).catch((error: unknown) => error as { stdout: string });
    expect(output.stdout.match(/Scheduled/g)?.length).toBeGreaterThan(5);
  });
});
