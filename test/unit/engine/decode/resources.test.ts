import { expect, test } from 'vitest';
import { decodeChange } from '../../../../src/engine/decode/decode.ts';
import { objectPath, pathOf, resourceNamed, resources } from '../../../../src/engine/decode/resources.ts';
import { knownTypes } from '../../../../src/engine/recording/resource-types.ts';

test.each(resources)(
  '$name: what its row says is what decodes, what is recorded and what the demo server has',
  (row) => {
    const object = { metadata: { name: 'x', namespace: 'n', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' } };
    expect(
      decodeChange({ resource: row.name, how: 'listed', object: { ...object, involvedObject: {} } })?.resource,
    ).toBe(row.feeds);
    const type = knownTypes.find(({ name }) => name === row.name);
    const prefix = type?.group === '' ? `/api/${type.version}` : `/apis/${type?.group}/${type?.version}`;
    expect([prefix, type?.kind, type?.namespaced]).toEqual([row.prefix, row.kind, row.namespaced]);
  },
);

test('a name from outside is not taken for a row', () =>
  expect(['constructor', '', 'storageclasses'].map(resourceNamed)).toEqual([undefined, undefined, undefined]));

test('paths are of one namespace, of all, and of one object; nodes are in no namespace', () => {
  const [pods, nodes] = [resourceNamed('pods'), resourceNamed('nodes')];
  expect([
    pods && pathOf(pods, 'a/b'),
    pods && pathOf(pods, undefined),
    pods && objectPath(pods, 'n', 'x y'),
    nodes && objectPath(nodes, 'n', 'node1'),
  ]).toEqual([
    '/api/v1/namespaces/a%2Fb/pods',
    '/api/v1/pods',
    '/api/v1/namespaces/n/pods/x%20y',
    '/api/v1/nodes/node1',
  ]);
});
