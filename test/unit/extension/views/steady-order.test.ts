import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SteadyOrder } from '../../../../src/extension/views/steady-order.ts';
import { at } from '../../engine/timeline/facts-builder.ts';

/** The order that is shown for each wanted one, at its second. */
function shown(...steps: readonly (readonly [seconds: number, wanted: string, touch?: 'touched'])[]): string[] {
  const order = new SteadyOrder();
  return steps.map(([seconds, wanted, touch]) => {
    if (touch) order.touch(at(seconds));
    return order.arrange('folder', wanted.split(' '), (id) => id, at(seconds)).join(' ');
  });
}

test('what is shown first is shown as wanted', () => expect(shown([0, 'c a b'])).toEqual(['c a b']));

test('a new row comes at once, behind the one that it is wanted behind', () =>
  expect(shown([0, 'a b c'], [1, 'a x b c y'])).toEqual(['a b c', 'a x b c y']));

test('a new row that is wanted first comes first', () =>
  expect(shown([0, 'a b c'], [1, 'x a b c'])).toEqual(['a b c', 'x a b c']));

test('a row that belongs elsewhere stays for a while', () =>
  expect(shown([0, 'a b c'], [1, 'b c a'], [3, 'b c a'])).toEqual(['a b c', 'a b c', 'a b c']));

test('and then moves', () =>
  expect(shown([0, 'a b c'], [1, 'b c a'], [6, 'b c a'])).toEqual(['a b c', 'a b c', 'b c a']));

test('a row that came back to its place has not waited', () =>
  expect(shown([0, 'a b c'], [1, 'b c a'], [3, 'a b c'], [6, 'b c a'])).toEqual(['a b c', 'a b c', 'a b c', 'a b c']));

test('nothing moves while the user works in the tree', () =>
  expect(shown([0, 'a b c'], [1, 'b c a'], [5, 'b c a', 'touched'], [12, 'b c a'], [14, 'b c a'])).toEqual([
    'a b c',
    'a b c',
    'a b c',
    'a b c',
    'b c a',
  ]));

test('a row that is gone is gone at once', () => expect(shown([0, 'a b c'], [1, 'c a'])).toEqual(['a b c', 'a c']));

test('it waits as long as another order is wanted', () => {
  const order = new SteadyOrder();
  const waiting = [
    [0, 'a b'],
    [1, 'b a'],
    [9, 'b a'],
  ].map(([seconds, wanted]) => {
    order.arrange('folder', String(wanted).split(' '), (id) => id, at(Number(seconds)));
    return order.waiting;
  });
  expect(waiting).toEqual([false, true, false]);
});

test('never a row is lost or shown twice', () => {
  const lists = fc.array(fc.tuple(fc.nat(5), fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'))), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(lists, (steps) => {
      const order = new SteadyOrder();
      let now = 0;
      for (const [seconds, wanted] of steps) {
        now += seconds;
        expect([...order.arrange('folder', wanted, (id) => id, at(now))].sort()).toEqual([...wanted].sort());
      }
    }),
  );
});
