import { expect, test, vi } from 'vitest';
import { Emitter, type Cluster, type Session } from '../../../../src/engine/engine.ts';
import { until } from '../../../../src/extension/base/until.ts';

/** A session with what `until` reads of it. */
function sessionWith(cluster?: Cluster): { session: Session; changed: Emitter<void>; open: (next: Cluster) => void } {
  const changed = new Emitter<void>();
  const session = { cluster, changed };
  return {
    session: session as unknown as Session,
    changed,
    open: (next) => {
      session.cluster = next;
      changed.fire();
    },
  };
}

function clusterWithPods(): { cluster: Cluster; podsChanged: Emitter<void> } {
  const podsChanged = new Emitter<void>();
  const cluster = { statusChanged: new Emitter(), store: { changed: podsChanged } } as unknown as Cluster;
  return { cluster, podsChanged };
}

test('what holds already is not waited for', async () => {
  await until(() => true, sessionWith().session, 60_000);
});

test('a change of the pods of a cluster that is opened later ends the wait at once, without a timer', async () => {
  vi.useFakeTimers();
  const { session, open } = sessionWith();
  const { cluster, podsChanged } = clusterWithPods();
  let there = false;
  const waited = until(() => there, session, 60_000);
  open(cluster);
  there = true;
  podsChanged.fire();
  await waited;
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('a cluster that is no longer open is not listened to', async () => {
  const before = clusterWithPods();
  const { session, open } = sessionWith(before.cluster);
  let asked = 0;
  const waited = until(() => (asked += 1) > 3, session, 60_000);
  open(clusterWithPods().cluster);
  before.podsChanged.fire();
  expect(asked).toBe(2);
  open(clusterWithPods().cluster);
  open(clusterWithPods().cluster);
  await waited;
});

test('after the limit it ends all the same', async () => {
  vi.useFakeTimers();
  const waited = until(() => false, sessionWith().session, 1000);
  vi.advanceTimersByTime(1000);
  await waited;
  vi.useRealTimers();
});
