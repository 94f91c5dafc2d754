import { difference, eventObject, FAST, podObject } from '../../cluster/live-rig.ts';
import type { KubeObject } from '../../../src/replay/recording.ts';
import { TcpProxy } from '../../cluster/tcp-proxy.ts';
import { openCluster } from '../../../src/cluster/live-cluster.ts';
import { ApiServer } from '../../../src/replay/api-server.ts';
import { ApiState } from '../../../src/replay/api-state.ts';
import { dribble, refuse, reset, resetAfter, tooManyRequests, type Interference } from '../../../src/replay/faults.ts';
import { StatusError } from '../../../src/replay/status.ts';

/*
 * `npm run soak [-- --seconds 600] [--seed 1]`: a cluster that changes all the time behind a network and a server that fail at random. From
 * time to time everything heals, and the store must equal the server; at the end requests and memory must be flat.
 */

const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

/** mulberry32: the same seed, the same faults. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomOf(option('seed', 1));
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const state = new ApiState();
const server = await ApiServer.start({ state, bookmarkIntervalMs: 200 });
const proxy = await TcpProxy.start(server.port);
const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml: server.kubeconfig('shop').replace(server.url, `https://127.0.0.1:${proxy.port}`) }, timing: FAST, answerTimeoutMs: 1500, keepGone: () => 200, random });

const interferences: readonly (() => Interference)[] = [
  () => reset(),
  () => resetAfter(Math.floor(random() * 5000)),
  () => dribble(64, 1),
  () => tooManyRequests(1),
  () => refuse(new StatusError(500, 'InternalError', 'etcd has no leader')),
  () => refuse(new StatusError(401, 'Unauthorized', 'Unauthorized')),
  () => refuse(new StatusError(403, 'Forbidden', 'pods is forbidden')),
  () => refuse(new StatusError(410, 'Expired', 'too old resource version')),
  () => ({ answer: (response) => void response.writeHead(200).end() }),
];

const faults: Readonly<Record<string, () => Promise<void> | void>> = {
  'reset connections': () => proxy.reset(),
  'freeze connections': () => proxy.freeze(),
  'drop connections': () => server.dropConnections(),
  'compact': () => state.compact(),
  'cut answers': () => void (proxy.cutAfter = 3000 + Math.floor(random() * 20_000)),
  'spoil requests': () => {
    const spoil = pick(interferences);
    server.before = () => (random() < 0.5 ? spoil() : undefined);
    server.dropConnections();
  },
  'restart': async () => {
    await server.stop();
    await pause(random() * 500);
    await server.listen(server.port);
  },
};

/** Pods since the beginning: each has a name of its own, so that none takes another's place on the server and leaves its events there. */
let created = 0;

/** Nothing changes while it is compared. */
let calm = false;

function change(): void {
  const pods = state.resource('pods')!.items();
  const kind = random();
  if (pods.length < 50 || (kind < 0.3 && pods.length < 300)) {
    const pod = podObject(`pod-${(created += 1)}`);
    state.apply('pods', 'ADDED', pod);
    state.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
  } else if (kind < 0.6) remove(pick(pods).object);
  else state.apply('pods', 'MODIFIED', { ...pick(pods).object, status: { phase: random() < 0.5 ? 'Running' : 'Failed' } });
}

/** With its events, as their time to live does it: the server must not grow, it shares this process's memory. */
function remove(pod: KubeObject): void {
  state.apply('pods', 'DELETED', pod);
  const events = state.resource('events')!.items().map(({ object }) => object as KubeObject & { readonly involvedObject: { readonly uid: string } });
  for (const event of events) if (event.involvedObject.uid === pod.metadata.uid) state.apply('events', 'DELETED', event);
}

/** Pods and events. Those of pods that are gone are not on the server any more either. */
async function heal(): Promise<number> {
  calm = true;
  server.before = undefined;
  proxy.cutAfter = Infinity;
  const began = performance.now();
  for (;;) {
    const wrong = difference(state, cluster);
    if (wrong === '') {
      calm = false;
      return performance.now() - began;
    }
    if (performance.now() - began > 20_000) throw new Error(`the store does not become equal to the server: ${wrong}; ${JSON.stringify(cluster.status)}`);
    await pause(10);
  }
}

const heapMb = (): number => {
  global.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
};

/** What is held after a collection: megabytes, sockets of this process (both ends of each connection, and the proxy's two), and what else keeps it going. */
function held(): { readonly heapMb: number; readonly rssMb: number; readonly sockets: number; readonly timers: number } {
  const kinds = process.getActiveResourcesInfo();
  return {
    heapMb: heapMb(),
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
    sockets: kinds.filter((kind) => kind === 'TCPSocketWrap' || kind === 'TLSSocketWrap').length,
    timers: kinds.filter((kind) => kind === 'Timeout').length,
  };
}

cluster.start();
for (let turn = 0; turn < 200; turn += 1) change();
await heal();
const changing = setInterval(() => {
  if (calm) return;
  for (let turn = 0; turn < 5; turn += 1) change();
}, 20);
const end = Date.now() + option('seconds', 600) * 1000;
const recoveries: { readonly ms: number; readonly after: readonly string[] }[] = [];
const counts = new Map<string, number>();
/** After everything has healed, about every tenth of the time. */
const samples: ReturnType<typeof held>[] = [held()];
const cpu = process.cpuUsage();
const first = { requests: server.requests, at: Date.now() };
while (Date.now() < end) {
  const after: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const name = pick(Object.keys(faults));
    after.push(name);
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await faults[name]?.();
    await pause(random() * 400);
  }
  recoveries.push({ ms: Math.round(await heal()), after });
  if (Date.now() - first.at > (samples.length * (end - first.at)) / 10) samples.push(held());
}
clearInterval(changing);
await heal();
calm = true;
await pause(4000); // loops of owners may still wait for an answer that does not come
const quiet = server.requests;
await pause(5000);
const wrong = difference(state, cluster);
if (wrong !== '') process.exitCode = 1;
const sorted = recoveries.toSorted((a, b) => a.ms - b.ms);
console.log(
  JSON.stringify({
    seed: option('seed', 1),
    faults: Object.fromEntries(counts),
    healed: recoveries.length,
    recoveryMs: { p50: sorted[Math.floor(sorted.length / 2)]?.ms, p95: sorted[Math.floor(sorted.length * 0.95)]?.ms, slowest: sorted.at(-1) },
    requestsPerSecond: Math.round(((quiet - first.requests) / (Date.now() - first.at)) * 10_000) / 10,
    requestsInQuiet5s: server.requests - quiet,
    openConnections: proxy.connections,
    held: [...samples, held()],
    processorSeconds: Math.round(process.cpuUsage(cpu).user / 1e5 + process.cpuUsage(cpu).system / 1e5) / 10,
    difference: wrong,
    pods: { onServer: state.resource('pods')!.items().length, inStore: [...cluster.store.pods()].length, created },
    events: state.resource('events')!.items().length,
  }),
);
cluster.dispose();
await proxy.close();
await server.stop();
