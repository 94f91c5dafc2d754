import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import { expect, test } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import { NodePulls } from '../../../../src/engine/store/node-pulls.ts';
import { StringTable } from '../../../../src/engine/store/string-table.ts';
import type { EventFacts, ObjectRef, OwnerFacts, PodFacts } from '../../../../src/engine/timeline/model/facts.ts';
import { at, containerSpec, eventFacts, podFacts } from '../timeline/facts-builder.ts';

const KEEP_GONE = 50;

function collectedHeap(): number {
  v8.setFlagsFromString('--expose_gc');
  const collect = vm.runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}

function listedStore(): EvidenceStore {
  const store = new EvidenceStore({ keepGone: () => KEEP_GONE, schedule: (flush) => flush() });
  store.replaceAll('pods', []);
  return store;
}

const owner = (kind: string, uid: string, above?: OwnerFacts): OwnerFacts => ({
  ...{ uid, kind, namespace: `ns of ${uid}`, name: `name of ${uid}`, resourceVersion: '1', creationAt: at(0) },
  ...(above && { owner: { kind: above.kind, name: above.name, uid: above.uid } }),
});

const eventOn = (involved: ObjectRef, key: string, message = `message of ${key}`): EventFacts =>
  eventFacts({
    uid: `event of ${key} on ${involved.kind}`,
    namespace: involved.namespace ?? `ns ${key}`,
    involved,
    message,
    reason: `Reason${key}`,
    host: `node ${key}`,
    component: `component ${key}`,
  });

function podOf(key: string, above: OwnerFacts): PodFacts {
  return podFacts({
    ...{
      uid: `pod ${key}`,
      namespace: `ns ${key}`,
      name: `pod-${key}`,
      owner: { kind: above.kind, name: above.name, uid: above.uid },
      labels: { key },
    },
    staticPod: { hash: `hash ${key}` },
    spec: {
      nodeName: `node ${key}`,
      containers: [containerSpec({ name: `container ${key}`, image: `image ${key}` })],
      volumes: [{ name: 'data', index: 0, source: 'persistentVolumeClaim', refName: `claim ${key}` }],
    },
  });
}

/** What else a cluster tells of: objects that are nobody's, and pods that are called by other names than their uid. */
function otherEvents(key: string): readonly EventFacts[] {
  const namespace = `ns ${key}`;
  return [
    eventOn({ kind: 'HorizontalPodAutoscaler', namespace, name: `hpa ${key}`, uid: `hpa ${key}` }, key),
    eventOn({ kind: 'Node', name: `node ${key}` }, key),
    eventOn({ kind: 'Pod', namespace, name: `pod-${key}`, uid: `hash ${key}` }, key),
    eventOn({ kind: 'Pod', namespace, name: `pod-${key}` }, key),
    {
      ...eventOn(
        { kind: 'Pod', namespace, name: 'unknown', uid: `unknown ${key}` },
        key,
        `Pulling image "image ${key}"`,
      ),
      reason: 'Pulling',
    },
  ];
}

/** A pod of a namespace, an owner, a node, a claim and an image of its own comes, each with events, and all go. */
function comeAndGo(store: EvidenceStore, serial: number): void {
  const key = String(serial);
  const deployment = owner('Deployment', `deployment ${key}`);
  const job = owner('Job', `job ${key}`, deployment);
  const pod = podOf(key, job);
  const onPod = {
    kind: 'Pod',
    namespace: pod.namespace,
    name: pod.name,
    uid: pod.uid,
    fieldPath: `spec.containers{container ${key}}`,
  };
  const events = [
    eventOn({ kind: job.kind, namespace: job.namespace, name: job.name, uid: job.uid }, key),
    eventOn(
      { kind: 'PersistentVolumeClaim', namespace: pod.namespace, name: `claim ${key}`, uid: `claim uid ${key}` },
      key,
    ),
    {
      ...eventOn(onPod, key, `Successfully pulled image "image ${key}" in 1s (2s including waiting)`),
      reason: 'Pulled',
    },
    ...(serial % 10 === 0 ? otherEvents(key) : []),
  ];
  store.apply([deployment, job].map((facts) => ({ resource: 'owners', how: 'watched', facts })));
  store.apply({ resource: 'pods', how: 'watched', facts: { ...pod, resourceVersion: '0', spec: podFacts().spec } });
  store.apply({ resource: 'pods', how: 'watched', facts: pod });
  store.apply({
    resource: 'nodes',
    how: 'listed',
    facts: { name: `node ${key}`, uid: `node uid ${key}`, conditions: [] },
  });
  store.apply({
    resource: 'claims',
    how: 'listed',
    facts: { uid: `claim uid ${key}`, namespace: pod.namespace, name: `claim ${key}`, phase: 'Bound' },
  });
  store.apply(events.map((facts) => ({ resource: 'events', how: 'watched', facts })));
  if (serial % 100 === 0) store.timeline(pod.uid);
  store.apply({ resource: 'pods', how: 'deleted', facts: pod });
  store.apply([job, deployment].map((facts) => ({ resource: 'owners', how: 'deleted', facts })));
}

test('200,000 pods, owners, namespaces, nodes, claims and images that come and go leave nothing behind', () => {
  const store = listedStore();
  const run = (from: number, to: number): number => {
    for (let serial = from; serial < to; serial += 1) comeAndGo(store, serial);
    return collectedHeap();
  };
  const early = run(0, 30_000);
  const late = run(30_000, 200_000);
  expect(late / early).toBeLessThan(1.1);
}, 300_000);

