import { expect, test } from 'vitest';
import { nextAgeAt, shownAge, STARTING_STEPS, STUCK_STEPS } from '../../../../src/extension/views/row-age.ts';
import { at } from '../../engine/timeline/facts-builder.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const since = at(0);
const shown = (steps: typeof STARTING_STEPS, seconds: number): number => shownAge({ since, steps }, at(seconds)) / 1000;

test.each([
  [0.4, 0],
  [7.9, 7],
  [29.9, 29],
  [30, 30],
  [34.9, 30],
  [61, 60],
  [119, 115],
  [599, 585],
  [659, 600],
  [3 * HOUR + 59, 3 * HOUR],
])('after %d s a start tells %d s', (seconds, told) => {
  expect(shown(STARTING_STEPS, seconds)).toBe(told);
});

test.each([
  [7.9, 7],
  [34.9, 30],
  [119, 60],
  [59 * MINUTE + 59, 59 * MINUTE],
  [2 * HOUR - 1, HOUR],
])('stuck for %d s, a pod tells %d s', (seconds, told) => {
  expect(shown(STUCK_STEPS, seconds)).toBe(told);
});

test('a pod of the future is 0 s old', () => expect(shown(STARTING_STEPS, -5)).toBe(0));

test('the words change exactly when another age is told', () => {
  for (const steps of [STARTING_STEPS, STUCK_STEPS]) {
    for (let seconds = 0; seconds < 2 * HOUR; seconds += 3.7) {
      const next = nextAgeAt({ since, steps }, at(seconds));
      expect(shownAge({ since, steps }, next)).toBeGreaterThan(shown(steps, seconds) * 1000);
      expect(shownAge({ since, steps }, at((next - since) / 1000 - 0.001))).toBe(shown(steps, seconds) * 1000);
    }
  }
});
