import { expect, test } from 'vitest';
import { EvidenceStore, atOnce } from '../../../../src/engine/engine.ts';
import { FollowedPods } from '../../../../src/extension/panel/followed-pods.ts';
import { subjectOf } from '../../../../src/extension/panel/subjects/subject-of.ts';
import { at, podFacts } from '../../engine/timeline/facts-builder.ts';

test('the pod of a panel is examined each time that it is shown, those of an overview are not', () => {
  const examined: string[] = [];
  const store = new EvidenceStore();
  store.apply({ resource: 'pods', how: 'listed', facts: podFacts() });
  const cluster = {
    store,
    target: { context: 'here', serverUrl: 'https://here' },
    examine: (uid: string) => void examined.push(uid),
  };
  const pod = { context: 'here', uid: 'pod-1', namespace: 'shop', name: 'web' };
  const followed = new FollowedPods(subjectOf({ kind: 'pod', pod }));
  atOnce(followed.read(cluster, at(5)));
  atOnce(followed.read(cluster, at(5)));
  atOnce(new FollowedPods(subjectOf({ kind: 'pods', pods: [pod] })).read(cluster, at(5)));
  atOnce(new FollowedPods(subjectOf({ kind: 'pod', pod: { ...pod, context: 'elsewhere' } })).read(cluster, at(5)));
  expect(examined).toEqual(['pod-1', 'pod-1']);
});
