import * as https from 'node:https';
import * as zlib from 'node:zlib';
import { KubeConfig, makeInformer, type V1Pod, type CoreV1Event } from '@kubernetes/client-node';
import type { Cluster } from '../../../src/engine/watch/cluster.ts';
import { EvidenceStore } from '../../../src/engine/store/evidence-store.ts';
import { openCluster } from '../../../src/engine/watch/live-cluster.ts';
import { measure, watchStall } from './measure.ts';

/* One case of the bench, in a process of its own: `node --expose-gc case.ts NAME '{"url","ca","token"}'`. */

interface Server {
  readonly url: string;
  readonly ca: string;
  readonly token: string;
  readonly pods: number;
  readonly events: number;
}

const [, , name = '', json = '{}'] = process.argv;
const server = JSON.parse(json) as Server;

const kubeconfig = JSON.stringify({
  'current-context': 'bench',
  contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
  clusters: [
    {
      name: 'bench',
      cluster: { server: server.url, 'certificate-authority-data': Buffer.from(server.ca).toString('base64') },
    },
  ],
  users: [{ name: 'bench', user: { token: server.token } }],
});

/** Compressed where the server compresses, as for the other cases. */
function get(path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    https
      .get(
        `${server.url}${path}`,
        { ca: server.ca, headers: { authorization: `Bearer ${server.token}`, 'accept-encoding': 'gzip' } },
        (answer) => {
          const chunks: Buffer[] = [];
          const plain =
            answer.headers['content-encoding'] === 'gzip'
              ? answer.pipe(zlib.createGunzip({ chunkSize: 64 * 1024 }))
              : answer;
          plain.on('data', (chunk: Buffer) => chunks.push(chunk));
          plain.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString('utf8'))));
          plain.on('error', reject);
          answer.on('error', reject);
        },
      )
      .on('error', reject);
  });
}

/** Fetch the same bytes and parse them. */
const floor = (): Promise<unknown> => Promise.all([get('/api/v1/pods'), get('/api/v1/events')]);

async function informer(): Promise<unknown> {
  const config = new KubeConfig();
  config.loadFromString(kubeconfig);
  const { CoreV1Api } = await import('@kubernetes/client-node');
  const api = config.makeApiClient(CoreV1Api);
  const pods = makeInformer<V1Pod>(config, '/api/v1/pods', () => api.listPodForAllNamespaces());
  const events = makeInformer<CoreV1Event>(config, '/api/v1/events', () => api.listEventForAllNamespaces());
  await Promise.all([pods.start(), events.start()]);
  return [pods, events];
}

function storeOf({ store }: Cluster): EvidenceStore {
  if (store instanceof EvidenceStore) return store;
  throw new Error('the store of a live cluster is an EvidenceStore');
}

/** Until everything that the server has is in the store. */
async function filled(protobuf: 'never' | 'when-offered', lists: 'pages' | 'stream' = 'pages'): Promise<Cluster> {
  const cluster = await openCluster({
    kubeconfig: { kind: 'text', yaml: kubeconfig },
    scope: { kind: 'all' },
    protobuf,
    lists,
    now: () => performance.timeOrigin + performance.now(),
  });
  const store = storeOf(cluster);
  const full = new Promise<void>((resolve) => {
    store.changed.subscribe(() => {
      if (store.counts.pods >= server.pods && store.counts.events >= server.events) resolve();
    });
  });
  cluster.start();
  await full;
  return cluster;
}

interface Watched {
  readonly eventsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

const WATCH_MS = 3000;
const STALL_LIMIT_MS = 25;
/** More than a stall or two: then events come faster than they are read. */
const LATE_LIMIT_MS = 60;

/**
 * The highest of some rates at which nothing piles up and the loop stays free; latency from the server's socket to the
 * store's change signal.
 */
async function watch(): Promise<Watched> {
  const cluster = await filled('never');
  let best: Watched = { eventsPerSecond: 0, p50Ms: 0, p99Ms: 0 };
  for (const rate of [1000, 2000, 5000, 10_000, 15_000, 20_000, 30_000]) {
    const { stallMs, eventsPerSecond, late } = await watchAt(cluster, rate);
    const p99Ms = quantile(late, 0.99);
    if (stallMs > STALL_LIMIT_MS || eventsPerSecond < rate * 0.95 || p99Ms > LATE_LIMIT_MS) break;
    best = { eventsPerSecond: Math.round(eventsPerSecond), p50Ms: quantile(late, 0.5), p99Ms };
  }
  return best;
}

async function watchAt(
  cluster: Cluster,
  rate: number,
): Promise<{ readonly stallMs: number; readonly eventsPerSecond: number; readonly late: number[] }> {
  const store = storeOf(cluster);
  const late: number[] = [];
  const listening = store.changed.subscribe(({ pods }) => {
    const now = performance.timeOrigin + performance.now();
    for (const uid of pods) {
      if (!uid.endsWith('0')) continue; // to look at each would be most of the work
      const sentAt = Number(store.newestEvent(uid)?.message);
      if (sentAt > 0) late.push(now - sentAt);
    }
  });
  await get(`/bench/rate?perSecond=${rate}`);
  await pause(300);
  const before = store.counts.events;
  const began = performance.now();
  const stall = watchStall();
  await pause(WATCH_MS);
  const eventsPerSecond = ((store.counts.events - before) / (performance.now() - began)) * 1000;
  const { cpu: stallMs } = stall();
  listening.dispose();
  await get('/bench/rate?perSecond=0');
  await pause(300);
  return { stallMs, eventsPerSecond, late };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const quantile = (values: readonly number[], part: number): number =>
  Math.round((values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0) * 100) / 100;

const cases: Readonly<Record<string, () => Promise<unknown>>> = {
  floor,
  informer,
  podfall: () => filled('never'),
  podfallProtobuf: () => filled('when-offered'),
  podfallStream: () => filled('never', 'stream'),
  podfallProtobufStream: () => filled('when-offered', 'stream'),
};
const work = cases[name];
process.stdout.write(`${JSON.stringify(work ? await measure(work) : await watch())}\n`);
process.exit(0);
