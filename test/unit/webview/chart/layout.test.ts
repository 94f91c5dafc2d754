import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { durationMs, epochMs } from '../../../../src/engine/timeline/model/units.ts';
import { findFolds, foldedTime } from '../../../../webview/parts/fold.ts';
import { keyIntent } from '../../../../webview/chart/keys.ts';
import { layoutWaterfall } from '../../../../webview/chart/layout-waterfall.ts';
import type { WaterfallInput } from '../../../../webview/chart/waterfall-input.ts';
import { ellipsize, guessWidth } from '../../../../webview/parts/measure.ts';
import { plain } from '../../../../webview/parts/plain.ts';
import { clampDomain, zoomDomain } from '../../../../webview/parts/time-scale.ts';
import { sizes } from '../../../../webview/chart/waterfall.ts';
import { speechOf } from '../../../../webview/parts/language.ts';
import { at, created, event, phase, timeline } from '../timeline-builder.ts';

const speech = speechOf({ locale: 'en', templates: {} });
const layout = (of: Timeline, more: Partial<WaterfallInput> = {}) =>
  layoutWaterfall({
    timeline: of,
    now: created + 60_000,
    width: 1000,
    off: new Set(),
    speech,
    measure: guessWidth,
    ...more,
  });
const pulled = timeline(
  [
    phase('scheduling', { from: 0, to: 1, lane: 'pod' }),
    phase('pull', { from: 1, to: 8 }),
    phase('start', { from: 8, to: 8.1 }),
    phase('readiness', { from: 8.1, to: 10 }),
  ],
  { events: [event('e1', 8, { container: 'app' })] },
);

test('a bar is as wide as its share of the time', () => {
  const { bars, scale } = layout(pulled);
  const pull = bars.find((bar) => bar.phase.kind === 'pull');
  expect(pull?.width).toBeCloseTo(((scale.right - scale.left) * 7) / 10.5, 5);
});

test('bars of one lane touch where their phases do', () => {
  const bars = layout(pulled).bars.filter((bar) => bar.phase.lane === 'container/app');
  expect(bars[0]!.x + bars[0]!.width).toBeCloseTo(bars[1]!.x, 5);
});

test('a running phase ends at now', () => {
  const { bars, scale } = layout(timeline([phase('pull', { from: 1 })]), { now: created + 5000 });
  expect(bars[0]!.x + bars[0]!.width).toBeCloseTo(scale.x(5000), 5);
});

test('veil and whisker are together as wide as what is uncertain', () => {
  const { bars, scale } = layout(timeline([phase('pull', { from: 1, to: 9, start: at(1, 0.5) })]));
  const width = bars[0]!.pieces
    .filter(({ kind }) => kind === 'veil-in' || kind === 'whisker')
    .reduce((sum, piece) => sum + piece.width, 0);
  expect(width).toBeCloseTo(scale.x(1500) - scale.x(500), 4);
});

test('the critical path goes from row to row', () => {
  expect(layout(pulled).critical).toMatch(
    new RegExp(
      `^M[\\d.]+ ${sizes.axis + sizes.criticalLine}H[\\d.]+H[\\d.]+V${sizes.axis + sizes.row + sizes.criticalLine}H`,
    ),
  );
});

test('an event lies under the row of its container', () => {
  const { events, rows } = layout(pulled);
  expect(events[0]!.y).toBe(rows[1]!.y + sizes.eventTick);
});

test('a warning stands beside the dot of the same moment, not on it', () => {
  const { events } = layout(
    timeline([phase('pull', { from: 1, to: 8 })], {
      events: [event('e1', 8, { container: 'app' }), event('e2', 8, { container: 'app', type: 'Warning' })],
    }),
  );
  expect(events[1]!.x - events[0]!.x).toBe(8);
});

test('phases too short to be seen are drawn beside each other, not on each other', () => {
  const { bars } = layout(
    timeline([
      phase('create', { from: 0, to: 0.001 }),
      phase('start', { from: 0.001, to: 0.002 }),
      phase('readiness', { from: 0.002, to: 30 }),
    ]),
  );
  expect(bars.map(({ x }) => Math.round(x - bars[0]!.x))).toEqual([0, 2, 2]);
});

