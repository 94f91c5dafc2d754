import { describe, expect, test } from 'vitest';
import { EvidenceStore, type PodFacts } from '../../../../src/engine/engine.ts';
import {
  TreeModel,
  type NodeId,
  type TreeRules,
  type TreeSnapshot,
} from '../../../../src/extension/views/tree-model.ts';
import { changedNodes } from '../../../../src/extension/views/tree-diff.ts';
import { at, eventFacts, isTrue, podFacts, second } from '../../engine/timeline/facts-builder.ts';

const deployment = (name: string): { kind: string; name: string; uid: string } => ({
  kind: 'ReplicaSet',
  name,
  uid: `uid of ${name}`,
});
let version = 1;

function pod(name: string, facts: Partial<Omit<PodFacts, 'spec'>> = {}): PodFacts {
  return podFacts({
    name,
    uid: name,
    resourceVersion: String(version++),
    creationAt: second(0),
    owner: deployment(name.replace(/-\w+$/, '')),
    ...facts,
  });
}
const ready = (seconds = 1): Partial<PodFacts> => ({ phase: 'Running', conditions: [isTrue('Ready', seconds)] });
const starting: Partial<PodFacts> = { phase: 'Pending', conditions: [] };
const finished = (seconds: number): Partial<PodFacts> => ({
  phase: 'Succeeded',
  conditions: [],
  creationAt: second(seconds),
});

function storeOf(pods: readonly PodFacts[], deleted: readonly PodFacts[] = []): EvidenceStore {
  const store = new EvidenceStore();
  store.apply(pods.map((facts) => ({ resource: 'pods', how: 'listed', facts, arrivedAt: at(1) })));
  store.apply(deleted.map((facts) => ({ resource: 'pods', how: 'deleted', facts, arrivedAt: at(2) })));
  return store;
}

/** With a Deployment `shop` whose ReplicaSet may not create pods. */
function rejecting(store: EvidenceStore): EvidenceStore {
  const of = { namespace: 'shop', creationAt: second(0), resourceVersion: '1' };
  const owner = { kind: 'Deployment', name: 'shop', uid: 'uid of shop' };
  const event = eventFacts({
    namespace: 'shop',
    reason: 'FailedCreate',
    type: 'Warning',
    involved: { kind: 'ReplicaSet', namespace: 'shop', name: 'shop-abc', uid: 'uid of shop-abc' },
    message: 'exceeded quota',
  });
  const owners = [
    { ...of, ...owner },
    { ...of, kind: 'ReplicaSet', name: 'shop-abc', uid: 'uid of shop-abc', owner },
  ];
  store.apply(owners.map((facts) => ({ resource: 'owners', how: 'listed', facts, arrivedAt: at(1) })));
  store.apply({ resource: 'events', how: 'listed', facts: event, arrivedAt: at(1) });
  return store;
}

const rules: TreeRules = { keepFinishedMs: 600_000, order: 'urgency', filter: '' };
const topRows = { problems: 0, offersAll: true };
const snapshotOf = (store: EvidenceStore, more: Partial<TreeRules> = {}, seconds = 10): TreeSnapshot =>
  new TreeModel(
    store,
    () => ({ ...rules, ...more }),
    () => at(seconds),
  ).snapshot(at(seconds), topRows);

/** The tree as indented ids. */
function draw(tree: TreeSnapshot, id: NodeId = 'context', depth = 0): string[] {
  return [`${' '.repeat(depth)}${id}`, ...tree.childrenOf(id).flatMap((child) => draw(tree, child, depth + 1))];
}

