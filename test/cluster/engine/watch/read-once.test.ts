import { expect, test } from 'vitest';
import { ApiServer } from '../../../../src/demo-server/api-server.ts';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import type { Before } from '../../../../src/demo-server/interference.ts';
import { knownTypes } from '../../../../src/engine/recording/resource-types.ts';
import type { KubeObject } from '../../../../src/engine/recording/recording.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { openCluster, type OpenClusterOptions, type OpenedCluster } from '../../../../src/engine/watch/live-cluster.ts';
import type { ReadOnce } from '../../../../src/engine/watch/one-reading.ts';
import { denying } from '../../faults.ts';
import { eventObject, podObject } from './live-rig.ts';

interface Came {
  readonly cluster: OpenedCluster;
  readonly read: ReadOnce;
  /** `GET /api/v1/pods`, `POST /apis/...`, without queries. */
  readonly asked: readonly string[];
  readonly watches: number;
}

interface Asked {
  readonly before?: Before;
  /** What access reviews say. */
  readonly allows?: ApiServer['allows'];
}

/** Reads once what a server with this state has. */
async function readOnce(
  state: ApiState,
  { before, allows, ...options }: Partial<OpenClusterOptions> & Asked = {},
): Promise<Came> {
  const asked: string[] = [];
  let watches = 0;
  const server = await ApiServer.start({
    state,
    before: (request) => {
      asked.push(request.path.replace(/\?.*/, ''));
      if (request.query.get('watch') !== null) watches += 1;
      return before?.(request);
    },
  });
  if (allows) server.allows = allows;
  const yaml = server.kubeconfig('shop');
  const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml }, ...options });
  try {
    return { cluster, read: await cluster.readOnce(), asked, watches };
  } finally {
    cluster.dispose();
    await server.stop();
  }
}

const factsIn = ({ missing }: ReadOnce): readonly string[] => missing.map(({ fact }) => formatText(fact, english));

/** Bound, and its kubelet says nothing. */
const boundPod = (name: string, nodeName: string): KubeObject => ({
  ...podObject(name),
  spec: { nodeName, containers: [{ name: 'app', image: 'app:1' }] },
});

function stateWith(...pods: readonly KubeObject[]): ApiState {
  const state = new ApiState({ types: knownTypes });
  for (const pod of pods) state.apply('pods', 'ADDED', pod);
  return state;
}

test('what would be watched is listed, nothing is watched, and all timelines are settled', async () => {
  const pod = podObject('web');
  const state = stateWith(pod);
  state.apply('events', 'ADDED', eventObject(pod, 'Scheduled'));
  const { cluster, read, asked, watches } = await readOnce(state);
  const uid = pod.metadata.uid!;
  expect([
    cluster.store.timeline(uid)?.settled,
    cluster.store.events(uid).map(({ reason }) => reason),
    read,
    watches,
    cluster.status.state,
  ]).toEqual([true, ['Scheduled'], { missing: [], skipped: { named: [], others: 0 } }, 0, 'idle']);
  expect(asked.filter((path) => path.endsWith('s/shop/pods') || path.endsWith('s/shop/cronjobs'))).toHaveLength(2);
});

test('a node is read where a timeline has a use for it, for more pods than are queued at once', async () => {
  const pods = Array.from({ length: 70 }, (_, index) => boundPod(`web-${index}`, `node${index}`));
  const state = stateWith(...pods);
  for (let index = 0; index < 70; index += 1) {
    state.apply('nodes', 'ADDED', { metadata: { name: `node${index}`, uid: `n${index}` } });
  }
  const { cluster, asked } = await readOnce(state);
  expect(new Set(asked.filter((path) => path.startsWith('/api/v1/nodes/'))).size).toBe(70);
  expect(cluster.store.node('node69')?.uid).toBe('n69');
});

test('nodes that may not be read are told of with the rest that is refused, in one line', async () => {
  const refused = ['nodes', 'jobs'];
  const before = denying(({ target }) => target !== undefined && refused.includes(target.resource));
  const { read } = await readOnce(stateWith(boundPod('web', 'node1')), { before });
  expect(factsIn(read)).toEqual(['This account may not read nodes, jobs.']);
});

test('where all namespaces are forbidden, that of the context is read', async () => {
  const before = denying(({ target }) => target !== undefined && target.namespace === undefined);
  const { cluster, read } = await readOnce(stateWith(podObject('web')), { before, scope: { kind: 'all' } });
  expect([
    cluster.target.namespace,
    [...cluster.store.pods()].map(({ pod }) => pod.name),
    read.instead && formatText(read.instead.nextStep, english),
  ]).toEqual(['shop', ['web'], 'Podfall reads shop instead.']);
});

test('where the namespace of the context is forbidden, those of the settings are read', async () => {
  const before = denying(({ target }) => target?.namespace === 'shop');
  const state = stateWith(podObject('web'), podObject('till', { namespace: 'bank' }));
  const { cluster } = await readOnce(state, { before, fallbackNamespaces: () => ['bank'] });
  expect([...cluster.store.pods()].map(({ pod }) => pod.name)).toEqual(['till']);
});

test('of several namespaces one that may not be read is missing, unless none may', async () => {
  const scope = { kind: 'namespaces', names: ['shop', 'bank'] } as const;
  const state = stateWith(podObject('web'), podObject('till', { namespace: 'bank' }));
  const { cluster, read } = await readOnce(state, {
    scope,
    before: denying(({ target }) => target?.namespace === 'shop' && target.resource === 'pods'),
    allows: ({ namespace, resource }) => namespace !== 'shop' || resource !== 'pods',
  });
  expect([[...cluster.store.pods()].map(({ pod }) => pod.name), factsIn(read)]).toEqual([
    ['till'],
    [expect.stringMatching(/shop.*\(missing: list, watch\)$/)],
  ]);
  await expect(
    readOnce(state, { scope, before: denying(({ target }) => target?.resource === 'pods') }),
  ).rejects.toThrow(/does not allow/);
});

test('events that cannot be read leave timelines settled, which say that they are missing', async () => {
  const pod = podObject('web');
  const { cluster, read } = await readOnce(stateWith(pod), {
    before: ({ target }) =>
      target?.resource === 'events' ? { answer: (response) => void response.writeHead(500).end('{}') } : undefined,
  });
  const timeline = cluster.store.timeline(pod.metadata.uid!);
  expect([timeline?.settled, timeline?.eventsState, read.missing.length]).toEqual([true, 'denied', 1]);
});

test('a cluster that is watched is not read once as well', async () => {
  const server = await ApiServer.start({ state: stateWith(podObject('web')) });
  const cluster = await openCluster({ kubeconfig: { kind: 'text', yaml: server.kubeconfig('shop') } });
  cluster.start();
  await expect(cluster.readOnce()).rejects.toThrow(/stop it first/);
  cluster.dispose();
  await server.stop();
});
