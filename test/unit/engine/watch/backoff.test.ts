import { expect, test } from 'vitest';
import { Backoff } from '../../../../src/engine/watch/backoff.ts';
import { WatchPace } from '../../../../src/engine/watch/watch-pace.ts';

const backoff = (): Backoff => new Backoff({ firstMs: 100, maxMs: 1000, random: () => 1 });

test('delays double up to the cap', () => {
  const delays = backoff();
  expect([1, 2, 3, 4, 5, 6].map(() => delays.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
});

test('a server that asks for longer is obeyed', () => expect(backoff().next(5000)).toBe(5000));

test('a server that asks for days is obeyed for ten minutes: a longer timer could end at once', () =>
  expect(backoff().next(3e9)).toBe(600_000));

/** A pace after two watches of which nothing came. */
function silent(): WatchPace {
  const pace = new WatchPace(20);
  pace.gaveUp();
  pace.gaveUp();
  return pace;
}

test('one watch of which nothing came changes nothing', () => {
  const pace = new WatchPace(20);
  pace.gaveUp();
  pace.heard(10);
  pace.gaveUp();
  expect(pace.seconds).toBeUndefined();
});

test('after two in a row watches are asked for short, and it is no proof yet', () =>
  expect([silent().seconds, silent().delaySeconds]).toEqual([20, undefined]));

test('an answer that begins at the end of its watch is the proof', () => {
  const pace = silent();
  pace.answered(20_100);
  expect(pace.delaySeconds).toBe(20);
});

test('the bookmark shortly before the end is no sign that anything passes', () => {
  const pace = silent();
  pace.answered(50);
  pace.heard(18_000);
  expect([pace.seconds, pace.delaySeconds]).toEqual([20, undefined]);
});

test('what comes in the middle of a watch has passed: watches are long again', () => {
  const pace = silent();
  pace.answered(20_100);
  pace.answered(50);
  pace.heard(5000);
  expect([pace.seconds, pace.delaySeconds]).toEqual([undefined, undefined]);
});
