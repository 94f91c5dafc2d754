import { expect, test } from 'vitest';
import { epochMs } from '../../../../src/engine/engine.ts';
import { textWaterfall } from '../../../../src/extension/views/text-waterfall.ts';
import { created, phase, timeline } from '../../webview/timeline-builder.ts';

const draw = (phases: readonly ReturnType<typeof phase>[], nowSeconds = 100): string[] => {
  const drawn = timeline(phases, { criticalPath: phases.map(({ id }) => id) });
  return textWaterfall(drawn, 8, epochMs(created + nowSeconds * 1000)).map(({ bar }) => `|${bar}|`);
};

test('each phase begins where the one before it ended', () => {
  expect(
    draw([
      phase('scheduling', { id: 'a', from: 0, to: 2 }),
      phase('pull', { id: 'b', from: 2, to: 6 }),
      phase('start', { id: 'c', from: 6, to: 8 }),
    ]),
  ).toEqual(['|██      |', '|  ████  |', '|      ██|']);
});

test('a part of a column is drawn in eighths', () => {
  expect(
    draw([phase('scheduling', { id: 'a', from: 0, to: 1.5 }), phase('pull', { id: 'b', from: 1.5, to: 8 })])[0],
  ).toBe('|█▌      |');
});

test('a phase that still runs ends now', () => {
  expect(draw([phase('scheduling', { id: 'a', from: 0, to: 4 }), phase('pull', { id: 'b', from: 4 })], 8)).toEqual([
    '|████    |',
    '|    ████|',
  ]);
});

test('what would be thinner than an eighth of a column is left out', () => {
  expect(
    draw([phase('scheduling', { id: 'a', from: 0, to: 0.01 }), phase('pull', { id: 'b', from: 0.01, to: 8 })]),
  ).toHaveLength(1);
});
