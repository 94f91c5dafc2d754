import { expect, test } from 'vitest';
import { drawTimeline } from '../../../src/cli/draw-timeline.ts';
import { EvidenceStore, exporters, english, type PodFacts } from '../../../src/engine/engine.ts';
import { at, podFacts } from '../engine/timeline/facts-builder.ts';

/** Facts that no decoder makes, so that a fault of the engine can be seen without there being one. */
const faulty = {
  ...podFacts({ uid: 'faulty', namespace: 'bazaar', name: 'faulty' }),
  conditions: undefined,
} as unknown as PodFacts;

function storeWithFault(): { readonly store: EvidenceStore; readonly told: string[] } {
  const told: string[] = [];
  const store = new EvidenceStore({ onFault: (error, uid) => told.push(`${uid}: ${(error as Error).name}`) });
  store.apply(
    [podFacts({ uid: 'fine', name: 'fine' }), faulty].map((facts) => ({
      resource: 'pods',
      how: 'watched',
      facts,
      arrivedAt: at(0.1),
    })),
  );
  return { store, told };
}

test('a timeline that cannot be built costs its pod only, which says so, and is told once', () => {
  const { store, told } = storeWithFault();
  const [first, again, fine] = ['faulty', 'faulty', 'fine'].map((uid) => store.timeline(uid));
  expect([
    first === again,
    first?.pod.name,
    first?.findings.map(({ id }) => id),
    fine?.findings.some(({ id }) => id === 'no-timeline'),
    told,
  ]).toEqual([true, 'faulty', ['no-timeline'], false, ['faulty: TypeError']]);
});

test('it can be drawn and exported like any other', () => {
  const timeline = storeWithFault().store.timeline('faulty')!;
  const options = { width: 80, now: at(10), color: false };
  expect(
    [
      drawTimeline(timeline, options),
      ...exporters.map(({ write }) => [...write([timeline], { now: at(10), language: english })].join('')),
    ].every((words) => words.includes('could not build the timeline')),
  ).toBe(true);
});
