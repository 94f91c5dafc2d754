import { expect, test } from 'vitest';
import { hostilePod } from '../../attack/hostile-pods.ts';
import { timelineFaults } from '../../attack/timeline-faults.ts';

/** Some of what `npm run attack` tries; there are others for other seeds. */
const SEEDS = Array.from({ length: 1500 }, (_, seed) => seed);

test('no made-up pod makes the engine throw, nor a number that is none, a negative time, a time that is no date, or an id twice', () => {
  const faults = SEEDS.flatMap((seed) => timelineFaults(hostilePod(seed)).map((fault) => `seed ${seed}: ${fault}`));
  expect(faults.slice(0, 20)).toEqual([]);
});

test('the same seed makes the same pod', () => {
  expect(hostilePod(7)).toEqual(hostilePod(7));
});
