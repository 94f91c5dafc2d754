import { expect, test } from 'vitest';
import { ApiState } from '../../../../src/demo-server/api-state.ts';
import type { Problem } from '../../../../src/engine/access/problem.ts';
import type { KubeObject } from '../../../../src/engine/recording/recording.ts';
import { knownTypes, typeFromPath } from '../../../../src/engine/recording/resource-types.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import { denying } from '../../faults.ts';
import { podObject, startRig, until, type Rig, type RigOptions } from './live-rig.ts';

/*
 * Nodes, claims and classes are read over real sockets, only for a timeline that someone looks at and that has a use
 * for them.
 */

const classes = typeFromPath('storageclasses', '/apis/storage.k8s.io/v1/storageclasses', 'StorageClass', false)!;
const NO_VOLUME =
  "0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind. preemption: not helpful.";

/** Waits for the volume of a claim `data` of the class `local`. */
function waitingPod(name: string, claim = 'data'): KubeObject {
  const pod = podObject(name);
  return {
    ...pod,
    spec: {
      containers: [{ name: 'app', image: 'app:1' }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: claim } }],
    },
    status: {
      phase: 'Pending',
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message: NO_VOLUME,
          lastTransitionTime: '2026-11-21T08:10:49Z',
        },
      ],
    },
  };
}

/** Bound, and its kubelet says nothing. */
const boundPod = (name: string, nodeName: string): KubeObject => ({
  ...podObject(name),
  spec: { nodeName, containers: [{ name: 'app', image: 'app:1' }] },
});

const node = (name: string): KubeObject => ({
  metadata: { name, uid: `uid-${name}` },
  status: {
    conditions: [
      {
        type: 'Ready',
        status: 'Unknown',
        message: 'Kubelet stopped posting node status.',
        lastTransitionTime: '2026-11-21T08:00:00Z',
      },
    ],
  },
});

const claim: KubeObject = {
  metadata: { name: 'data', namespace: 'shop', uid: 'claim' },
  spec: { storageClassName: 'local' },
  status: { phase: 'Pending' },
};

const local = {
  metadata: { name: 'local', uid: 'local' },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'WaitForFirstConsumer',
} as KubeObject;

interface Watched extends Rig {
  /** Paths of what was asked for beside the watches. */
  readonly asked: string[];
  advice(uid: string): string;
}

