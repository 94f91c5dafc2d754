import { expect, test } from 'vitest';
import type { DecodedChange } from '../../../src/cluster/changes.ts';
import { decodeChange } from '../../../src/cluster/decode.ts';
import { EvidenceStore } from '../../../src/cluster/evidence-store.ts';
import { eventObject, podObject } from '../../cluster/live-rig.ts';
import type { KubeObject } from '../../../src/replay/recording.ts';

let version = 1000;

function change(resource: string, object: KubeObject, how: 'listed' | 'watched' | 'deleted' = 'watched'): DecodedChange {
  version += 1;
  return decodeChange({ resource, how, object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } } })!;
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
  expect([...store.pods()].map(({ pod, deleted }) => [pod.name, deleted])).toEqual([['kept', false], ['lost', true]]);
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
  store.replaceAll('pods', pods.map((pod) => change('pods', pod, 'listed')));
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
  const rejection = { ...failed, involvedObject: { kind: 'ReplicaSet', namespace: 'shop', name: 'web-abc', uid: 'rs' } };
  store.apply([change('replicasets', owner), change('events', rejection)]);
  expect(store.rejectedOwners().map(({ owner: { name }, event }) => [name, event.message])).toEqual([['web-abc', 'exceeded quota']]);
  store.apply(change('events', { ...rejection, metadata: { ...rejection.metadata, uid: 'later' }, reason: 'SuccessfulCreate', lastTimestamp: '2026-11-21T09:10:50Z' }));
  expect(store.rejectedOwners()).toEqual([]);
});
