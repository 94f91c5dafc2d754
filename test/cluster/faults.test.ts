import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openCluster } from '../../src/cluster/live-cluster.ts';
import { ApiServer } from '../../src/replay/api-server.ts';
import { ApiState } from '../../src/replay/api-state.ts';
import { denying, dribble, hang, refuse, reset, resetAfter, tooManyRequests } from '../../src/replay/faults.ts';
import { StatusError } from '../../src/replay/status.ts';
import { difference, eventObject, FAST, podObject, startRig, until, type Rig, type RigOptions } from './live-rig.ts';
import { TcpProxy } from './tcp-proxy.ts';

/*
 * Each fault over real sockets: it happens, the server's state goes on changing, the fault ends. Then the store must equal the server's
 * state, nothing lost or twice, and the status must have said what was going on. FAULT_TABLE=1 prints the times to recover.
 */

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A rig with some pods that the store has already. */
async function running(options: RigOptions = {}): Promise<Rig> {
  const rig = await startRig(options);
  for (let index = 0; index < 5; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  await rig.converged();
  await rig.reaches('live');
  return rig;
}

/** One more pod with an event, one changed, one deleted. */
let round = 0;
function change({ state }: Rig): void {
  round += 1;
  const pod = podObject(`new-${round}`);
  state.apply('pods', 'ADDED', pod);
  state.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
  const [first, second] = state.resource('pods')!.items();
  if (first) state.apply('pods', 'MODIFIED', { ...first.object, status: { phase: 'Running' } });
  if (second) state.apply('pods', 'DELETED', second.object);
}

/** Waits for equality, and notes how long it took since the fault ended. */
async function recovers(name: string, rig: Rig, withinMs = 5000): Promise<void> {
  const began = performance.now();
  await rig.converged(withinMs);
  await rig.reaches('live', withinMs);
  if (process.env['FAULT_TABLE']) console.log(`FAULT ${name}: ${Math.round(performance.now() - began)} ms`);
}

const said = (rig: Rig): string[] => rig.statuses.map((status) => ('problem' in status ? status.problem.code : status.state));

/** A rig whose kubeconfig leads through a proxy. */
async function behindProxy(options: Pick<RigOptions, 'now' | 'sleepCheckMs' | 'timing'> = {}): Promise<{ readonly rig: Rig; readonly proxy: TcpProxy }> {
  const rig = await startRig({ ...options, start: false });
  const proxy = await TcpProxy.start(rig.server.port);
  const yaml = rig.server.kubeconfig('shop').replace(rig.server.url, `https://127.0.0.1:${proxy.port}`);
  const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml }, ...options, timing: { ...FAST, ...options.timing } });
  onTestFinished(async () => {
    cluster.dispose();
    await proxy.close();
    await rig[Symbol.asyncDispose]();
  });
  const statuses: Rig['statuses'][number][] = [];
  cluster.statusChanged.subscribe((status) => statuses.push(status));
  const proxied: Rig = {
    ...rig,
    cluster,
    statuses,
    converged: (withinMs) => until(() => difference(rig.state, cluster), withinMs),
    reaches: async (wanted, withinMs) => {
      await until(() => (cluster.status.state === wanted ? '' : JSON.stringify(cluster.status)), withinMs);
      return cluster.status;
    },
  };
  return { rig: proxied, proxy };
}

async function runningBehindProxy(options: Pick<RigOptions, 'now' | 'sleepCheckMs' | 'timing'> = {}): Promise<{ readonly rig: Rig; readonly proxy: TcpProxy }> {
  const both = await behindProxy(options);
  for (let index = 0; index < 5; index += 1) both.rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  both.rig.cluster.start();
  await both.rig.converged();
  await both.rig.reaches('live');
  return both;
}

test('the server restarts', async () => {
  await using rig = await running();
  await rig.server.stop();
  await rig.reaches('retrying');
  change(rig);
  await pause(300);
  await rig.server.listen(rig.server.port);
  await recovers('server restarts', rig);
  expect(said(rig)).toContain('unreachable');
});

test('the connection is reset in the middle of a line', async () => {
  await using rig = await running();
  rig.server.before = ({ verb }) => (verb === 'watch' ? resetAfter(700) : undefined);
  rig.server.dropConnections();
  for (let index = 0; index < 5; index += 1) {
    change(rig);
    await pause(30);
  }
  rig.server.before = undefined;
  await recovers('reset mid-line', rig);
});

