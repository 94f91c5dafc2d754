import { describe, expect, test } from 'vitest';
import { atOnce, type PodRecord } from '../../../../../src/engine/engine.ts';
import { ManyMessages } from '../../../../../src/extension/panel/many-message.ts';
import { podKey } from '../../../../../src/extension/panel/subjects/pod.ts';
import { subjectOf } from '../../../../../src/extension/panel/subjects/subject-of.ts';
import { isPanelSubject } from '../../../../../src/shared/subject.ts';
import { at, podFacts } from '../../../engine/timeline/facts-builder.ts';
import { phase, timeline } from '../../../webview/timeline-builder.ts';

const ref = (uid: string) => ({ context: 'kind', uid, namespace: 'shop', name: `web-${uid}` });
const workload = { kind: 'Deployment', name: 'web', uid: 'w' };
const subjects = {
  pod: subjectOf({ kind: 'pod', pod: ref('a') }),
  workload: subjectOf({ kind: 'rollout', of: { context: 'kind', namespace: 'shop', workload } }),
  pods: subjectOf({ kind: 'pods', pods: [ref('a'), ref('b')] }),
  node: subjectOf({ kind: 'node', context: 'kind', node: 'node1' }),
} as const;
type Kind = keyof typeof subjects;
const kinds = Object.keys(subjects) as Kind[];

const record = (uid: string, nodeName: string, owner = workload): PodRecord => ({
  pod: podFacts({ uid, name: uid, spec: { nodeName } }),
  deleted: false,
  workload: owner,
});
const other = { kind: 'Deployment', name: 'other', uid: 'o' };

test.each([
  ['pod', 'pod a', 'web-a'],
  ['workload', 'rollout w', 'Deployment/web'],
  ['pods', 'pods a b', 'web-a, web-b'],
  ['node', 'node kind node1', 'node1'],
] as const)('a panel of a %s: its key, its title, its context', (kind, key, title) => {
  const subject = subjects[kind];
  expect([subject.key, subject.title, subject.context]).toEqual([key, title, 'kind']);
});

test('two pods of one name are two panels, and a pod is found by its uid', () => {
  const again = subjectOf({ kind: 'pod', pod: { ...ref('b'), name: 'web-a' } });
  expect([again.key === subjects.pod.key, again.key === podKey('b')]).toEqual([false, true]);
});

test.each(kinds)('what the page keeps of a %s is known again after a reload', (kind) => {
  const kept: unknown = JSON.parse(JSON.stringify(subjects[kind].data));
  expect(isPanelSubject(kept) && subjectOf(kept)).toEqual(subjects[kind]);
});

test.each([
  ['pod', [true, false, false]],
  ['workload', [true, true, false]],
  ['pods', [true, true, false]],
  ['node', [true, false, true]],
] as const)('the pods that concern a panel of a %s', (kind, concerned) => {
  const records = [record('a', 'node1'), record('b', 'node2'), record('c', 'node1', other)];
  expect(records.map((one) => subjects[kind].concerns(one))).toEqual(concerned);
});

describe('what the page is told', () => {
  const language = { locale: 'en', templates: {} };
  const status = { state: 'live', since: at(0), missing: [] } as const;
  const watched = { cluster: { status, target: { context: 'kind', serverUrl: 'https://x' } }, now: at(9), language };
  const told = (kind: Kind, ...uids: readonly string[]) =>
    atOnce(
      subjects[kind].message({
        timelines: uids.map((uid) =>
          timeline([phase('pull', { from: 0, to: 1 })], { pod: { uid, namespace: 'shop', name: uid, node: 'node1' } }),
        ),
        details: new Set(),
        watched,
        isKnown: () => true,
        many: new ManyMessages(),
      }),
    );

  test.each([
    ['pod', 'timeline'],
    ['workload', 'pods'],
    ['pods', 'pods'],
    ['node', 'node'],
  ] as const)('of a %s: a message of the type %s', (kind, type) => {
    expect(told(kind, 'a')).toMatchObject({ type, liveness: { state: 'live' }, now: at(9), language });
  });

  test.each([
    ['pod', '{subject} is not in the cluster any more'],
    ['workload', '{subject} has no pods yet'],
    ['pods', '{subject} is not in the cluster any more'],
    ['node', 'No pods are known on {subject}'],
  ] as const)('of a %s without pods: %s', (kind, template) => {
    expect(told(kind)).toMatchObject({ type: 'message', tone: 'empty', title: { template } });
  });
});