test('the predicted start lies at the foot of the rows, and its end has a line', () => {
  const ghost = [
    { lane: 'container/app', kind: 'readiness', from: 1000, to: 4000 },
    { lane: 'container/gone', kind: 'run', from: 0, to: 1 },
  ] as const;
  const predicted = { ms: durationMs(4000), shortest: durationMs(3800), longest: durationMs(4500) };
  const { ghosts, flags, rows, scale } = layout(pulled, { ghost, predicted });
  expect(ghosts).toMatchObject([
    {
      x: scale.x(1000),
      y: rows[1]!.y + rows[1]!.height - sizes.ghost - 1,
      width: scale.x(4000) - scale.x(1000),
      meaning: 'ready',
    },
  ]);
  expect(flags.find(({ kind }) => kind === 'predicted')).toMatchObject({
    x: scale.x(4000),
    label: 'predicted: about 4.0 s',
  });
});

const waited = phase('readiness', {
  from: 0,
  to: 20,
  probe: {
    delaySeconds: 12,
    periodSeconds: 5,
    askedFrom: epochMs(created + 12_000),
    failedAt: [epochMs(created + 13_000)],
  },
});

test('the part of a readiness bar in which the probe was not asked is hatched', () => {
  const { bars, scale } = layout(timeline([waited]));
  expect(bars[0]!.pieces.find(({ kind }) => kind === 'held')?.width).toBeCloseTo(scale.x(12_000) - scale.x(0), 5);
});

test('the label of a readiness bar says until when the probe was not asked', () => {
  expect(layout(timeline([waited])).bars[0]!.label?.text).toBe(
    'readiness 20.0 s, not asked yet until 12.0 s (initialDelaySeconds: 12)',
  );
});

test('the tries of a probe are marked below its bar', () => {
  expect(layout(timeline([waited])).bars[0]!.tries.map(({ words }) => words)).toEqual([
    'probe passed at 20.0 s',
    'probe failed at 13.0 s',
  ]);
});

test('the exit code of a run without room stands in the back-off behind it', () => {
  const failed = [
    phase('run', { from: 0, to: 0.5, outcome: 'failed', exit: { code: 137, reason: 'OOMKilled' } }),
    phase('crash-backoff', { from: 0.5, to: 12 }),
  ];
  expect(layout(timeline(failed)).bars[1]!.label?.text).toBe('exit code 137 (OOMKilled), restart back-off 11.5 s');
});

test('the axis says that its zero is the creation', () => {
  expect(layout(pulled).notes).toMatchObject([{ kind: 'zero', label: 'created' }]);
});

test('a pod that was deleted after all that is shown says so over the axis', () => {
  const deleted = { ...pulled, deleted: at(40), events: [event('k', 41, { reason: 'Killing' })] };
  expect(layout(deleted).notes[1]?.words).toContain('Killing at 41.0 s');
});

test('a switched-off meaning stays in place, dimmed', () => {
  expect(
    layout(pulled, { off: new Set(['pull']) })
      .bars.filter((bar) => bar.dimmed)
      .map((bar) => bar.phase.kind),
  ).toEqual(['pull']);
});

test('labels of one row never overlap', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 300, max: 1600 }),
      (lengths, width) => {
        let from = 0;
        const kinds = ['turn', 'pull-queue', 'pull', 'create', 'start', 'run', 'crash-backoff'] as const;
        const phases = lengths.map((length, index) =>
          phase(kinds[index % kinds.length]!, { from, to: (from += length / 1000), attempt: index + 1 }),
        );
        const { bars, sideLabels, scale } = layout(timeline(phases), { width });
        const spans = [
          ...bars.flatMap((bar) => (bar.label ? [{ x: bar.label.x, text: bar.label.text }] : [])),
          ...sideLabels,
        ]
          .map(({ x, text }) => ({ x, end: x + guessWidth(text, 12) }))
          .sort((a, b) => a.x - b.x);
        return spans.every((span, index) => span.end <= (spans[index + 1]?.x ?? scale.right + 8) + 0.01);
      },
    ),
  );
});

