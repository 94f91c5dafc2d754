import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type PodRecord,
  type PodStore,
  type ConnectionStatus,
  atOnce,
  english,
  type PodRow,
  rowOf,
  formatText,
  text,
  type Timeline,
  durationMs,
  epochMs,
} from '../../../../src/engine/engine.ts';
import { FollowedPods } from '../../../../src/extension/panel/followed-pods.ts';
import { ManyMessages } from '../../../../src/extension/panel/many-message.ts';
import { subjectOf } from '../../../../src/extension/panel/subjects/subject-of.ts';
import { isWebviewMessage } from '../../../../src/shared/guards.ts';
import { packRows, unpackRows } from '../../../../src/shared/packed-rows.ts';
import type { PanelSubject } from '../../../../src/shared/protocol.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';
import { phase, timeline } from '../../webview/timeline-builder.ts';

const now = epochMs(5);
const surroundings = { liveness: { state: 'live' }, now, language: { locale: 'en', templates: {} } } as const;
const pod = (uid: string): Timeline =>
  timeline([phase('pull', { from: 0, to: 1 })], { pod: { uid, namespace: 'n', name: uid } });
const record = (uid: string, workload = 'w'): PodRecord =>
  ({
    pod: { uid, spec: {} },
    deleted: false,
    workload: { kind: 'Deployment', name: 'web', uid: workload },
  }) as unknown as PodRecord;
const subject: PanelSubject = {
  kind: 'rollout',
  of: { context: 'kind', namespace: 'n', workload: { kind: 'Deployment', name: 'web', uid: 'w' } },
};

/** A store that holds these pods. */
function clusterOf(records: readonly PodRecord[], context = 'kind') {
  const store = {
    pods: () => records,
    pod: (uid: string) => records.find((one) => one.pod.uid === uid),
    timeline: (uid: string) => pod(uid),
  } as unknown as PodStore;
  return { store, target: { context, serverUrl: 'https://x' } };
}

const change = (...uids: string[]) => ({ reset: false, pods: new Set(uids), owners: new Set<string>() });

test('a panel of a workload follows the pods of it', () => {
  const pods = new FollowedPods(subjectOf(subject));
  atOnce(pods.read(clusterOf([record('a'), record('b', 'other')]), now));
  expect(pods.all().map((one) => one.pod.uid)).toEqual(['a']);
});

test('a pod that is gone is kept as it was last seen', () => {
  const pods = new FollowedPods(subjectOf(subject));
  atOnce(pods.read(clusterOf([record('a')]), now));
  atOnce(pods.read(clusterOf([]), now));
  expect(pods.timeline('a')).toBeDefined();
});

test('another context tells nothing of these pods', () => {
  const pods = new FollowedPods(subjectOf(subject));
  atOnce(pods.read(clusterOf([record('a')], 'prod'), now));
  expect(pods.all()).toEqual([]);
});

test.each([
  ['a known pod', 'a', true],
  ['a new pod of the workload', 'new', true],
  ['a pod of another workload', 'b', false],
])('%s changes: the panel is concerned or not', (_, uid, concerned) => {
  const pods = new FollowedPods(subjectOf(subject));
  atOnce(pods.read(clusterOf([record('a')]), now));
  expect(pods.concerned(change(uid), clusterOf([record('a'), record('new'), record('b', 'other')]))).toBe(concerned);
});

test('only the pods that are asked for travel whole', () => {
  expect(
    atOnce(new ManyMessages().pods('t', [pod('a'), pod('b')], new Set(['b']), surroundings)).details.map(
      (one) => one.pod.uid,
    ),
  ).toEqual(['b']);
});

const overview = (messages: ManyMessages, timelines: readonly Timeline[]) =>
  atOnce(messages.pods('t', [...timelines], new Set(), surroundings)).overview;

test('the same timelines are read together once', () => {
  const messages = new ManyMessages();
  const timelines = [pod('a'), pod('b')];
  expect(overview(messages, timelines)).toBe(overview(messages, timelines));
});

test('another timeline is read', () => {
  const messages = new ManyMessages();
  expect(overview(messages, [pod('a')])).not.toBe(overview(messages, [pod('a')]));
});

test('a node without pulls says so', () => {
  expect(
    formatText(atOnce(new ManyMessages().node('node1', [timeline([])], new Set(), surroundings)).headline[0]!, english),
  ).toMatch(/^No image was pulled on this node/);
});

