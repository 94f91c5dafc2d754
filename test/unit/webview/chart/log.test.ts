import { expect, test } from 'vitest';
import type { LogSnapshot } from '../../../../src/shared/protocol.ts';
import { layoutLog } from '../../../../webview/chart/layout-log.ts';
import { layoutWaterfall } from '../../../../webview/chart/layout-waterfall.ts';
import { logSteps, logWindow, longestSilence } from '../../../../webview/chart/log-gaps.ts';
import { guessWidth } from '../../../../webview/parts/measure.ts';
import { speechOf } from '../../../../webview/parts/language.ts';
import { at, created, phase, timeline } from '../timeline-builder.ts';

const logged = (...seconds: readonly number[]) =>
  seconds.map((second, index) => ({ at: at(second).at, line: `line ${index}` }));
const window = (started: number, end?: number) => ({
  started: created + started * 1000,
  ...(end !== undefined && { end: { at: created + end * 1000, how: 'ready' as const } }),
});

test('the longest silence of a log is found', () => {
  expect(longestSilence(logSteps(logged(0.1, 0.2, 3.3), window(0.1, 4)))).toMatchObject({
    line: 'line 1',
    silence: 3100,
  });
});

test('the silence before the first line counts', () => {
  expect(longestSilence(logSteps(logged(3, 3.5), window(0, 4)))).toEqual({ at: created, silence: 3000 });
});

test('the last line is followed by what ended the silence', () => {
  expect(logSteps(logged(0.5), window(0.5, 4))).toEqual([
    { at: created + 500, line: 'line 0', silence: 3500, then: 'ready' },
  ]);
});

test('lines after the container was ready are no part of its start', () => {
  expect(logSteps(logged(1, 9), window(1, 4))).toHaveLength(1);
});

const instants = {
  created: at(0),
  'container/app/started': at(1),
  'container/app/terminated': at(3),
  'container/app/run/2/started': at(13),
  'container/app/run/2/ready': at(15),
};
const restarted = timeline(
  [phase('run', { from: 1, to: 3, outcome: 'failed' }), phase('start', { from: 12, to: 13, attempt: 2 })],
  { instants },
);

test('a log is read from the start of the last run until it was ready', () => {
  expect(logWindow(restarted, { container: 'app', previous: false })).toEqual({
    started: created + 13_000,
    end: { at: created + 15_000, how: 'ready' },
  });
});

test('the log of the run before is read until that ended', () => {
  expect(logWindow(restarted, { container: 'app', previous: true })).toEqual({
    started: created + 1000,
    end: { at: created + 3000, how: 'ended' },
  });
});

const speech = speechOf({ locale: 'en', templates: {} });
const booted = timeline([phase('start', { from: 0, to: 1 }), phase('readiness', { from: 1, to: 10 })], {
  instants: { created: at(0), podReady: at(10), 'container/app/started': at(1), 'container/app/ready': at(10) },
});

function onChart(log: LogSnapshot['log']) {
  const chart = layoutWaterfall({
    timeline: booted,
    now: created + 10_000,
    width: 900,
    off: new Set(),
    speech,
    measure: guessWidth,
    logOf: 'container/app',
  });
  return {
    chart,
    marks: layoutLog({
      chart,
      timeline: booted,
      log: { container: 'app', previous: false, log },
      speech,
      measure: guessWidth,
    }),
  };
}

test('each line of a log has a tick where it was written', () => {
  const { chart, marks } = onChart({ state: 'lines', lines: logged(2, 4), cut: false });
  expect(marks?.ticks.map((tick) => tick.x)).toEqual([chart.scale.x(2000), chart.scale.x(4000)]);
});

test('the words at the longest silence end before the line of what came then', () => {
  const { chart, marks } = onChart({
    state: 'lines',
    lines: [{ at: at(8).at, line: 'waiting for the database '.repeat(9) }],
    cut: false,
  });
  expect((marks?.silence?.from ?? 0) + 5 + guessWidth(marks?.silence?.label ?? '', 11)).toBeLessThanOrEqual(
    chart.flags[0]!.x,
  );
});

test('a log that may not be read has no ticks', () => {
  expect(onChart({ state: 'failed', reason: { template: 'forbidden', args: {} } }).marks).toBeUndefined();
});
