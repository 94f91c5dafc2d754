import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Cluster } from '../../../../src/engine/watch/cluster.ts';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { PodCpu } from '../../../../src/extension/panel/pod-cpu.ts';
import { startRig, until } from './live-rig.ts';

const path = '/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods/web-1';
const signal = new AbortController().signal;

/** As a metrics server answers (k8s.io/metrics, v1beta1), with the usage as it writes it. */
const podMetrics = (timestamp: string, containers: readonly object[]) => ({
  kind: 'PodMetrics',
  apiVersion: 'metrics.k8s.io/v1beta1',
  metadata: { name: 'web-1', namespace: 'shop', creationTimestamp: timestamp, labels: { app: 'web' } },
  timestamp,
  window: '15.021s',
  containers,
});
const use = (name: string, cpu: string) => ({ name, usage: { cpu, memory: '14132Ki' } });

interface MetricsServer extends AsyncDisposable {
  readonly cluster: Cluster;
  readonly asked: readonly string[];
}

/** An API server that has metrics and nothing else. `answer` is asked for each request of them. */
async function metricsServer(answer: (count: number) => object | number): Promise<MetricsServer> {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    asked.push(request.url ?? '');
    const given = request.url === path ? answer(asked.length) : 404;
    response.writeHead(typeof given === 'number' ? given : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        typeof given === 'number'
          ? { kind: 'Status', status: 'Failure', code: given, reason: 'NotFound', message: 'no' }
          : given,
      ),
    );
  };
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const yaml = JSON.stringify({
    'current-context': 'm',
    contexts: [{ name: 'm', context: { cluster: 'm', user: 'm' } }],
    clusters: [{ name: 'm', cluster: { server: url } }],
    users: [{ name: 'm', user: {} }],
  });
  const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml } });
  return {
    cluster,
    asked,
    [Symbol.asyncDispose]: async () => {
      cluster.dispose();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

const read = async (cluster: Cluster) => cluster.readCpu?.({ namespace: 'shop', pod: 'web-1', signal });

test('the CPU use of containers is read, in each way in which a quantity is written', async () => {
  await using server = await metricsServer(() =>
    podMetrics('2026-01-01T00:00:30Z', [
      use('a', '812345678n'),
      use('b', '250m'),
      use('c', '1'),
      use('d', '1500u'),
      use('e', 'much'),
    ]),
  );
  expect((await read(server.cluster))?.map(({ container, cores }) => [container, cores])).toEqual([
    ['a', expect.closeTo(0.812345678, 9)],
    ['b', 0.25],
    ['c', 1],
    ['d', expect.closeTo(0.0015, 9)],
  ]);
});

test('a figure is of the window that ends at its time', async () => {
  await using server = await metricsServer(() => podMetrics('2026-01-01T00:00:30Z', [use('a', '1')]));
  const end = Date.UTC(2026, 0, 1, 0, 0, 30);
  expect(await read(server.cluster)).toMatchObject([{ from: end - 15_021, to: end }]);
});

test.each([[404], [403], [503]])('HTTP %d is no figure and no error', async (status) => {
  await using server = await metricsServer(() => status);
  expect(await read(server.cluster)).toEqual([]);
});

test('odd answers are no figures', async () => {
  await using server = await metricsServer(() => ({ ...podMetrics('yesterday', [use('a', '1')]) }));
  expect(await read(server.cluster)).toEqual([]);
});

test('a cluster without a metrics API says so with nothing', async () => {
  await using rig = await startRig({ start: false });
  expect(await read(rig.cluster)).toEqual([]);
});

const timing = { everyMs: 5, mostMs: 20 };
const always = (): boolean => true;
const pod = { namespace: 'shop', name: 'web-1' };

test('while a pod is looked at its figures become a band, each window once', async () => {
  await using server = await metricsServer((count) =>
    podMetrics(`2026-01-01T00:00:${count < 4 ? '15' : '30'}Z`, [use('a', '1')]),
  );
  const cpu = new PodCpu(() => undefined, timing);
  cpu.start(server.cluster, pod, always);
  await until(() => (server.asked.length > 8 ? '' : 'not asked often enough'));
  cpu.dispose();
  expect(cpu.bands().map(({ container, samples }) => [container, samples.map(({ to }) => to)])).toEqual([
    ['a', [Date.UTC(2026, 0, 1, 0, 0, 15), Date.UTC(2026, 0, 1, 0, 0, 30)]],
  ]);
});

test('nobody is asked any more after the end', async () => {
  await using server = await metricsServer(() => 404);
  const cpu = new PodCpu(() => undefined, timing);
  cpu.start(server.cluster, pod, always);
  await until(() => (server.asked.length > 2 ? '' : 'not asked'));
  cpu.stop();
  const before = server.asked.length;
  await new Promise((later) => setTimeout(later, 100));
  expect(server.asked.length - before).toBeLessThanOrEqual(1);
});

test('a change is told only when there is a new figure', async () => {
  await using server = await metricsServer(() => podMetrics('2026-01-01T00:00:15Z', [use('a', '1')]));
  let changes = 0;
  const cpu = new PodCpu(() => (changes += 1), timing);
  cpu.start(server.cluster, pod, always);
  await until(() => (server.asked.length > 5 ? '' : 'not asked often enough'));
  cpu.dispose();
  expect(changes).toBe(1);
});

test('the questions end by themselves when nobody wants the answers any more', async () => {
  await using server = await metricsServer(() => 404);
  const cpu = new PodCpu(() => undefined, timing);
  cpu.start(server.cluster, pod, () => server.asked.length < 3);
  await until(() => (server.asked.length === 3 ? '' : 'not asked'));
  await new Promise((later) => setTimeout(later, 100));
  expect(server.asked).toHaveLength(3);
});
