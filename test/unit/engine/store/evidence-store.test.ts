import { expect, test } from 'vitest';
import type { DecodedChange } from '../../../../src/engine/decode/changes.ts';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { EvidenceStore } from '../../../../src/engine/store/evidence-store.ts';
import { eventObject, podObject } from '../../../cluster/engine/watch/live-rig.ts';
import type { KubeObject } from '../../../../src/engine/recording/recording.ts';
import type { OwnerRef } from '../../../../src/engine/timeline/model/facts.ts';
import { at, podFacts } from '../timeline/facts-builder.ts';

let version = 1000;

function change(
  resource: string,
  object: KubeObject,
  how: 'listed' | 'watched' | 'deleted' = 'watched',
): DecodedChange {
  version += 1;
  return decodeChange({
    resource,
    how,
    object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } },
  })!;
}

test('a pod of the same name is another pod', () => {
  const store = new EvidenceStore();
  const [old, young] = [podObject('db-0'), podObject('db-0')];
  store.apply([change('pods', old), change('pods', old, 'deleted'), change('pods', young)]);
  expect(store.podNamed('shop', 'db-0')?.pod.uid).toBe(young.metadata.uid);
});

test('what a list no longer shows is deleted', () => {
  const store = new EvidenceStore();
  const [kept, lost] = [podObject('kept'), podObject('lost')];
  store.apply([change('pods', kept), change('pods', lost)]);
  store.replaceAll('pods', [change('pods', kept, 'listed')]);
  expect([...store.pods()].map(({ pod, deleted }) => [pod.name, deleted])).toEqual([
    ['kept', false],
    ['lost', true],
  ]);
});

test('pods that are gone are let go oldest first, pods that are there never', () => {
  const store = new EvidenceStore({ keepGone: () => 2 });
  store.replaceAll('pods', []);
  const pods = ['a', 'b', 'c', 'd', 'e'].map((name) => podObject(name));
  store.apply(pods.map((pod) => change('pods', pod)));
  store.apply(pods.slice(0, 4).map((pod) => change('pods', pod, 'deleted')));
  expect([...store.pods()].map(({ pod }) => pod.name)).toEqual(['c', 'd', 'e']);
});

test('events that come before their pods are kept until the pods are listed', () => {
  const store = new EvidenceStore({ keepGone: () => 1 });
  const pods = ['a', 'b', 'c'].map((name) => podObject(name));
  store.apply(pods.map((pod) => change('events', eventObject(pod, 'Scheduled'))));
  store.replaceAll(
    'pods',
    pods.map((pod) => change('pods', pod, 'listed')),
  );
  expect(pods.map((pod) => store.events(pod.metadata.uid!).length)).toEqual([1, 1, 1]);
});

test('events that come while the watch of pods is interrupted are kept until the pods are known', () => {
  const store = new EvidenceStore({ keepGone: () => 1 });
  store.replaceAll('pods', []);
  store.setPodsBehind(true);
  const pods = ['a', 'b', 'c'].map((name) => podObject(name));
  store.apply(pods.map((pod) => change('events', eventObject(pod, 'Scheduled'))));
  store.apply(pods.slice(1).map((pod) => change('pods', pod)));
  store.setPodsBehind(false);
  expect(pods.map((pod) => store.events(pod.metadata.uid!).length)).toEqual([1, 1, 1]);
});

test('what only events tell of is let go beyond the limit once the watch of pods is up to date', () => {
  const store = new EvidenceStore({ keepGone: () => 1 });
  store.replaceAll('pods', []);
  store.setPodsBehind(true);
  const pods = ['a', 'b', 'c'].map((name) => podObject(name));
  store.apply(pods.map((pod) => change('events', eventObject(pod, 'Scheduled'))));
  store.setPodsBehind(false);
  expect(pods.map((pod) => store.events(pod.metadata.uid!).length)).toEqual([0, 0, 1]);
});

test('an event that expires stays as evidence', () => {
  const store = new EvidenceStore();
  const pod = podObject('a');
  const event = eventObject(pod, 'Scheduled');
  store.apply([change('pods', pod), change('events', event), change('events', event, 'deleted')]);
  expect(store.events(pod.metadata.uid!)).toHaveLength(1);
});

test('a counted event is one event in its newest version', () => {
  const store = new EvidenceStore();
  const pod = podObject('a');
  const event = eventObject(pod, 'BackOff');
  store.apply([change('pods', pod), ...[1, 2, 3].map((count) => change('events', { ...event, count }))]);
  expect(store.events(pod.metadata.uid!).map(({ count }) => count)).toEqual([3]);
});

test('a timeline stays the same object until its evidence changes', () => {
  const store = new EvidenceStore();
  const pod = podObject('a');
  store.apply(change('pods', pod));
  const before = store.timeline(pod.metadata.uid!);
  expect(store.timeline(pod.metadata.uid!)).toBe(before);
  store.apply(change('events', eventObject(pod, 'Scheduled')));
  expect(store.timeline(pod.metadata.uid!)).not.toBe(before);
});

test('changes are told once per batch', async () => {
  const store = new EvidenceStore();
  const told: (readonly string[])[] = [];
  store.changed.subscribe(({ pods }) => told.push([...pods]));
  const pods = ['a', 'b'].map((name) => podObject(name));
  store.apply(pods.map((pod) => change('pods', pod)));
  await Promise.resolve();
  expect(told).toEqual([pods.map(({ metadata }) => metadata.uid)]);
});