describe('the tree', () => {
  test('has workloads below the context, and their pods below them', () => {
    expect(draw(snapshotOf(storeOf([pod('web-1', ready()), pod('web-2', ready()), pod('db-1', ready())])))).toEqual([
      'context',
      ' workload/uid of db',
      '  pod/db-1',
      ' workload/uid of web',
      '  pod/web-1',
      '  pod/web-2',
    ]);
  });

  test('lists a pod without an owner by itself', () => {
    const bare = podFacts({ name: 'bare', uid: 'bare', ...ready() });
    expect(draw(snapshotOf(storeOf([bare])))).toEqual(['context', ' pod/bare']);
  });

  test('begins with what is starting, workloads and pods', () => {
    const tree = snapshotOf(
      storeOf([pod('api-1', ready()), pod('web-1', ready()), pod('web-2', { ...starting, creationAt: second(-900) })]),
      {},
      5000,
    );
    expect(draw(tree)).toEqual([
      'context',
      ' workload/uid of web',
      '  pod/web-2',
      '  pod/web-1',
      ' workload/uid of api',
      '  pod/api-1',
    ]);
  });

  test('goes on with recent starts, newest first, and then by name', () => {
    const tree = snapshotOf(
      storeOf([
        pod('a-1', ready()),
        pod('b-1', { ...ready(), creationAt: second(5000) }),
        pod('c-1', { ...ready(), creationAt: second(5100) }),
      ]),
      {},
      5200,
    );
    expect(tree.childrenOf('context')).toEqual(['workload/uid of c', 'workload/uid of b', 'workload/uid of a']);
  });

  test('counts the pods that are starting', () =>
    expect(snapshotOf(storeOf([pod('a-1', starting), pod('a-2', ready()), pod('b-1', starting)])).starting).toBe(2));

  test('collapses long-finished pods into a count', () => {
    const tree = snapshotOf(
      storeOf([pod('job-1', finished(0)), pod('job-2', finished(0)), pod('job-3', finished(900))]),
      {},
      1000,
    );
    expect(draw(tree)).toEqual([
      'context',
      ' workload/uid of job',
      '  pod/job-3',
      '  finished/uid of job',
      '   pod/job-1',
      '   pod/job-2',
    ]);
  });

  test('collects deleted pods at the end', () => {
    const gone = pod('web-1', ready());
    expect(draw(snapshotOf(storeOf([gone, pod('web-2', ready())], [gone])))).toEqual([
      'context',
      ' workload/uid of web',
      '  pod/web-2',
      ' deleted',
      '  pod/web-1',
    ]);
  });

  test('shows only what the filter means: parts of names, and labels', () => {
    const store = storeOf([
      pod('web-1', ready()),
      pod('web-2', { ...ready(), labels: { tier: 'front' } }),
      pod('db-1', ready()),
    ]);
    expect(draw(snapshotOf(store, { filter: 'WEB tier=front' }))).toEqual([
      'context',
      ' workload/uid of web',
      '  pod/web-2',
    ]);
  });

  test.each([
    ['name', ['workload/uid of a', 'workload/uid of b']],
    ['newest', ['workload/uid of b', 'workload/uid of a']],
    ['slowest', ['workload/uid of b', 'workload/uid of a']],
  ] as const)('can be sorted by %s', (order, expected) => {
    const store = storeOf([pod('a-1', ready(2)), pod('b-1', { ...ready(9), creationAt: second(1) })]);
    expect(snapshotOf(store, { order }).childrenOf('context')).toEqual(expected);
  });

  test('says below a workload why it cannot create its pods, also when it has none', () => {
    expect(draw(snapshotOf(rejecting(storeOf([pod('api-1', ready())]))))).toEqual([
      'context',
      ' workload/uid of shop',
      '  rejected/uid of shop-abc',
      ' workload/uid of api',
      '  pod/api-1',
    ]);
  });

  test('says so above the pods that it could create', () => {
    const owner = { kind: 'ReplicaSet', name: 'shop-abc', uid: 'uid of shop-abc' };
    expect(draw(snapshotOf(rejecting(storeOf([pod('shop-abc-1', { ...ready(), owner })]))))).toEqual([
      'context',
      ' workload/uid of shop',
      '  rejected/uid of shop-abc',
      '  pod/shop-abc-1',
    ]);
  });

  test('filters workloads without pods by their names', () => {
    const store = rejecting(storeOf([pod('api-1', ready())]));
    expect([
      snapshotOf(store, { filter: 'shop' }).childrenOf('context'),
      snapshotOf(store, { filter: 'api' }).childrenOf('context'),
    ]).toEqual([['workload/uid of shop'], ['workload/uid of api']]);
  });

  test('keeps a pod that has become ready where it is, for a while', () => {
    const store = storeOf([pod('web-1', { ...starting, creationAt: second(1) }), pod('web-2', starting)]);
    const model = new TreeModel(
      store,
      () => rules,
      () => at(0),
    );
    const order = (seconds: number): readonly NodeId[] =>
      model.snapshot(at(seconds), topRows).childrenOf('workload/uid of web');
    const before = order(10);
    const change = {
      resource: 'pods',
      how: 'watched',
      facts: pod('web-1', { ...ready(), creationAt: second(1) }),
      arrivedAt: at(11),
    } as const;
    store.apply(change);
    model.forget({ reset: false, pods: new Set(['web-1']), owners: new Set() });
    expect([before, order(12), order(17)]).toEqual([
      ['pod/web-1', 'pod/web-2'],
      ['pod/web-1', 'pod/web-2'],
      ['pod/web-2', 'pod/web-1'],
    ]);
  });

  test('shows 200 rows of 10,000 pods, and the rest on demand', () => {
    const tree = snapshotOf(storeOf(Array.from({ length: 10_000 }, (_, index) => pod(`web-${index}`, ready()))));
    expect(tree.childrenOf('workload/uid of web')).toHaveLength(201);
    expect(tree.node('more/200/workload/uid of web')).toMatchObject({ count: 9800 });
  });

  test('shows 200 rows of 10,000 pods without an owner as well', () => {
    const tree = snapshotOf(
      storeOf(
        Array.from({ length: 10_000 }, (_, index) =>
          podFacts({ name: `bare-${index}`, uid: `bare-${index}`, ...starting }),
        ),
      ),
    );
    expect([tree.childrenOf('context').length, tree.node('more/200/context')]).toEqual([
      201,
      expect.objectContaining({ count: 9800 }),
    ]);
  });

  test('opens no more workloads by itself than their pods are 400 rows', () => {
    const tree = snapshotOf(
      storeOf(Array.from({ length: 2000 }, (_, index) => pod(`web${index % 20}-${index}`, starting))),
    );
    const open = tree
      .childrenOf('context')
      .filter((id) => tree.node(id)?.kind === 'workload' && (tree.node(id) as { fits?: boolean }).fits);
    expect([open.length, tree.childrenOf('context').length]).toEqual([4, 20]);
  });

  test('offers all namespaces where there are no pods', () =>
    expect(draw(snapshotOf(storeOf([])))).toEqual(['context', ' everywhere']));

  test('says of siblings only what tells them apart', () => {
    const store = storeOf([
      pod('web-abc-1', { ...ready(), owner: deployment('web') }),
      pod('web-abc-2', { ...ready(), owner: deployment('web') }),
    ]);
    const tree = snapshotOf(store);
    tree.childrenOf('workload/uid of web');
    expect(tree.node('pod/web-abc-1')).toMatchObject({ prefix: 'web-abc-' });
  });
});

describe('what has to be drawn again', () => {
  test('is nothing when nothing changed', () => {
    const store = storeOf([pod('web-1', ready())]);
    const before = snapshotOf(store);
    draw(before);
    expect([...changedNodes(before, snapshotOf(store))]).toEqual([]);
  });

  test('is the workload that has a new pod, not the others', () => {
    const store = storeOf([pod('web-1', ready()), pod('db-1', ready())]);
    const before = snapshotOf(store, { order: 'name' });
    draw(before);
    store.apply({ resource: 'pods', how: 'watched', facts: pod('web-2', starting), arrivedAt: at(3) });
    expect([...changedNodes(before, snapshotOf(store, { order: 'name' }))]).toEqual(['workload/uid of web']);
  });
});
