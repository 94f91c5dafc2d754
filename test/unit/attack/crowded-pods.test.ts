import { expect, test } from 'vitest';
import { decodeChange } from '../../../src/engine/decode/decode.ts';
import { readEvent } from '../../../src/engine/decode/protobuf/protobuf-event.ts';
import { readPod } from '../../../src/engine/decode/protobuf/protobuf-pod.ts';
import { Wire } from '../../../src/engine/decode/protobuf/wire.ts';
import { buildTimeline } from '../../../src/engine/timeline/build-timeline.ts';
import { containerOf } from '../../../src/engine/timeline/instants/event-text.ts';
import type { PodEvidence, PodFacts } from '../../../src/engine/timeline/model/facts.ts';
import { crowdedFaults } from '../../attack/crowded-pods.ts';
import { encodeMessage } from '../../cluster/engine/decode/protobuf-encode.ts';
import { at, eventFacts, kubeletEvent, podFacts } from '../engine/timeline/facts-builder.ts';

/** Some of what `npm run attack` tries. Without bounds the fourth never ends: 1,000 containers, of which 200 fail. */
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);

test('a pod with too many containers, events or nodes is told of in bounded time', () => {
  expect(SEEDS.flatMap((seed) => crowdedFaults(seed).map((fault) => `seed ${seed}: ${fault}`))).toEqual([]);
}, 120_000);

const NONE: PodEvidence = { pods: [], events: [], relatedEvents: [], owners: [], nodePulls: [], logs: {} };

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `c-${index}`);

test('300 nodes that contradict each other are not each looked into', () => {
  const steps = ['Pulling', 'Pulled', 'Created', 'Started'];
  const events = Array.from({ length: 300 }, (_, index) => {
    const message = 'Successfully pulled image "a" in 100s (2s including waiting)';
    const seen = kubeletEvent(steps[index % 4] ?? '', message, (index * 7919) % 300, `c-${Math.floor(index / 4)}`);
    return { ...seen, event: { ...seen.event, host: `node-${index}` } };
  });
  const pod = bothForms(names(75))[0]!;
  const before = process.cpuUsage();
  buildTimeline({ ...NONE, pods: [{ pod, how: 'watched', arrivedAt: at(7) }], events });
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(1500);
}, 120_000);

test('an event whose uid is the id of an instant is not taken for that instant', () => {
  const ready = { type: 'Ready', status: 'True', lastTransitionAt: at(6) } as const;
  const seen = kubeletEvent('Started', 'Started container app', 3, 'app');
  const readyWith = (uid: string): unknown => {
    const listed = { ...seen, event: { ...seen.event, uid } };
    const pods = [{ pod: podFacts({ conditions: [ready] }), how: 'listed' as const }];
    return buildTimeline({ ...NONE, pods, events: [listed] }).instants['podReady'];
  };
  expect(readyWith('e-1')).toBeDefined();
  expect(readyWith('podReady')).toEqual(readyWith('e-1'));
});

const metadata = { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1' };
const container = (name: string): object => ({ name, image: 'a', resources: {}, terminationMessagePath: '' });
const stamped = { ...metadata, creationTimestamp: '2026-01-01T00:00:00Z' };

function bothForms(names: readonly string[]): readonly PodFacts[] {
  const statuses = [...names]
    .reverse()
    .map((name) => ({ name, ready: true, restartCount: 0, image: 'a', imageID: '' }));
  const object = {
    metadata: stamped,
    spec: { containers: names.map(container) },
    status: { containerStatuses: statuses },
  };
  const json = decodeChange({ resource: 'pods', how: 'watched', object });
  return [json?.facts as PodFacts, readPod(new Wire(encodeMessage('Pod', object)))];
}

test('256 containers of a pod are read, in both forms, and how many are not is told', () => {
  for (const pod of bothForms(names(5000))) {
    expect(pod.spec.containers.map(({ name }) => name).slice(-1)).toEqual(['c-255']);
    expect([pod.spec.containers.length, pod.spec.moreContainers, pod.statuses.length]).toEqual([256, 4744, 256]);
    const { findings } = buildTimeline({ ...NONE, pods: [{ pod, how: 'listed' }] });
    expect(findings.find(({ id }) => id === 'containers-left-out')?.sentence.args).toEqual({ read: 256, all: 5000 });
  }
});

test('of a pod with few containers nothing is left out', () => {
  for (const pod of bothForms(['app'])) {
    expect('moreContainers' in pod.spec).toBe(false);
    const { findings } = buildTimeline({ ...NONE, pods: [{ pod, how: 'listed' }] });
    expect(findings.map(({ id }) => id)).not.toContain('containers-left-out');
  }
});

test('a slash in the name of a container is not one in an id', () => {
  for (const pod of bothForms(['app', 'app/run/2'])) {
    expect(pod.spec.containers.map(({ name }) => name)).toEqual(['app', 'app%2Frun%2F2']);
    expect(pod.statuses.map(({ name }) => name)).toEqual(['app%2Frun%2F2', 'app']);
  }
  const involved = { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{app/run/2}' };
  const event = { metadata: stamped, involvedObject: involved, reason: 'Started', message: '', source: {} };
  expect(containerOf(eventFacts({ involved }))).toBe('app%2Frun%2F2');
  expect(containerOf(readEvent(new Wire(encodeMessage('Event', event))))).toBe('app%2Frun%2F2');
});
