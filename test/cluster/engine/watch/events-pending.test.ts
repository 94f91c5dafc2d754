import { expect, onTestFinished, test } from 'vitest';
import type { Cluster } from '../../../../src/engine/watch/cluster.ts';
import { openCluster } from '../../../../src/engine/watch/live-cluster.ts';
import { startDemoCluster } from '../../../../src/demo-server/demo-cluster.ts';
import type { Before } from '../../../../src/demo-server/interference.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { denying } from '../../faults.ts';
import { FAST, until } from './live-rig.ts';

/** The shop when all of it has happened, seen by a client whose requests `before` may hold back. */
async function watchShop(before: Before): Promise<Cluster> {
  const demo = await startDemoCluster({
    recordings: ['test/recordings/shop.ndjson.gz'],
    startedAgoMs: 400_000,
    once: true,
    before,
  });
  const cluster = await openCluster({
    kubeconfig: { kind: 'text', yaml: demo.server.kubeconfig('shop') },
    scope: { kind: 'all' },
    timing: FAST,
  });
  onTestFinished(async () => {
    cluster.dispose();
    await demo.stop();
  });
  cluster.start();
  return cluster;
}

const timelines = ({ store }: Cluster): readonly Timeline[] =>
  [...store.pods()].flatMap(({ pod }) => store.timeline(pod.uid) ?? []);

const firstFindings = (cluster: Cluster): ReadonlyMap<string, string> =>
  new Map(timelines(cluster).map(({ pod, findings }) => [pod.uid, findings[0]?.id ?? 'nothing was slow']));

const settled = (cluster: Cluster) =>
  until(() =>
    timelines(cluster).length >= 16 && timelines(cluster).every((one) => one.settled) ? '' : 'not all pods are settled',
  );

/** Keeps every request for events waiting until it is called. */
function holdingEvents(): { readonly before: Before; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return {
    before: ({ target }) => (target?.resource === 'events' ? promise : undefined),
    release: () => resolve(undefined),
  };
}

test('no cause is named before the events are listed, and then the right one at once', async () => {
  const { before, release } = holdingEvents();
  const held = await watchShop(before);
  const free = await watchShop(() => undefined);
  await settled(free);
  await until(() => (timelines(held).length === timelines(free).length ? '' : 'the pods are not there'));
  expect(timelines(held).map(({ settled: is, eventsState, findings }) => [is, eventsState, findings.length])).toEqual(
    timelines(free).map(() => [false, 'pending', 0]),
  );
  release();
  await settled(held);
  const named = (found: ReadonlyMap<string, string>) => [...found.values()].sort();
  expect(named(firstFindings(held))).toEqual(named(firstFindings(free)));
});

test('an account that may not list events is told so, and what it sees heals when it may', async () => {
  const rights = { events: false };
  const cluster = await watchShop((request) =>
    denying(({ target }) => target?.resource === 'events' && !rights.events)(request),
  );
  await settled(cluster);
  expect(
    timelines(cluster).every(
      ({ eventsState, findings }) => eventsState === 'denied' && findings.some(({ id }) => id === 'events-denied'),
    ),
  ).toBe(true);
  rights.events = true;
  await until(() => (timelines(cluster).every(({ eventsState }) => eventsState !== 'denied') ? '' : 'still denied'));
  expect(timelines(cluster).flatMap(({ findings }) => findings.map(({ id }) => id))).not.toContain('events-denied');
});
