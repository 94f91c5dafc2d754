import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/engine.ts';
import { unpackRows } from '../../../../src/shared/packed-rows.ts';
import type { HostMessage, PanelSubject } from '../../../../src/shared/protocol.ts';
import { rolloutChanges, workload } from '../../../bench/host/rollout-changes.ts';
import { openedPanel } from './opened-panel.ts';

const written: string[] = [];
vi.mock('vscode', async () => ({
  ...(await import('../../../bench/host/vscode-edge.ts')),
  window: { showSaveDialog: () => Promise.resolve({}) },
  workspace: {
    fs: {
      writeFile: (_: unknown, content: Uint8Array) => Promise.resolve(written.push(new TextDecoder().decode(content))),
    },
  },
}));

const { owners, pods, onePullPerNode, now } = await rolloutChanges(300);
const changes = [...owners, ...pods];
const subject: PanelSubject = {
  kind: 'rollout',
  of: {
    context: 'here',
    namespace: workload.namespace,
    workload: { kind: workload.kind, name: workload.name, uid: workload.uid },
  },
};

/** A panel whose page is ready, over a store with 300 pods. */
function opened() {
  const store = new EvidenceStore();
  store.apply(changes);
  const built = vi.spyOn(store, 'timeline');
  const panel = openedPanel(subject, store, now);
  const { turns } = panel;
  return {
    ...panel,
    store,
    built,
    /** Until nothing is left to do. */
    settle: () => {
      do {
        turns.all();
        vi.advanceTimersByTime(10_000);
      } while (turns.waiting > 0 || vi.getTimerCount() > 0);
    },
  };
}

const podsIn = (message: HostMessage | undefined): number =>
  message?.type === 'pods' ? unpackRows(message.rows).length : Number.NaN;
const readingIn = (message: HostMessage | undefined) => (message?.type === 'pods' ? message.reading : undefined);

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('a turn builds no more timelines than fit into a slice', () => {
  const { turns, built } = opened();
  turns.all();
  expect(built).toHaveBeenCalledTimes(300);
  const again = opened();
  const each: number[] = [];
  for (let before = again.built.mock.calls.length; again.turns.waiting > 0; before = again.built.mock.calls.length) {
    again.turns.turn();
    each.push(again.built.mock.calls.length - before);
  }
  expect(Math.max(...each)).toBeLessThanOrEqual(5);
});

test('rows are sent as they are ready, with how many were read and without a word about all; the last snapshot is whole', () => {
  const { posted, settle } = opened();
  settle();
  const [whole, ...partial] = posted.toReversed();
  expect(partial.length).toBeGreaterThan(2);
  for (const message of partial) {
    expect(readingIn(message)).toEqual({ read: podsIn(message), all: 300 });
    expect(message).toMatchObject({ overview: { headline: [], causes: [], groups: [] } });
  }
  expect(partial.map(podsIn)).toEqual(partial.map(podsIn).toSorted((a, b) => b - a));
  expect([podsIn(whole), readingIn(whole)]).toEqual([300, undefined]);
  expect(whole).toMatchObject({ overview: { headline: [{}, {}] } });
});

test.each([
  ['closed', ({ close }: ReturnType<typeof opened>) => close()],
  ['hidden', ({ show }: ReturnType<typeof opened>) => show(false)],
])('%s in the middle: nothing more is built or sent', (_, leave) => {
  const all = opened();
  all.turns.turn();
  all.turns.turn();
  leave(all);
  const before = [all.built.mock.calls.length, all.posted.length];
  all.settle();
  expect([all.built.mock.calls.length, all.posted.length]).toEqual(before);
  expect(all.turns.waiting).toBe(0);
});

test('shown again, it goes on where it was', () => {
  const { turns, show, settle, posted, store, built } = opened();
  for (let turn = 0; turn < 80; turn += 1) turns.turn();
  show(false);
  const first = built.mock.results.flatMap(({ value }) => (value === undefined ? [] : [value as unknown]));
  show(true);
  settle();
  expect(first.every((timeline) => [...store.pods()].some(({ pod }) => store.timeline(pod.uid) === timeline))).toBe(
    true,
  );
  expect([first.length > 0, podsIn(posted.at(-1)), readingIn(posted.at(-1))]).toEqual([true, 300, undefined]);
});

test('another context in the middle: what is left is not read from it, and the page goes on to say so', () => {
  const { turns, watch, settle, built, posted } = opened();
  for (let turn = 0; turn < 80; turn += 1) turns.turn();
  watch('elsewhere');
  const before = built.mock.calls.length;
  settle();
  const last = posted.at(-1);
  expect([built.mock.calls.length, last?.type === 'pods' && last.liveness.state]).toEqual([before, 'stale']);
  expect([readingIn(last), last?.type === 'pods' && last.overview.headline]).toEqual([
    { read: podsIn(last), all: 300 },
    [],
  ]);
});

test('a pull while rows are read makes another snapshot, and what the page wants meanwhile is sent at once', () => {
  const { settle, posted, received, store, turns } = opened();
  settle();
  const whole = posted.length;
  store.apply(onePullPerNode);
  received.fire({ type: 'want', uids: ['pod-0'] });
  expect(
    posted
      .slice(whole)
      .map((message) => (message.type === 'pods' ? message.details.map(({ pod }) => pod.uid) : message.type)),
  ).toEqual([['pod-0']]);
  expect(turns.waiting).toBe(0);
});

test('a change while a snapshot is made is in the next one', async () => {
  const { settle, posted, store, turns } = opened();
  turns.turn();
  store.apply(onePullPerNode);
  await Promise.resolve();
  settle();
  expect(posted.filter((message) => podsIn(message) === 300 && !readingIn(message))).toHaveLength(2);
});

test('an exported file has all pods, though the page does not yet', async () => {
  const { turns, received, posted } = opened();
  received.fire({ type: 'save', request: { format: 'text', exporter: 'json' } });
  const whole = (): boolean => posted.some((message) => podsIn(message) === 300);
  const before = whole();
  await vi.waitUntil(() => {
    turns.all();
    return written.length > 0;
  });
  const { pods: saved } = JSON.parse(written[0] ?? '') as {
    readonly pods: readonly { readonly pod: { readonly uid: string } }[];
  };
  expect([before, new Set(saved.map(({ pod }) => pod.uid)).size]).toEqual([false, 300]);
});
