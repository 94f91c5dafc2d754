import { randomOf } from '../../attack/random.ts';
import { difference, eventObject, FAST, podObject } from '../../cluster/engine/watch/live-rig.ts';
import { Churn } from './churn.ts';
import { TcpProxy } from '../../cluster/engine/access/tcp-proxy.ts';
import { openCluster } from '../../../src/engine/watch/live-cluster.ts';
import type { ApiRequest } from '../../../src/demo-server/api-request.ts';
import type { KubeObject } from '../../../src/engine/recording/recording.ts';
import { ApiServer } from '../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../src/demo-server/api-state.ts';
import type { Interference } from '../../../src/demo-server/interference.ts';
import { StatusError } from '../../../src/demo-server/status.ts';
import { dribble, refuse, reset, resetAfter, tooManyRequests } from '../../cluster/faults.ts';

/*
 * `npm run soak [-- --seconds 600] [--idle-seconds 30] [--seed 1]`: a cluster in which pods, owners, namespaces,
 * images, claims and nodes come and go all the time, behind a network and a server that fail at random. From time to
 * time everything heals, and the store must equal the server; at the end requests, sockets and memory must be flat.
 * Then 3,000 pods with which nothing happens, which must cost next to nothing.
 */

const option = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

const random = randomOf(option('seed', 1));
const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The server shares this process's memory: what it remembers of the past is to be full soon. */
const state = new ApiState({ historyWindow: 500 });
const churn = new Churn(state, random);
const server = await ApiServer.start({ state, bookmarkIntervalMs: 200 });
const proxy = await TcpProxy.start(server.port);
const cluster = await openCluster({
  kubeconfig: { kind: 'text', yaml: server.kubeconfig('shop').replace(server.url, `https://127.0.0.1:${proxy.port}`) },
  scope: { kind: 'all' },
  lists: 'stream',
  timing: FAST,
  answerTimeoutMs: 1500,
  keepGone: () => 200,
  random,
});

/**
 * Pods that may not be listed in all namespaces are watched in the context's one from then on: that is no fault from
 * which to recover.
 */
const forbidden = ({ target }: ApiRequest): Interference =>
  target?.resource === 'pods' ? reset() : refuse(new StatusError(403, 'Forbidden', `${target?.resource} is forbidden`));

const interferences: readonly ((request: ApiRequest) => Interference)[] = [
  () => reset(),
  () => resetAfter(Math.floor(random() * 5000)),
  () => dribble(64, 1),
  () => tooManyRequests(1),
  () => refuse(new StatusError(500, 'InternalError', 'etcd has no leader')),
  () => refuse(new StatusError(401, 'Unauthorized', 'Unauthorized')),
  forbidden,
  () => refuse(new StatusError(410, 'Expired', 'too old resource version')),
  () => ({ answer: (response) => void response.writeHead(200).end() }),
];

const faults: Readonly<Record<string, () => Promise<void> | void>> = {
  'reset connections': () => proxy.reset(),
  'freeze connections': () => proxy.freeze(),
  'drop connections': () => server.dropConnections(),
  compact: () => state.compact(),
  'cut answers': () => void (proxy.cutAfter = 3000 + Math.floor(random() * 20_000)),
  'spoil requests': () => {
    const spoil = pick(interferences);
    server.before = (request) => (random() < 0.5 ? spoil(request) : undefined);
    server.dropConnections();
  },
  restart: async () => {
    await server.stop();
    await pause(random() * 500);
    await server.listen(server.port);
  },
};

/**
 * Of objects that nobody listed and no pod refers to, the events wait in a queue with a limit (`Retention`): those of a
 * pod that lives long may be pushed out, and that is meant.
 */
const isKept = (event: KubeObject): boolean =>
  (event as unknown as { involvedObject: { kind: string } }).involvedObject.kind !== 'HorizontalPodAutoscaler';

/** Nothing changes while it is compared. */
let calm = false;

/** Pods and events. Those of pods that are gone are not on the server any more either. */
async function heal(): Promise<number> {
  calm = true;
  server.before = undefined;
  proxy.cutAfter = Infinity;
  const began = performance.now();
  for (;;) {
    const wrong = difference(state, cluster, isKept);
    if (wrong === '') {
      calm = false;
      return performance.now() - began;
    }
    if (performance.now() - began > 20_000) {
      throw new Error(`the store does not become equal to the server: ${wrong}; ${JSON.stringify(cluster.status)}`);
    }
    await pause(10);
  }
}

const heapMb = (): number => {
  global.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1e5) / 10;
};

/**
 * What is held after a collection: megabytes, sockets of this process (both ends of each connection, and the proxy's
 * two), and what else keeps it going.
 */