test('the connection is reset in the middle of a list', async () => {
  await using rig = await startRig({ server: { before: ({ verb }) => (verb === 'list' ? resetAfter(1000) : undefined) } });
  for (let index = 0; index < 5; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  await rig.reaches('retrying');
  rig.server.before = undefined;
  await recovers('reset in a list', rig);
});

test('a half-open connection is noticed and replaced', async () => {
  const { rig, proxy } = await runningBehindProxy();
  proxy.freeze();
  change(rig);
  await recovers('half-open connection (silence limit 600 ms)', rig);
});

test('a server that takes requests and never answers is given up', async () => {
  await using rig = await running();
  rig.server.before = ({ verb }) => (verb === 'watch' ? hang() : undefined);
  rig.server.dropConnections();
  change(rig);
  await pause(200);
  rig.server.before = undefined;
  rig.server.dropConnections();
  await recovers('requests without an answer', rig);
});

test('lines arrive byte by byte', async () => {
  await using rig = await running();
  rig.server.before = ({ verb }) => (verb === 'get' ? undefined : dribble(1, 0));
  rig.server.dropConnections();
  change(rig);
  await recovers('split at every byte', rig, 20_000);
});

test('a compressed list is cut', async () => {
  const { rig, proxy } = await behindProxy();
  for (let index = 0; index < 400; index += 1) rig.state.apply('pods', 'ADDED', podObject(`pod-${index}`, { annotations: { note: Math.random().toString(36).repeat(20) } }));
  proxy.cutAfter = 9000;
  rig.cluster.start();
  await rig.reaches('retrying');
  proxy.cutAfter = Infinity;
  await recovers('gzip stream cut', rig);
});

test('410 on a watch', async () => {
  await using rig = await running();
  rig.server.before = ({ verb }) => (verb === 'watch' ? refuse(new StatusError(410, 'Expired', 'too old resource version')) : undefined);
  rig.server.dropConnections();
  change(rig);
  await pause(100);
  rig.server.before = undefined;
  await recovers('410 on a watch', rig);
});

test('410 as an ERROR event', async () => {
  await using rig = await running();
  rig.server.before = () => hang();
  rig.server.dropConnections();
  change(rig);
  rig.state.compact();
  rig.server.before = undefined;
  rig.server.dropConnections();
  await recovers('410 as an ERROR event', rig);
});

test('410 in the middle of a paged list', async () => {
  await using rig = await startRig({ start: false, timing: { pageSize: 2 } });
  for (let index = 0; index < 9; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  let refused = 0;
  rig.server.before = ({ query }) => (query.has('continue') && (refused += 1) < 3 ? refuse(new StatusError(410, 'Expired', 'The provided continue parameter is too old')) : undefined);
  rig.cluster.start();
  await recovers('410 on a list', rig);
});

test('429 is obeyed as long as it says', async () => {
  await using rig = await startRig({ server: { before: ({ target }) => (target?.resource === 'pods' ? tooManyRequests(1) : undefined) } });
  rig.state.apply('pods', 'ADDED', podObject('one'));
  const status = await rig.reaches('retrying');
  expect(status.state === 'retrying' && status.nextTryAt - Date.now()).toBeGreaterThan(800);
  rig.server.before = undefined;
  await recovers('429 with Retry-After: 1', rig);
});

test('500s for a while are no storm', async () => {
  let asked = 0;
  await using rig = await running();
  rig.server.before = ({ target }) => (target?.resource === 'pods' ? ((asked += 1), refuse(new StatusError(500, 'InternalError', 'etcd has no leader'))) : undefined);
  rig.server.dropConnections();
  change(rig);
  await pause(2000);
  expect(asked).toBeLessThan(25);
  rig.server.before = undefined;
  await recovers('500s (longest delay 200 ms)', rig);
  expect(said(rig)).toContain('server-error');
});

test('401 in the middle', async () => {
  await using rig = await running();
  rig.server.before = () => refuse(new StatusError(401, 'Unauthorized', 'Unauthorized'));
  rig.server.dropConnections();
  change(rig);
  expect(await rig.reaches('denied')).toMatchObject({ problem: { code: 'unauthorized' } });
  rig.server.before = undefined;
  await recovers('401 in the middle', rig);
});

test('403 later', async () => {
  await using rig = await running();
  rig.server.before = denying(({ target }) => target?.resource === 'pods');
  rig.server.dropConnections();
  change(rig);
  expect(await rig.reaches('denied')).toMatchObject({ problem: { code: 'forbidden' } });
  expect([...rig.cluster.store.pods()]).toHaveLength(5);
  rig.server.before = undefined;
  await recovers('403 later', rig);
});

test('the server comes back with a certificate of another authority', async () => {
  const state = new ApiState();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-rotated-'));
  onTestFinished(() => fs.rmSync(folder, { recursive: true }));
  const authority = path.join(folder, 'ca.crt');
  await using rig = await running({
    state,
    kubeconfig: (server) => {
      fs.writeFileSync(authority, server.certificates.ca);
      return server.kubeconfig('shop').replace(/"certificate-authority-data": ".*"/, `"certificate-authority": "${authority}"`);
    },
  });
  await rig.server.stop();
  const rotated = await ApiServer.start({ state, token: rig.server.token, bookmarkIntervalMs: 100 }, rig.server.port);
  onTestFinished(() => rotated.stop());
  change(rig);
  await until(() => (said(rig).includes('tls') ? '' : said(rig).join()));
  fs.writeFileSync(authority, rotated.certificates.ca);
  await recovers('TLS certificate rotated', rig);
});

test('a name that DNS does not know', async () => {
  await using rig = await startRig({ kubeconfig: (server) => server.kubeconfig('shop').replace('127.0.0.1', 'no-such-host.invalid') });
  const status = await rig.reaches('retrying');
  expect(status).toMatchObject({ problem: { code: 'unreachable' } });
});

test('a slow server is slow, not broken', async () => {
  await using rig = await startRig({ start: false });
  for (let index = 0; index < 3; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  rig.server.before = ({ verb }) => (verb === 'list' ? dribble(16, 10) : undefined);
  rig.cluster.start();
  await recovers('slow server (16 bytes each 10 ms)', rig, 20_000);
  expect(said(rig)).not.toContain('unreachable');
});

test('a list that does not end is given up', async () => {
  await using rig = await startRig({ start: false, timing: { maxListObjects: 50, pageSize: 10 } });
  for (let index = 0; index < 3; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  const item = JSON.stringify(podObject('again'));
  rig.server.before = ({ verb, target }) =>
    verb === 'list' && target?.resource === 'pods'
      ? { answer: (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(`{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5","continue":"more"},"items":[${Array.from({ length: 10 }, () => item).join()}]}`) }
      : undefined;
  rig.cluster.start();
  expect(await rig.reaches('retrying')).toMatchObject({ problem: { code: 'bad-answer' } });
  rig.server.before = undefined;
  await recovers('endless list', rig);
});

test('an object that is not what the API promises is told and left out', async () => {
  await using rig = await running();
  const bad = podObject('bad');
  rig.state.apply('pods', 'ADDED', { ...bad, status: 'broken' });
  change(rig);
  await until(() => {
    const { status } = rig.cluster;
    return status.state === 'live' && status.missing.some(({ code }) => code === 'bad-answer') ? '' : JSON.stringify(status);
  });
  rig.state.apply('pods', 'DELETED', bad);
  await recovers('malformed object', rig);
});

test('a line that is no JSON is left out, the next ones are read', async () => {
  await using rig = await running();
  rig.server.before = ({ verb, target }) =>
    verb === 'watch' && target?.resource === 'pods'
      ? { write: (bytes, response) => void (response.write('{"type":"MODIFIED","object":{"metadata":{"na\n'), response.write(bytes)) }
      : undefined;
  rig.server.dropConnections();
  change(rig);
  await recovers('a line that is no JSON', rig);
});

test('fields and event types that are new are ignored', async () => {
  await using rig = await running();
  rig.server.before = ({ verb }) => (verb === 'watch' ? { write: (bytes, response) => void (response.write('{"type":"COMPACTED","object":{}}\n'), response.write(bytes)) } : undefined);
  rig.server.dropConnections();
  rig.state.apply('pods', 'ADDED', { ...podObject('future'), hologram: { depth: 3 }, status: { phase: 'Dreaming', conditions: [{ type: 'Asleep', status: 'Maybe' }] } });
  await recovers('unknown fields and types', rig);
});

test('an object of 5 MB', async () => {
  await using rig = await running();
  rig.state.apply('pods', 'ADDED', podObject('big', { annotations: { note: 'x'.repeat(5_000_000) } }));
  change(rig);
  await recovers('5 MB object', rig);
});

test('10,000 events in a second', async () => {
  await using rig = await running();
  const pod = rig.state.resource('pods')!.items()[0]!.object;
  for (let burst = 0; burst < 10; burst += 1) {
    for (let index = 0; index < 1000; index += 1) rig.state.apply('events', 'ADDED', eventObject({ ...pod, metadata: { ...pod.metadata, uid: `u-${index}`, name: `p-${index}` } }, 'Scheduled'));
    await pause(20);
  }
  await recovers('10,000 events at once', rig, 15_000);
});

test('the resource version goes backwards after a restore of etcd', async () => {
  await using rig = await startRig({ state: new ApiState({ resourceVersion: 100_000 }) });
  for (let index = 0; index < 5; index += 1) rig.state.apply('pods', 'ADDED', podObject(`lost-${index}`));
  await rig.converged();
  await rig.server.stop();
  const restored = new ApiState({ resourceVersion: 500 });
  restored.apply('pods', 'ADDED', podObject('kept'));
  const server = await ApiServer.start({ state: restored, token: rig.server.token, certificates: rig.server.certificates, bookmarkIntervalMs: 100 }, rig.server.port);
  onTestFinished(() => server.stop());
  await recovers('resource version backwards', { ...rig, converged: (within) => until(() => difference(restored, rig.cluster), within) });
});

test('a watch that is closed at once in a loop is no storm', async () => {
  await using rig = await running();
  let asked = 0;
  rig.server.before = ({ verb, target }) => (verb === 'watch' && target?.resource === 'pods' ? ((asked += 1), { answer: (response) => void response.writeHead(200).end() }) : undefined);
  rig.server.dropConnections();
  change(rig);
  await pause(2000);
  expect(asked).toBeLessThan(25);
  rig.server.before = undefined;
  await recovers('watch closed at once in a loop', rig);
});

test('connections that are reset at once in a loop are no storm', async () => {
  await using rig = await running();
  const before = rig.server.requests;
  rig.server.before = () => reset();
  rig.server.dropConnections();
  change(rig);
  await pause(2000);
  expect(rig.server.requests - before).toBeLessThan(8 * 25);
  rig.server.before = undefined;
  await recovers('reset at once in a loop', rig);
});

test('the machine sleeps for an hour', async () => {
  let ahead = 0;
  const { rig, proxy } = await runningBehindProxy({ now: () => Date.now() + ahead, sleepCheckMs: 100, timing: { watchSilenceMs: 60_000, listSilenceMs: 60_000 } });
  proxy.freeze();
  change(rig);
  rig.state.compact();
  ahead = 3_600_000;
  await recovers('asleep for an hour', rig);
});

test('the context is switched 100 times', async () => {
  await using rig = await startRig({ start: false });
  rig.state.apply('pods', 'ADDED', podObject('mine'));
  const yaml = rig.server.kubeconfig('shop');
  const seen: string[] = [];
  for (let turn = 0; turn < 100; turn += 1) {
    const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml }, timing: FAST });
    cluster.start();
    await pause(turn % 7);
    cluster.dispose();
    cluster.store.changed.subscribe(({ pods }) => seen.push(...pods));
  }
  await until(() => (openSockets() === 0 ? '' : `${openSockets()} sockets are open`));
  await pause(50);
  expect(seen).toEqual([]);
});

test('a cluster can be disposed of during each await', async () => {
  await using rig = await startRig({ start: false, timing: { pageSize: 1 } });
  for (let index = 0; index < 3; index += 1) rig.state.apply('pods', 'ADDED', podObject(`old-${index}`));
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  const yaml = rig.server.kubeconfig('shop');
  for (let turn = 0; turn < 60; turn += 1) {
    const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml }, timing: { ...FAST, pageSize: 1 } });
    cluster.start();
    for (let tick = 0; tick < turn; tick += 1) await new Promise((resolve) => setImmediate(resolve));
    cluster.dispose();
  }
  await until(() => (openSockets() === 0 ? '' : `${openSockets()} sockets are open`));
  expect(unhandled).toEqual([]);
});

const openSockets = (): number => process.getActiveResourcesInfo().filter((name) => name === 'TLSSocketWrap' || name === 'TCPSocketWrap').length;
