import { expect, onTestFinished, test } from 'vitest';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { denying } from '../../faults.ts';
import { eventObject, podObject, startRig, until } from './live-rig.ts';
import { TcpProxy } from '../access/tcp-proxy.ts';

test('has what the server had before and what comes later', async () => {
  await using rig = await startRig({ start: false });
  const before = podObject('before');
  rig.state.apply('pods', 'ADDED', before);
  rig.state.apply('events', 'ADDED', eventObject(before, 'Scheduled'));
  rig.cluster.start();
  await rig.converged();
  const later = podObject('later');
  rig.state.apply('pods', 'ADDED', later);
  rig.state.apply('pods', 'MODIFIED', { ...later, status: { phase: 'Running' } });
  rig.state.apply('pods', 'DELETED', before);
  await rig.converged();
  expect(rig.cluster.store.pod(before.metadata.uid!)?.deleted).toBe(true);
});

test('asks nothing before start and leaves no open request after stop', async () => {
  await using rig = await startRig({ start: false });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rig.server.requests).toBe(0);
  rig.cluster.start();
  await rig.reaches('live');
  rig.cluster.stop();
  await until(() => (openConnections() === 0 ? '' : `${openConnections()} connections are open`));
  const asked = rig.server.requests;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(rig.server.requests).toBe(asked);
});

test('reads a large namespace in pages', async () => {
  await using rig = await startRig({ start: false, timing: { pageSize: 7 } });
  for (let index = 0; index < 100; index += 1) rig.state.apply('pods', 'ADDED', podObject(`pod-${index}`));
  rig.cluster.start();
  await rig.converged();
  expect([...rig.cluster.store.pods()]).toHaveLength(100);
});

test('asks for more at once when objects are small', async () => {
  await using rig = await startRig({ start: false, timing: { pageSize: 7 } });
  for (let index = 0; index < 100; index += 1) rig.state.apply('pods', 'ADDED', podObject(`pod-${index}`));
  const limits: string[] = [];
  rig.server.before = ({ verb, target, query }) => {
    if (verb === 'list' && target?.resource === 'pods') limits.push(query.get('limit') ?? '');
    return undefined;
  };
  rig.cluster.start();
  await rig.converged();
  expect(limits).toEqual(['7', '56', '56']);
});

test("watches the context's namespace when the whole cluster is forbidden", async () => {
  await using rig = await startRig({
    scope: { kind: 'all' },
    server: { before: denying(({ target }) => target?.namespace !== 'shop') },
  });
  rig.state.apply('pods', 'ADDED', podObject('mine'));
  await rig.converged();
  expect(rig.cluster.target.namespace).toBe('shop');
});

test("watches the configured namespaces when the context's is forbidden as well", async () => {
  await using rig = await startRig({
    scope: { kind: 'all' },
    fallbackNamespaces: () => ['blue', 'green'],
    server: { before: denying(({ target }) => !['blue', 'green'].includes(target?.namespace ?? '')) },
  });
  rig.state.apply('pods', 'ADDED', podObject('one', { namespace: 'blue' }));
  rig.state.apply('pods', 'ADDED', podObject('two', { namespace: 'green' }));
  await rig.converged();
  expect(await rig.reaches('live')).toMatchObject({ missing: [{ code: 'forbidden' }] });
});

test('goes on from status alone when events are forbidden, and says so once', async () => {
  await using rig = await startRig({ server: { before: denying(({ target }) => target?.resource === 'events') } });
  rig.state.apply('pods', 'ADDED', podObject('mine'));
  await rig.converged();
  await until(() =>
    rig.cluster.status.state === 'live' && rig.cluster.status.missing.length === 1
      ? ''
      : JSON.stringify(rig.cluster.status),
  );
});

test('groups pods by their owner reference when owners are forbidden', async () => {
  await using rig = await startRig({
    server: { before: denying(({ target }) => target?.group === 'apps' || target?.group === 'batch') },
  });
  const pod = podObject('web-abc-1');
  rig.state.apply('pods', 'ADDED', {
    ...pod,
    metadata: {
      ...pod.metadata,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-abc', uid: 'rs', controller: true }],
    },
  });
  await rig.converged();
  expect(rig.cluster.store.podNamed('shop', 'web-abc-1')?.workload).toEqual({
    kind: 'ReplicaSet',
    name: 'web-abc',
    uid: 'rs',
  });
});

test('is denied, in words, when pods are forbidden', async () => {
  await using rig = await startRig({ server: { before: denying(() => true) } });
  expect(await rig.reaches('denied')).toMatchObject({ problem: { code: 'forbidden' } });
});

test('is denied, in words, when the token is wrong, and comes back when it is accepted', async () => {
  await using rig = await startRig({
    kubeconfig: (server) => server.kubeconfig('shop').replace(server.token, 'wrong'),
  });
  expect(await rig.reaches('denied')).toMatchObject({ problem: { code: 'unauthorized' } });
});

test('does not trust another authority', async () => {
  await using other = await startRig({ start: false });
  await using rig = await startRig({
    kubeconfig: (server) =>
      server
        .kubeconfig('shop')
        .replace(
          /"certificate-authority-data": ".*"/,
          `"certificate-authority-data": "${Buffer.from(other.server.certificates.ca).toString('base64')}"`,
        ),
  });
  expect(await rig.reaches('retrying')).toMatchObject({ problem: { code: 'tls' } });
});

test('says that a server cannot be reached', async () => {
  await using rig = await startRig({
    kubeconfig: (server) => server.kubeconfig('shop').replace(server.url, 'https://127.0.0.1:1'),
  });
  expect(await rig.reaches('retrying')).toMatchObject({
    problem: { code: 'unreachable' },
    attempt: expect.any(Number) as number,
  });
});

test('measures latency and the clock in passing', async () => {
  await using rig = await startRig();
  await rig.reaches('live');
  const health = rig.cluster.health;
  expect(health?.clockOffset && health.clockOffset.least <= 0 && health.clockOffset.most >= 0).toBe(true);
});

test('does not take the time that connecting took for latency', async () => {
  await using rig = await startRig({ start: false });
  const proxy = await TcpProxy.start(rig.server.port);
  onTestFinished(() => proxy.close());
  proxy.delayMs = 1500;
  const cluster = await openCluster({
    kubeconfig: {
      kind: 'text',
      yaml: rig.server.kubeconfig('shop').replace(rig.server.url, `https://127.0.0.1:${proxy.port}`),
    },
  });
  onTestFinished(() => cluster.dispose());
  cluster.start();
  await until(() => (cluster.status.state === 'live' ? '' : cluster.status.state));
  expect(cluster.health?.latency).toBeLessThan(1500);
});

/** Both ends are in this process. */
const openConnections = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'TLSSocketWrap' || name === 'TCPSocketWrap').length;