function held(): {
  readonly heapMb: number;
  readonly rssMb: number;
  readonly sockets: number;
  readonly timers: number;
} {
  const kinds = process.getActiveResourcesInfo();
  return {
    heapMb: heapMb(),
    rssMb: Math.round(process.memoryUsage().rss / 1e6),
    sockets: kinds.filter((kind) => kind === 'TCPSocketWrap' || kind === 'TLSSocketWrap').length,
    timers: kinds.filter((kind) => kind === 'Timeout').length,
  };
}

/**
 * What counts as flat: the last third of the samples over the second, in the mean. The first third fills tables that
 * have a limit.
 */
const MOST_GROWTH = 1.1;

function growth(): { readonly heap: number; readonly sockets: number } {
  const third = Math.ceil(samples.length / 3);
  const ratio = (of: (sample: (typeof samples)[number]) => number): number => {
    const mean = (some: typeof samples): number => some.reduce((sum, sample) => sum + of(sample), 0) / some.length;
    return Math.round((mean(samples.slice(-third)) / mean(samples.slice(third, -third))) * 1000) / 1000;
  };
  return { heap: ratio(({ heapMb }) => heapMb), sockets: ratio(({ sockets }) => sockets) };
}

/** A few: of the server in this process, too. */
const MOST_IDLE_MS = 60;

/** What 3,000 pods cost with which nothing happens, with the timing of every day. */
async function idleCpu(
  seconds: number,
): Promise<{ readonly pods: number; readonly seconds: number; readonly cpuMs: number; readonly cpuMsIn30s: number }> {
  const quiet = new ApiState();
  for (let serial = 0; serial < 3000; serial += 1) {
    const pod = podObject(`idle-${serial}`);
    quiet.apply('pods', 'ADDED', pod);
    quiet.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
  }
  const own = await ApiServer.start({ state: quiet });
  const watching = await openCluster({ kubeconfig: { kind: 'text', yaml: own.kubeconfig('shop') } });
  watching.start();
  while (difference(quiet, watching) !== '') await pause(100);
  await pause(5000); // the compiler and the collector are done
  const began = process.cpuUsage();
  await pause(seconds * 1000);
  const { user, system } = process.cpuUsage(began);
  watching.dispose();
  await own.stop();
  const cpuMs = Math.round((user + system) / 100) / 10;
  return { pods: 3000, seconds, cpuMs, cpuMsIn30s: Math.round((cpuMs * 300) / seconds) / 10 };
}

cluster.start();
for (let turn = 0; turn < 200; turn += 1) churn.change();
await heal();
const changing = setInterval(() => {
  if (calm) return;
  for (let turn = 0; turn < 5; turn += 1) churn.change();
}, 20);
const end = Date.now() + option('seconds', 600) * 1000;
const recoveries: { readonly ms: number; readonly after: readonly string[] }[] = [];
const counts = new Map<string, number>();
/** After everything has healed, about every twelfth of the time. */
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
  if (Date.now() - first.at > (samples.length * (end - first.at)) / 12) samples.push(held());
}
clearInterval(changing);
await heal();
calm = true;
await pause(4000); // loops of owners may still wait for an answer that does not come
const quiet = server.requests;
await pause(5000);
const wrong = difference(state, cluster, isKept);
if (wrong !== '') process.exitCode = 1;
samples.push(held());
const flat = growth();
if (flat.heap > MOST_GROWTH || flat.sockets > MOST_GROWTH) process.exitCode = 1;
const sorted = recoveries.toSorted((a, b) => a.ms - b.ms);
console.log(
  JSON.stringify({
    seed: option('seed', 1),
    faults: Object.fromEntries(counts),
    healed: recoveries.length,
    recoveryMs: {
      p50: sorted[Math.floor(sorted.length / 2)]?.ms,
      p95: sorted[Math.floor(sorted.length * 0.95)]?.ms,
      slowest: sorted.at(-1),
    },
    requestsPerSecond: Math.round(((quiet - first.requests) / (Date.now() - first.at)) * 10_000) / 10,
    requestsInQuiet5s: server.requests - quiet,
    openConnections: proxy.connections,
    held: samples,
    growth: flat,
    processorSeconds: Math.round(process.cpuUsage(cpu).user / 1e5 + process.cpuUsage(cpu).system / 1e5) / 10,
    difference: wrong,
    pods: { onServer: churn.pods, inStore: [...cluster.store.pods()].length, created: churn.created },
    events: state.resource('events')!.items().length,
  }),
);
cluster.dispose();
await proxy.close();
await server.stop();
const idle = await idleCpu(option('idle-seconds', 30));
console.log(JSON.stringify({ idle }));
if (idle.cpuMsIn30s > MOST_IDLE_MS) process.exitCode = 1;
