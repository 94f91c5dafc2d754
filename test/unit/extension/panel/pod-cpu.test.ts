import { expect, test } from 'vitest';
import { isStartingNow } from '../../../../src/extension/panel/pod-cpu.ts';
import { at, created, phase, timeline } from '../../webview/timeline-builder.ts';

const ready = timeline([phase('pull', { from: 0, to: 8 })]);

test.each([
  ['while it starts', timeline([phase('pull', { from: 0 })]), 3600, true],
  ['for a minute after it was ready', ready, 60, true],
  ['not later', ready, 69, false],
  [
    'while it waits to run again',
    timeline([phase('pull', { from: 0, to: 8 }), phase('crash-backoff', { from: 9 })], {
      outcome: { ...ready.outcome, state: 'unready' } as never,
    }),
    200,
    true,
  ],
  ['not when it is gone', timeline([phase('pull', { from: 0 })], { deleted: at(9) }), 10, false],
])('CPU use is asked for: %s', (_, of, seconds, wanted) => {
  expect(isStartingNow(of, created + seconds * 1000)).toBe(wanted);
});