test('no tick of the axis comes closer to the next than its label is wide', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e6, noNaN: true }),
      fc.integer({ min: 300, max: 2000 }),
      (seconds, width) => {
        const { axis } = layout(timeline([phase('pull', { from: 0, to: seconds })]), { width });
        return axis.every(
          (tick, index) => index === 0 || tick.x - axis[index - 1]!.x >= guessWidth(tick.label, 11) * 0.9,
        );
      },
    ),
  );
});

test('a long back-off is folded', () => {
  const folds = findFolds(
    [
      phase('run', { from: 0, to: 3 }),
      phase('crash-backoff', { from: 3, to: 253 }),
      phase('run', { from: 253, to: 256 }),
    ],
    created,
    created,
  );
  expect(folds.map(({ from, to }) => [from, to])).toEqual([[3000, 253_000]]);
});

test('a back-off of ten seconds is not folded', () => {
  expect(
    findFolds([phase('run', { from: 0, to: 3 }), phase('crash-backoff', { from: 3, to: 13 })], created, created),
  ).toEqual([]);
});

test('a wait is not folded while something else works', () => {
  expect(
    findFolds(
      [phase('crash-backoff', { from: 0, to: 200 }), phase('pull', { from: 0, to: 200, lane: 'container/b' })],
      created,
      created,
    ),
  ).toEqual([]);
});

test('folding forth and back gives the same time', () => {
  const time = foldedTime([
    { from: 1000, to: 100_000, drawn: 500 },
    { from: 120_000, to: 400_000, drawn: 900 },
  ]);
  fc.assert(
    fc.property(
      fc.double({ min: -1000, max: 500_000, noNaN: true }),
      (real) => Math.abs(time.toReal(time.toDrawn(real)) - real) < 1e-3,
    ),
  );
});

test('zooming keeps the time under the pointer', () => {
  const zoomed = zoomDomain({ from: 0, to: 100 }, 4, 30);
  expect((30 - zoomed.from) / (zoomed.to - zoomed.from)).toBeCloseTo(0.3, 10);
});

test('no zoom leaves what there is', () => {
  const full = { from: 0, to: 1000 };
  fc.assert(
    fc.property(
      fc.double({ min: -5000, max: 5000, noNaN: true }),
      fc.double({ min: 0, max: 9000, noNaN: true }),
      (from, length) => {
        const domain = clampDomain({ from, to: from + length }, { full, home: full }) ?? full;
        return domain.from >= -1e-6 && domain.to <= 1000 + 1e-6 && domain.to > domain.from;
      },
    ),
  );
});

test('the arrow down goes to the bar of the next row that is nearest in time', () => {
  const chart = layout(pulled);
  expect(keyIntent({ key: 'ArrowDown', shift: false }, 'pod/scheduling/1', chart)).toEqual({
    do: 'pick',
    id: 'container/app/pull/1',
  });
});

test('Enter on a bar opens it', () => {
  expect(keyIntent({ key: 'Enter', shift: false }, 'container/app/pull/1', layout(pulled))).toEqual({
    do: 'open',
    id: 'container/app/pull/1',
  });
});

test('at 300 pixels the names stand above the bars', () => {
  expect(layout(pulled, { width: 280 })).toMatchObject({ narrow: true, scale: { left: 6 } });
});

test('a name of 10,000 characters is cut to its room', () => {
  expect(
    guessWidth(
      ellipsize('x'.repeat(10_000), 120, (part) => guessWidth(part, 12)),
      12,
    ),
  ).toBeLessThanOrEqual(120);
});

test('characters that turn text around become visible', () => {
  expect(plain('a\u202eb\nc\u0007')).toBe('a\ufffdb c\ufffd');
});

test('a timeline without phases has a chart', () => {
  expect(layout(timeline([], { instants: {} })).rows).toHaveLength(2);
});
