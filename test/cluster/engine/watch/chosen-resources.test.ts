import { expect, test } from 'vitest';
import { type Resource, resources } from '../../../../src/engine/engine.ts';
import { podObject, startRig, until } from './live-rig.ts';

/** The collections that a cluster which was opened with these resources asks for, and its timeline of one pod. */
async function opened(chosen: readonly Resource[]): Promise<readonly [readonly string[], string | undefined]> {
  const asked = new Set<string>();
  await using rig = await startRig({
    resources: chosen,
    server: {
      before: ({ target }) => {
        if (target) asked.add(target.resource);
        return undefined;
      },
    },
  });
  const pod = podObject('web');
  rig.state.apply('pods', 'ADDED', pod);
  await rig.reaches('live');
  await until(() => (rig.cluster.store.timeline(pod.metadata.uid!)?.settled ? '' : 'it is not settled'));
  return [[...asked].sort(), rig.cluster.store.timeline(pod.metadata.uid!)?.eventsState];
}

test('only the resources that were chosen are read, and those that are needed', async () => {
  expect(await opened(resources.filter(({ name }) => ['events', 'nodes', 'jobs'].includes(name)))).toEqual([
    ['events', 'jobs', 'pods'],
    'expired',
  ]);
});

test('without events timelines do not wait for them', async () => {
  expect(await opened([])).toEqual([['pods'], 'denied']);
});
