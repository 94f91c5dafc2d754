import { expect, test, vi } from 'vitest';
import { inSlices } from '../../../../src/extension/base/slices.ts';
import { ManualTurns } from '../panel/manual-turns.ts';

/** Work of so many steps, each of which takes the millisecond of the look at the clock after it. */
function* steps(count: number, done: number[] = []): Generator<number, string> {
  for (let step = 1; step <= count; step += 1) {
    done.push(step);
    yield step;
  }
  return 'all';
}

const started = (work: Iterator<number, string>) => {
  const [turns, done, failed, step] = [new ManualTurns(), vi.fn(), vi.fn(), vi.fn()];
  return { turns, done, failed, step, work: inSlices(work, { turns, done, failed, step }) };
};

test('a slice is over after five milliseconds', () => {
  const did: number[] = [];
  const { turns } = started(steps(100, did));
  const first = did.length;
  turns.turn();
  expect([first, did.length]).toEqual([5, 10]);
});

test('short work is done at once', () => {
  const { turns, done, work } = started(steps(3));
  expect([done.mock.calls[0]?.[0], turns.waiting, work]).toEqual(['all', 0, undefined]);
});

test('what long work gives has a turn of its own', () => {
  const { turns, done } = started(steps(12));
  turns.turn();
  turns.turn();
  const before = done.mock.calls.length;
  turns.turn();
  expect([before, done.mock.calls.length, turns.waiting]).toEqual([0, 1, 0]);
});

test('stopped in the middle, no further step is done and nothing waits', () => {
  const did: number[] = [];
  const { turns, work, done } = started(steps(100, did));
  work?.dispose();
  turns.all();
  expect([did.length, turns.waiting, done.mock.calls.length]).toEqual([5, 0, 0]);
});

test('stopped by what a step gave, no further step is done', () => {
  const turns = new ManualTurns();
  const did: number[] = [];
  const work = inSlices(steps(100, did), {
    turns,
    done: vi.fn(),
    failed: vi.fn(),
    step: (step) => step === 7 && work?.dispose(),
  });
  turns.all();
  expect(did.at(-1)).toBe(7);
});

test('work that throws is over, and its error is told', () => {
  const error = new Error('no');
  const { turns, failed, done } = started(
    (function* () {
      yield* steps(7);
      throw error;
    })(),
  );
  turns.all();
  expect([failed.mock.calls, done.mock.calls.length]).toEqual([[[error]], 0]);
});