const status = (state: 'connecting' | 'live' | 'denied'): ConnectionStatus =>
  state === 'denied'
    ? {
        state,
        problem: { code: 'forbidden', fact: text('You may not list pods.'), nextStep: text('Ask for the role.') },
      }
    : state === 'live'
      ? { state, since: now, missing: [] }
      : { state, since: now };

test.each([
  ['connecting', 'kind', 'busy', 'Connecting to kind'],
  ['live', 'kind', 'empty', 'Deployment/web has no pods yet'],
  ['denied', 'kind', 'error', 'You may not list pods.'],
  ['live', 'prod', 'empty', 'Deployment/web was watched in the context kind'],
] as const)('without pods, %s in %s: %s', (state, context, tone, title) => {
  const message = atOnce(
    subjectOf(subject).message({
      timelines: [],
      details: new Set(),
      watched: {
        cluster: { status: status(state), target: { context, serverUrl: 'https://x' } },
        now,
        language: surroundings.language,
      },
      isKnown: () => false,
      many: new ManyMessages(),
    }),
  );
  expect(message.type === 'message' && [message.tone, formatText(message.title, english)]).toEqual([tone, title]);
});

test.each([
  [{ type: 'want', uids: ['a'] }, true],
  [{ type: 'want', uids: [1] }, false],
  [{ type: 'want' }, false],
  [{ type: 'want', uids: Array.from({ length: 201 }, () => 'a') }, false],
])('a wish for whole timelines is checked: %o', (message, fine) => {
  expect(isWebviewMessage(message)).toBe(fine);
});

const aTime = fc.integer({ min: 0, max: 10_000_000 }).map((hundredths) => hundredths / 100);
const aStretch = fc.record({
  lane: fc.string(),
  step: fc.constantFrom('pull', 'reported', 'sandbox'),
  from: aTime,
  length: fc.option(aTime, { nil: undefined }),
  failed: fc.boolean(),
});
const aRow: fc.Arbitrary<PodRow> = fc
  .record({
    uid: fc.string(),
    name: fc.string(),
    lanes: fc.array(fc.record({ id: fc.string(), name: fc.string(), role: fc.constantFrom('pod', 'container') })),
    total: fc.option(aTime, { nil: undefined }),
    stretches: fc.array(aStretch),
  })
  .map(({ uid, name, lanes, total, stretches }) => ({
    uid,
    name,
    state: 'ready',
    lanes,
    created: epochMs(1_790_000_000_000),
    ...(total !== undefined && { total: durationMs(total) }),
    stretches: stretches.map(({ lane, step, from, length, failed }) => ({
      lane,
      step,
      from: epochMs(1_790_000_000_000 + from),
      ...(length !== undefined && { to: epochMs(1_790_000_000_000 + from + length) }),
      ...(failed && { failed: true as const }),
    })),
  }));

const numbersIn = (rows: readonly PodRow[]): number[] =>
  rows.flatMap(({ created, total = 0, deletedAt = 0, stretches }) => [
    created,
    total,
    deletedAt,
    ...stretches.flatMap(({ from, to = 0 }) => [from, to]),
  ]);
const wordsIn = (rows: readonly PodRow[]): unknown =>
  JSON.parse(JSON.stringify(rows, (_, value: unknown) => (typeof value === 'number' ? 'a number' : value)));

/** Times lose what is less than two hundredths of a millisecond. */
function expectSame(rows: readonly PodRow[], expected: readonly PodRow[]): void {
  const numbers = numbersIn(expected);
  const lost = Math.max(0, ...numbersIn(rows).map((value, index) => Math.abs(value - (numbers[index] ?? Infinity))));
  expect([wordsIn(rows), lost < 0.02]).toEqual([wordsIn(expected), true]);
}

test('rows come out of their packing as they went in', () => {
  fc.assert(
    fc.property(fc.array(aRow), (rows) => {
      expectSame(unpackRows([packRows(rows)]), rows);
    }),
  );
});

test('recorded rows come out of several texts as they went in', async () => {
  const rows = (await recordedTimelines('shop')).timelines.map(rowOf);
  expectSame(unpackRows([packRows(rows.slice(0, 7)), packRows(rows.slice(7))]), rows);
});