test('a pod keeps the events on its owners and its claim for as long as it is kept itself, however many others there are', () => {
  const store = listedStore();
  const [deployment, job] = [owner('Deployment', 'd'), owner('Job', 'j', owner('Deployment', 'd'))];
  const pod = podOf('kept', job);
  const claim = { kind: 'PersistentVolumeClaim', namespace: pod.namespace, name: 'claim kept', uid: 'claim' };
  const early = [
    eventOn({ ...deployment, kind: 'Deployment' }, 'd'),
    eventOn({ ...job, kind: 'Job' }, 'j'),
    eventOn(claim, 'c'),
  ];
  store.apply(early.map((facts) => ({ resource: 'events', how: 'watched', facts })));
  store.apply([deployment, job].map((facts) => ({ resource: 'owners', how: 'watched', facts })));
  store.apply({ resource: 'pods', how: 'watched', facts: pod });
  store.apply([job, deployment].map((facts) => ({ resource: 'owners', how: 'deleted', facts })));
  for (let serial = 0; serial < 5000; serial += 1) {
    store.apply({
      resource: 'events',
      how: 'watched',
      facts: eventOn({ kind: 'Ingress', name: 'web', uid: `other ${serial}` }, String(serial)),
    });
  }
  expect(['d', 'j', 'claim'].map((uid) => store.events(uid).length)).toEqual([1, 1, 1]);
});

test('when the last pod of a deleted owner is let go, so are the owner and the events on it', () => {
  const store = listedStore();
  const job = owner('Job', 'j');
  const [first] = ['first'].map((key) => podOf(key, job));
  store.apply({ resource: 'owners', how: 'watched', facts: job });
  store.apply({ resource: 'pods', how: 'watched', facts: first! });
  store.apply({
    resource: 'events',
    how: 'watched',
    facts: eventOn({ kind: 'Job', namespace: job.namespace, name: job.name, uid: 'j' }, 'j'),
  });
  store.apply({ resource: 'pods', how: 'deleted', facts: first! });
  store.apply({ resource: 'owners', how: 'deleted', facts: job });
  for (let serial = 0; serial < 3000; serial += 1) comeAndGo(store, serial);
  expect([store.events('j').length, store.evidence(first!.uid)]).toEqual([0, undefined]);
});

test('an owner that is there keeps its rejection, however many events there are on others', () => {
  const store = listedStore();
  const rejected = owner('ReplicaSet', 'rs');
  store.apply({ resource: 'owners', how: 'listed', facts: rejected });
  store.apply({
    resource: 'events',
    how: 'watched',
    facts: {
      ...eventOn(
        { kind: 'ReplicaSet', namespace: rejected.namespace, name: rejected.name, uid: 'rs' },
        'rs',
        'exceeded quota',
      ),
      reason: 'FailedCreate',
    },
  });
  for (let serial = 0; serial < 3000; serial += 1) comeAndGo(store, serial);
  expect(store.rejectedOwners().map(({ event }) => event.message)).toEqual(['exceeded quota']);
});

test('events on ever new uids under the name of a claim that is used are not kept for good', () => {
  const store = listedStore();
  store.apply({ resource: 'pods', how: 'watched', facts: podOf('user', owner('Job', 'j')) });
  for (let serial = 0; serial < 10_000; serial += 1) {
    const claim = { kind: 'PersistentVolumeClaim', namespace: 'ns user', name: 'claim user', uid: `claim ${serial}` };
    store.apply({ resource: 'events', how: 'watched', facts: eventOn(claim, String(serial)) });
  }
  expect(store.counts.events).toBeLessThan(2100);
});

test('two static pods that call each other by their hashes are let go all the same', () => {
  const store = listedStore();
  for (let serial = 0; serial < 200; serial += 1) {
    const [one, other] = [`one ${serial}`, `other ${serial}`];
    const pods = [
      podFacts({ uid: one, name: one, staticPod: { hash: other } }),
      podFacts({ uid: other, name: other, staticPod: { hash: one } }),
    ];
    for (const how of ['watched', 'deleted'] as const) {
      store.apply(pods.map((facts) => ({ resource: 'pods', how, facts })));
    }
  }
  expect(store.counts.pods).toBe(KEEP_GONE);
});

test('a word that nobody uses any more gives its number away', () => {
  const table = new StringTable();
  const [kept, gone] = [table.take('kept'), table.take('gone')];
  table.take('kept');
  table.release(kept);
  table.release(gone);
  expect([table.text(kept), table.take('new'), table.text(gone), table.size]).toEqual(['kept', gone, 'new', 2]);
});

test('events on ever new uids under the name of a pod that is there are not kept for good', () => {
  const store = listedStore();
  store.apply({ resource: 'pods', how: 'watched', facts: podOf('user', owner('Job', 'j')) });
  for (let serial = 0; serial < 1000; serial += 1) {
    const pod = { kind: 'Pod', namespace: 'ns user', name: 'pod-user', uid: `another ${serial}` };
    store.apply({ resource: 'events', how: 'watched', facts: eventOn(pod, String(serial)) });
  }
  expect(store.counts.events).toBe(KEEP_GONE);
});

test('a pod that pulls on ever new nodes, as whoever writes its events may say, is kept on the last few', () => {
  const pulls = new NodePulls();
  const hosts = Array.from({ length: 1000 }, (_, serial) => `node ${serial}`);
  for (const host of hosts) {
    pulls.add(eventFacts({ host, reason: 'Pulling', message: 'Pulling image "app"' }), podFacts());
  }
  expect(hosts.filter((host) => pulls.onNode(host).length > 0)).toEqual(hosts.slice(-4));
});