async function rigWith(pods: readonly KubeObject[], options: RigOptions = {}): Promise<Watched> {
  const asked: string[] = [];
  const state = new ApiState({ types: [...knownTypes, classes] });
  const { server, ...rest } = options;
  const rig = await startRig({
    ...rest,
    state,
    server: {
      ...server,
      before: (request) => {
        if (/nodes\/|persistentvolumeclaims\/|storageclasses\//.test(request.path)) asked.push(request.path);
        return server?.before?.(request);
      },
    },
  });
  for (const pod of pods) rig.state.apply('pods', 'ADDED', pod);
  await rig.converged();
  await rig.reaches('live');
  const advice = (uid: string): string =>
    rig.cluster.store
      .timeline(uid)!
      .findings.map((finding) => formatText(finding.advice, english))
      .join('\n');
  return Object.assign(rig, { asked, advice });
}

const says = (rig: Watched, uid: string, words: string): Promise<void> =>
  until(() => (rig.advice(uid).includes(words) ? '' : `it says: ${rig.advice(uid)}`));

test('the claim and its class are read when a pod waits for its volume', async () => {
  const pod = waitingPod('db');
  await using rig = await rigWith([pod]);
  rig.state.apply('persistentvolumeclaims', 'ADDED', claim);
  rig.state.apply('storageclasses', 'ADDED', local);
  rig.cluster.examine?.(pod.metadata.uid!);
  await says(rig, pod.metadata.uid!, 'Nothing makes volumes of the StorageClass local');
  expect(rig.asked).toEqual([
    '/api/v1/namespaces/shop/persistentvolumeclaims/data',
    '/apis/storage.k8s.io/v1/storageclasses/local',
  ]);
});

test('a class that does not exist is told', async () => {
  const pod = waitingPod('db');
  await using rig = await rigWith([pod]);
  rig.state.apply('persistentvolumeclaims', 'ADDED', claim);
  rig.cluster.examine?.(pod.metadata.uid!);
  await says(rig, pod.metadata.uid!, 'names the StorageClass local, which does not exist');
});

test('the node is read when its kubelet does not take the pod on, and the change is told', async () => {
  const pod = boundPod('web', 'node7');
  await using rig = await rigWith([pod]);
  rig.state.apply('nodes', 'ADDED', node('node7'));
  rig.cluster.store.timeline(pod.metadata.uid!);
  const changed: string[] = [];
  rig.cluster.store.changed.subscribe(({ pods }) => changed.push(...pods));
  rig.cluster.examine?.(pod.metadata.uid!);
  await until(() => (changed.includes(pod.metadata.uid!) ? '' : 'no change yet'));
  expect(rig.asked).toEqual(['/api/v1/nodes/node7']);
});

test('nothing is read for pods that nobody looks at, nor twice within a minute', async () => {
  const pods = [waitingPod('db'), boundPod('web', 'node7')];
  let now = Date.now();
  await using rig = await rigWith(pods, { now: () => now, sleepCheckMs: 3_600_000 });
  for (const { metadata } of pods) rig.cluster.store.timeline(metadata.uid!);
  expect(rig.asked).toEqual([]);
  rig.state.apply('nodes', 'ADDED', node('node7'));
  for (let turn = 0; turn < 20; turn += 1) rig.cluster.examine?.(pods[1]!.metadata.uid!);
  await until(() => (rig.asked.length === 1 ? '' : rig.asked.join() || 'nothing is asked'));
  now += 61_000;
  rig.cluster.examine?.(pods[1]!.metadata.uid!);
  await until(() => (rig.asked.length === 2 ? '' : rig.asked.join()));
});

test('one request at a time, however many nodes', async () => {
  const pods = Array.from({ length: 12 }, (_, index) => boundPod(`web-${index}`, `node${index}`));
  let open = 0;
  let most = 0;
  await using rig = await rigWith(pods, {
    server: {
      before: ({ path }) =>
        path.startsWith('/api/v1/nodes/')
          ? {
              answer: async (response) => {
                most = Math.max(most, (open += 1));
                await new Promise((resolve) => setTimeout(resolve, 10));
                open -= 1;
                response
                  .writeHead(200, { 'content-type': 'application/json' })
                  .end(JSON.stringify(node(path.split('/').at(-1)!)));
              },
            }
          : undefined,
    },
  });
  for (const { metadata } of pods) rig.cluster.examine?.(metadata.uid!);
  await until(() => (rig.asked.length === 12 && open === 0 ? '' : `${rig.asked.length} asked`));
  expect(most).toBe(1);
});

test('what is forbidden is told once, without a warning that stays, and not asked for again until the user refreshes', async () => {
  const pods = Array.from({ length: 5 }, (_, index) => boundPod(`web-${index}`, `node${index}`));
  const refused = denying(({ target }) => target?.resource === 'nodes');
  await using rig = await rigWith(pods, { server: { before: refused } });
  const examineAll = (): void => {
    for (const { metadata } of pods) rig.cluster.examine?.(metadata.uid!);
  };
  examineAll();
  const told = (): Problem[] => rig.statuses.flatMap((status) => (status.state === 'live' ? status.missing : []));
  await until(() => (told().length > 0 ? '' : JSON.stringify(rig.cluster.status)));
  await until(() =>
    rig.cluster.status.state === 'live' && rig.cluster.status.missing.length === 0 ? '' : 'a warning stays',
  );
  examineAll();
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rig.asked).toHaveLength(1);
  expect(told()).toMatchObject([
    { code: 'forbidden', nextStep: { template: 'Timelines do without it. The README has the rule that allows it.' } },
  ]);
  rig.cluster.refresh();
  await rig.reaches('live');
  examineAll();
  await until(() => (rig.asked.length === 2 ? '' : rig.asked.join()));
});

test('classes that may not be read leave what the claim itself says', async () => {
  const pod = waitingPod('db');
  await using rig = await rigWith([pod], {
    server: {
      before: ({ target }) =>
        target?.resource === 'storageclasses'
          ? { answer: (response) => void response.writeHead(403).end('no') }
          : undefined,
    },
  });
  rig.state.apply('persistentvolumeclaims', 'ADDED', { ...claim, spec: {} });
  rig.cluster.examine?.(pod.metadata.uid!);
  await says(rig, pod.metadata.uid!, 'has no StorageClass');
  expect(rig.cluster.status).toMatchObject({ state: 'live', missing: [] });
});

test('a cluster that was stopped asks nothing', async () => {
  const pod = boundPod('web', 'node7');
  await using rig = await rigWith([pod]);
  rig.cluster.stop();
  rig.cluster.examine?.(pod.metadata.uid!);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(rig.asked).toEqual([]);
});
