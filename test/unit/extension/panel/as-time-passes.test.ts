import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EvidenceStore, english, formatText, type Timeline } from '../../../../src/engine/engine.ts';
import type { HostMessage, PanelSubject } from '../../../../src/shared/protocol.ts';
import {
  at,
  containerSpec,
  containerStatus,
  isTrue,
  kubeletEvent,
  podFacts,
  scheduledEvent,
  second,
} from '../../engine/timeline/facts-builder.ts';
import { openedPanel } from './opened-panel.ts';

vi.mock('vscode', () => import('../../../bench/host/vscode-edge.ts'));

const owner = { kind: 'ReplicaSet', name: 'web', uid: 'uid of web' };
const one: PanelSubject = { kind: 'pod', pod: { context: 'here', uid: 'pod-1', namespace: 'shop', name: 'web' } };
const all: PanelSubject = { kind: 'rollout', of: { context: 'here', namespace: 'shop', workload: owner } };

const bound = { spec: { nodeName: 'node1', containers: [containerSpec()] }, startAt: second(0.02), owner };

const pulling = kubeletEvent('Pulling', 'Pulling image "app:1"', 0.5, 'app');
const started = [
  kubeletEvent('Pulled', 'Container image "app:1" already present on machine', 0.5, 'app'),
  kubeletEvent('Created', 'Container created', 0.6, 'app'),
  kubeletEvent('Started', 'Container started', 0.7, 'app'),
];
const ready = {
  phase: 'Running',
  conditions: [isTrue('PodScheduled', 0.01), isTrue('ContainersReady', 1), isTrue('Ready', 1)],
  statuses: [
    containerStatus({ state: { state: 'running', run: { startedAt: second(0.7) } }, started: true, ready: true }),
  ],
};

/** Pods that were taken on; the first one pulls its image since, or all are ready. */
function storeOf(count: number, state: 'starting' | 'ready' = 'starting'): EvidenceStore {
  const store = new EvidenceStore();
  for (let index = 1; index <= count; index++) {
    const uid = `pod-${index}`;
    const now = state === 'ready' ? ready : { phase: 'Pending', conditions: [isTrue('PodScheduled', 0.01)] };
    const facts = podFacts({ ...bound, ...now, uid, name: uid });
    store.apply({ resource: 'pods', how: 'watched', facts, arrivedAt: at(1.01) });
  }
  for (const { event, arrivedAt } of [scheduledEvent(0.01), ...(state === 'ready' ? started : [pulling])]) {
    store.apply({ resource: 'events', how: 'watched', facts: event, ...(arrivedAt !== undefined && { arrivedAt }) });
  }
  return store;
}

/** The different timelines of these pods that the store gave, told apart as objects. */
function buildsOf(store: EvidenceStore): () => number {
  const built = new Set<Timeline>();
  const ask = store.timeline.bind(store);
  vi.spyOn(store, 'timeline').mockImplementation((...asked) => {
    const timeline = ask(...asked);
    if (timeline) built.add(timeline);
    return timeline;
  });
  return () => built.size;
}

const timelineIn = (message: HostMessage | undefined): Timeline | undefined =>
  message?.type === 'timeline' ? message.timeline : undefined;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

describe('the panel of a pod', () => {
  test('tells a silent wait anew about once a second, with column and sentence of one clock', () => {
    const store = storeOf(1);
    const builds = buildsOf(store);
    const { posted, pass } = openedPanel(one, store, at(10));
    pass(10_000);
    expect([posted.length, builds()]).toEqual([10, 10]);
    const last = timelineIn(posted.at(-1));
    const [finding] = last?.findings ?? [];
    expect(finding && [Math.round(finding.explains / 100) / 10, formatText(finding.sentence, english)]).toEqual([
      18.6,
      'The node has been pulling app:1 for 18.6 s.',
    ]);
  });

  test('tells a wait of more than 30 s every 5 s', () => {
    const { posted, pass } = openedPanel(one, storeOf(1), at(40));
    pass(20_500);
    expect(posted).toHaveLength(5);
  });

  test('tells nothing of a pod that is ready', () => {
    const store = storeOf(1, 'ready');
    const builds = buildsOf(store);
    const { posted, pass } = openedPanel(one, store, at(10));
    pass(60_000);
    expect([posted.length, builds(), vi.getTimerCount()]).toEqual([1, 1, 0]);
  });

  test('builds and sends nothing while it is hidden, and goes on when it is seen again', () => {
    const store = storeOf(1);
    const builds = buildsOf(store);
    const { posted, pass, show } = openedPanel(one, store, at(10));
    show(false);
    pass(20_000);
    expect([posted.length, builds(), vi.getTimerCount()]).toEqual([1, 1, 0]);
    show(true);
    pass(2000);
    expect(posted.length).toBeGreaterThan(2);
  });

  test('tells nothing anew of what was last seen in another context', () => {
    const { posted, pass, watch } = openedPanel(one, storeOf(1), at(10));
    watch('elsewhere');
    pass(1000);
    const before = posted.length;
    pass(20_000);
    expect(posted).toHaveLength(before);
  });
});

describe('the panel of many pods', () => {
  test('tells the waits of a few anew each second', () => {
    const store = storeOf(3);
    const builds = buildsOf(store);
    const { posted, pass } = openedPanel(all, store, at(10));
    pass(5000);
    expect(posted.length).toBeGreaterThan(1);
    expect(builds()).toBe(3 * posted.length);
  });

  test('of thousands builds 50 a time, in turn, and takes a hundredth of the time for it', () => {
    const store = storeOf(1000);
    const builds = buildsOf(store);
    const { posted, pass } = openedPanel(all, store, at(10));
    pass(10);
    const [first, sent] = [builds(), posted.length];
    pass(59_000);
    expect([first, builds(), posted.length]).toEqual([1000, 1000, sent]);
    pass(130_000);
    expect(posted.length - sent).toBeGreaterThan(0);
    expect(posted.length - sent).toBeLessThanOrEqual(3);
    expect(builds() - first).toBe(50 * (posted.length - sent));
  });

  test('a change of one pod builds that one, and no more of the others than their turn', async () => {
    const store = storeOf(1000);
    const builds = buildsOf(store);
    const { pass } = openedPanel(all, store, at(10));
    pass(10);
    const facts = podFacts({ ...bound, uid: 'pod-900', name: 'pod-900', resourceVersion: '77' });
    store.apply({ resource: 'pods', how: 'watched', facts, arrivedAt: at(11) });
    await Promise.resolve();
    pass(6000);
    expect(builds()).toBe(1000 + 1 + 50);
  });
});