test('an owner is rejected while its last word on creating pods is a failure', () => {
  const store = new EvidenceStore();
  const owner = { ...podObject('web-abc', { uid: 'rs' }), spec: { replicas: 2 }, status: {} };
  const failed = eventObject(owner, 'FailedCreate', 'exceeded quota');
  const rejection = {
    ...failed,
    involvedObject: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-abc', uid: 'rs' },
  };
  store.apply([change('replicasets', owner), change('events', rejection)]);
  expect(store.rejectedOwners().map(({ owner: { name }, event }) => [name, event.message])).toEqual([
    ['web-abc', 'exceeded quota'],
  ]);
  store.apply(
    change('events', {
      ...rejection,
      metadata: { ...rejection.metadata, uid: 'later' },
      reason: 'SuccessfulCreate',
      lastTimestamp: '2026-11-21T09:10:50Z',
    }),
  );
  expect(store.rejectedOwners()).toEqual([]);
});

/** An event that someone made in a namespace of theirs, about an object of another. */
const elsewhere = (pod: KubeObject): KubeObject => {
  const event = eventObject(pod, 'Unhealthy', 'Readiness probe failed: made up');
  return { ...event, metadata: { ...event.metadata, namespace: 'attacker' } };
};

test.each([
  ['after its pod', (pod: DecodedChange, own: DecodedChange, other: DecodedChange) => [pod, own, other]],
  ['before its pod', (pod: DecodedChange, own: DecodedChange, other: DecodedChange) => [own, other, pod]],
  ['first of all', (pod: DecodedChange, own: DecodedChange, other: DecodedChange) => [other, own, pod]],
])('an event of another namespace with the uid of a pod counts for nothing, when it comes %s', (_when, inOrder) => {
  const store = new EvidenceStore();
  const pod = podObject('web');
  store.apply(
    inOrder(change('pods', pod), change('events', eventObject(pod, 'Scheduled')), change('events', elsewhere(pod))),
  );
  const uid = pod.metadata.uid!;
  expect([
    store.events(uid).map(({ reason }) => reason),
    store.timeline(uid)!.events.map(({ reason }) => reason),
  ]).toEqual([['Scheduled'], ['Scheduled']]);
});

test('events of another namespace drive none of the pod out, and go with it', () => {
  const store = new EvidenceStore({ keepGone: () => 0 });
  const pod = podObject('web');
  store.apply([
    ...Array.from({ length: 600 }, () => change('events', elsewhere(pod))),
    change('events', eventObject(pod, 'Scheduled')),
    change('pods', pod),
  ]);
  const kept = store.events(pod.metadata.uid!).length;
  store.replaceAll('pods', []);
  expect([kept, store.counts.events]).toEqual([1, 0]);
});

test('a pull that an event of another namespace tells is not the pod’s', () => {
  const store = new EvidenceStore();
  const pod = podObject('web');
  const event = eventObject(pod, 'Pulled', 'Successfully pulled image "app:1" in 1s (1s including waiting)');
  store.apply([
    change('events', { ...event, metadata: { ...event.metadata, namespace: 'attacker' } }),
    change('pods', pod),
  ]);
  expect(Object.keys(store.timeline(pod.metadata.uid!)!.instants).filter((id) => id.includes('pull'))).toEqual([]);
});

test('an event about an owner counts where the owner is', () => {
  const store = new EvidenceStore();
  const owner = {
    metadata: { name: 'web', namespace: 'shop', uid: 'rs-1', creationTimestamp: '2026-11-21T08:10:49Z' },
    spec: { replicas: 1 },
  } as KubeObject;
  const event = eventObject(owner, 'FailedCreate', 'Error creating: quota');
  store.apply([
    change('replicasets', owner),
    change('events', { ...event, metadata: { ...event.metadata, namespace: 'attacker' } }),
  ]);
  expect(store.rejectedOwners()).toEqual([]);
});

test.each([
  ['before its owners', false],
  ['after its owners', true],
])('a pod that names an owner of another namespace is not among that one’s pods: it comes %s', (_when, after) => {
  const store = new EvidenceStore();
  const ref = (kind: string, name: string): OwnerRef => ({ kind, name, uid: `uid of ${name}` });
  const owned = { namespace: 'shop', resourceVersion: '1', creationAt: at(0) };
  const owners = [
    { ...owned, ...ref('Deployment', 'web') },
    { ...owned, ...ref('ReplicaSet', 'web-1'), owner: ref('Deployment', 'web') },
  ].map((facts) => ({ resource: 'owners', how: 'listed', facts }) as const);
  const forged = [ref('Deployment', 'web'), ref('ReplicaSet', 'web-1')].map((owner, index) => {
    const facts = podFacts({ uid: `forged ${index}`, namespace: 'other', name: `web-${index}`, owner });
    return { resource: 'pods', how: 'watched', facts } as const;
  });
  store.apply(after ? [...owners, ...forged] : [...forged, ...owners]);
  const own = podFacts({ uid: 'own', namespace: 'shop', owner: ref('ReplicaSet', 'web-1') });
  store.apply({ resource: 'pods', how: 'watched', facts: own });
  expect([...store.pods()].filter(({ workload }) => workload?.uid === 'uid of web').map(({ pod }) => pod.uid)).toEqual([
    'own',
  ]);
  expect(store.evidence('forged 1')?.owners).toEqual([]);
});
