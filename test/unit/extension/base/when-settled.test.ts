import { expect, test } from 'vitest';
import { EvidenceStore } from '../../../../src/engine/engine.ts';
import { whenSettled } from '../../../../src/extension/base/when-settled.ts';
import { podFacts } from '../../engine/timeline/facts-builder.ts';

/** A store with one pod whose events will be listed. */
function pending(): { readonly store: EvidenceStore; readonly uid: string } {
  const store = new EvidenceStore();
  const facts = podFacts();
  store.beginEvents([undefined]);
  store.apply({ resource: 'pods', how: 'listed', facts });
  return { store, uid: facts.uid };
}

test('who exports waits until the events are listed', async () => {
  const { store, uid } = pending();
  let isOver = false;
  const waiting = whenSettled(store, [uid]).then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([isOver, store.timeline(uid)?.settled]).toEqual([false, false]);
  store.setEvents(undefined, 'listed');
  await waiting;
  expect(store.timeline(uid)?.settled).toBe(true);
});

test('a cluster that lists none is not waited for without end', async () => {
  const { store, uid } = pending();
  await whenSettled(store, [uid], 1);
  expect(store.timeline(uid)?.settled).toBe(false);
});
