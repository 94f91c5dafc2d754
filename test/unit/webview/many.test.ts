import { expect, test } from 'vitest';
import { guessWidth } from '../../../webview/chart/measure.ts';
import { speechOf } from '../../../webview/language.ts';
import { compareTimelines } from '../../../webview/many/compare.ts';
import { layoutList, rowHeight } from '../../../webview/many/layout-list.ts';
import { outstanding, spreadByMeaning, spreadOf } from '../../../webview/many/percentiles.ts';
import { listRows, pullRows, sortPods } from '../../../webview/many/rows.ts';
import { summaryOf } from '../../../webview/many/summary.ts';
import { markdownOf } from '../../../src/export/markdown.ts';
import { english } from '../../../src/timeline/duration.ts';
import { created, phase, timeline } from './timeline-builder.ts';

const pod = (uid: string, pull: number, queue = 0) =>
  timeline([...(queue > 0 ? [phase('pull-queue', { from: 0, to: queue })] : []), phase('pull', { from: queue, to: queue + pull })], { pod: { uid, namespace: 'shop', name: uid } });
const pods = [pod('a', 1), pod('b', 9), pod('c', 3)].map(summaryOf);

test('slowest first', () => {
  expect(sortPods(pods, 'total').map((one) => one.uid)).toEqual(['b', 'c', 'a']);
});

test('the slowest and the median pod are pointed out', () => {
  const { slowest, median } = outstanding(pods);
  expect([slowest?.uid, median?.uid]).toEqual(['b', 'c']);
});

test('a quantile lies between its neighbours', () => {
  expect(spreadOf([0, 10])?.p90).toBeCloseTo(9, 10);
});

test('a pod without a phase counts as 0 in its spread', () => {
  expect(spreadByMeaning([pod('a', 1, 8), pod('b', 1), pod('c', 1)].map(summaryOf)).find((spread) => spread.meaning === 'queue')?.p50).toBe(0);
});

test('an opened row shows its containers', () => {
  expect(listRows(pods, new Set(['b']), {}).map((row) => row.depth)).toEqual([0, 0, 1, 1, 0]);
});

test('a node lists its pulls as they were asked for', () => {
  const later = timeline([phase('pull', { from: 2, to: 3 })], { pod: { uid: 'z', namespace: 'n', name: 'z' } });
  expect(pullRows([later, pod('a', 1)].map(summaryOf)).map((row) => row.uid)).toEqual(['a', 'z']);
});

test('of ten thousand rows only those in view are laid out', () => {
  const rows = listRows(Array.from({ length: 10_000 }, (_, index) => summaryOf(pod(`p${index}`, 1))), new Set(), {});
  const layout = layoutList({ rows, width: 1000, viewHeight: 480, scrollTop: 5000 * rowHeight, now: created, align: 'creation', off: new Set(), speech: speechOf({ locale: 'en', templates: {} }), measure: guessWidth });
  expect([layout.rows[0]?.index, layout.rows.length, layout.fullHeight]).toEqual([4994, 32, 240_000]);
});

test('two pods are compared phase by phase, the biggest difference first', () => {
  expect(compareTimelines(pod('a', 1), pod('b', 1.5, 8), created).map(({ kind, difference }) => [kind, difference])).toEqual([['pull-queue', 8000], ['pull', 500]]);
});

test('a summary escapes what comes from the cluster', () => {
  const name = '@all <img src=x> [a](b)\n# x';
  expect(markdownOf(timeline([], { pod: { uid: 'u', namespace: 'n', name } }), created, english).split('\n')[0]).toBe('### n/\\@all \\<img src=x\\> \\[a\\](b) \\# x: ready in 0 ms');
});
