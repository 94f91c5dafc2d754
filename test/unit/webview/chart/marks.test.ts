import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CpuBand } from '../../../../src/shared/protocol.ts';
import type { Span, Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import { durationMs } from '../../../../src/engine/timeline/model/units.ts';
import { layoutMinimap, moveGrip } from '../../../../webview/chart/layout-minimap.ts';
import { layoutWaterfall } from '../../../../webview/chart/layout-waterfall.ts';
import { marksOn, phasesAtHome } from '../../../../webview/chart/marks.ts';
import type { WaterfallInput } from '../../../../webview/chart/waterfall-input.ts';
import { legendOfPhases } from '../../../../webview/parts/meaning.ts';
import { guessWidth } from '../../../../webview/parts/measure.ts';
import { spanWords } from '../../../../webview/parts/span-words.ts';
import { speechOf } from '../../../../webview/parts/language.ts';
import { at, created, event, phase, timeline } from '../timeline-builder.ts';

const speech = speechOf({ locale: 'en', templates: {} });
const now = created + 60_000;
const layout = (of: Timeline, more: Partial<WaterfallInput> = {}) =>
  layoutWaterfall({ timeline: of, now, width: 1000, off: new Set(), speech, measure: guessWidth, ...more });
const span = (ms: number, shortest: number, longest: number): Span => ({
  ms: durationMs(ms),
  shortest: durationMs(shortest),
  longest: durationMs(longest),
});

test.each([
  [span(3270, 3251, 3289), '3.27 s ±19 ms'],
  [span(303, -50, 659), 'at most 659 ms'],
  [span(400, 100, 900), '100 ms to 900 ms'],
  [span(400, 400, 400), '400 ms'],
])('a duration is told with its error, or as bounds: %o', (of, words) => {
  expect(spanWords(of, speech)).toBe(words);
});

test('no error is larger than what it is the error of', () => {
  fc.assert(
    fc.property(
      fc
        .tuple(fc.nat(100_000), fc.nat(100_000), fc.nat(100_000))
        .map((all): [number, number, number] => all.sort((a, b) => a - b)),
      ([shortest, ms, longest]) => {
        const [, error] = spanWords(span(ms, shortest, longest), {
          ...speech,
          duration: (value) => String(value),
        }).split(' ±');
        return error === undefined || Number(error) <= ms;
      },
    ),
  );
});

const pulled = timeline(
  [
    phase('scheduling', { from: 0, to: 0.001, lane: 'pod' }),
    phase('pull', { from: 1, to: 8 }),
    phase('readiness', { from: 8, to: 10, outcome: 'failed' }),
  ],
  { events: [event('e1', 8, { container: 'app' })] },
);

test('the legend has the signs that are on the picture, and no others', () => {
  expect(marksOn(layout(pulled), false)).toEqual(['critical', 'failed', 'event']);
});

test('a phase that is too short to be seen has no colour in the legend', () => {
  const { scale, origin } = layout(pulled);
  expect(phasesAtHome(pulled.phases, origin, now, scale).map(({ kind }) => kind)).toEqual(['pull', 'readiness']);
});

test('the legend calls a colour by the names of the bars that have it', () => {
  const names = legendOfPhases([
    phase('pull-queue', { from: 0, to: 1 }),
    phase('create', { from: 1, to: 2 }),
    phase('start', { from: 2, to: 3 }),
  ]).map(({ name }) => speech.say(name));
  expect(names).toEqual(['pull queue', 'create, start']);
});

test('a restarted container that is ready again says so after its last bar', () => {
  const instants = {
    created: at(0),
    podReady: at(1),
    'container/app/started': at(1),
    'container/app/run/2/started': at(13),
    'container/app/run/2/ready': at(13),
  };
  const again = timeline(
    [
      phase('run', { from: 1, to: 3, outcome: 'failed' }),
      phase('crash-backoff', { from: 3, to: 12 }),
      phase('start', { from: 12, to: 13, attempt: 2 }),
    ],
    { instants },
  );
  expect(layout(again).sideLabels.find((label) => label.tone)).toMatchObject({
    text: 'run 2 · ready again at 13.0 s',
    tone: 'good',
  });
});

test('one unknown moment has one whisker, in the row where it ended', () => {
  const moment = at(5, 1);
  const { bars } = layout(
    timeline(
      [
        phase('run', { from: 0, lane: 'container/a', end: moment, outcome: 'done' } as never),
        phase('pull', { from: 5, to: 9, start: moment }),
      ],
      {
        lanes: [
          { id: 'container/a', name: 'a', role: 'init' },
          { id: 'container/app', name: 'app', role: 'container' },
        ],
      },
    ),
  );
  expect(bars.flatMap((bar) => bar.pieces.filter(({ kind }) => kind === 'whisker').map(() => bar.phase.kind))).toEqual([
    'run',
  ]);
});

test('two phases with an uncertain border between them are named with their sum', () => {
  const border = at(0.3, 0.29);
  const both = timeline([
    phase('mount', { from: 0, lane: 'pod', end: border, outcome: 'done' } as never),
    phase('sandbox', { from: 0, to: 0.6, start: border, lane: 'pod' }),
    phase('pull', { from: 0.6, to: 30 }),
  ]);
  expect(layout(both).sideLabels[0]?.text).toBe('mount volumes + sandbox and network 600 ms');
});

test('an overview appears when a part is in view, and shows which', () => {
  const { scale, origin } = layout(pulled, { domain: { from: 2000, to: 4000 } });
  const map = layoutMinimap({ timeline: pulled, scale, origin, now, width: 1000 });
  expect([map?.drawnAt(map.window.from), map?.drawnAt(map.window.to)]).toEqual([
    expect.closeTo(2000, 5),
    expect.closeTo(4000, 5),
  ]);
});

test('a short start that is in view as a whole has no overview', () => {
  const { scale, origin } = layout(pulled);
  expect(layoutMinimap({ timeline: pulled, scale, origin, now, width: 1000 })).toBeUndefined();
});

test('the ends of the stretch in view never cross', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('from', 'to', 'window'),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      (grip, by) => {
        const { from, to } = moveGrip({ from: 100, to: 200 }, grip, by);
        return to > from;
      },
    ),
  );
});

const cpu: readonly CpuBand[] = [
  { container: 'app', samples: [{ from: created + 1000, to: created + 5000, cores: 0.82 }] },
];

test('a container whose CPU use is known has a band below its row, with the peak', () => {
  const {
    rows,
    cpu: [band],
  } = layout(pulled, { cpu });
  expect([band?.label, (band?.y ?? 0) > (rows[1]?.y ?? 0) + 40]).toEqual(['CPU up to 0.82 cores', true]);
});

test('without metrics no room is left for them', () => {
  expect(layout(pulled, { cpu: [] }).height).toBe(layout(pulled).height);
});

test('labels of lines that lie close stand above each other', () => {
  const deleted = { ...pulled, deleted: at(10.05) };
  expect(new Set(layout(deleted, { now: created + 10_050 }).flags.map((flag) => flag.level)).size).toBe(2);
});
