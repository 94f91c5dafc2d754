import { expect, test } from 'vitest';
import { writeMarkdown } from '../../../../src/engine/export/markdown.ts';
import { ManyMessages } from '../../../../src/extension/panel/many-message.ts';
import { atOnce } from '../../../../src/engine/timeline/many/steps.ts';
import { english } from '../../../../src/engine/timeline/model/duration.ts';
import { rowOf } from '../../../../src/engine/timeline/many/pod-row.ts';
import { formatText } from '../../../../src/engine/timeline/model/text.ts';
import type { Timeline } from '../../../../src/engine/timeline/model/timeline.ts';
import type { Cause } from '../../../../src/engine/timeline/many/workload/causes.ts';
import { weightiest } from '../../../../src/engine/timeline/many/workload/weightiest.ts';
import { guessWidth } from '../../../../webview/parts/measure.ts';
import { speechOf } from '../../../../webview/parts/language.ts';
import { comparePods, compareWords, restOf } from '../../../../webview/many/compare.ts';
import { ellipsizeMiddle } from '../../../../webview/parts/ellipsize-middle.ts';
import { layoutList, rowHeightFor } from '../../../../webview/many/layout-list.ts';
import type { ListInput } from '../../../../webview/many/list-input.ts';
import { listScale, stepsIn } from '../../../../webview/many/list-scale.ts';
import { listIntent } from '../../../../webview/many/list-keys.ts';
import { causeKey, dataOf } from '../../../../webview/parts/many-data.ts';
import { listRows, pullRows, sortPods } from '../../../../webview/many/rows.ts';
import { wantedOf } from '../../../../webview/many/wanted.ts';
import {
  backToList,
  drill,
  initialState,
  receive,
  toggleCause,
  togglePick,
  type ManyView,
} from '../../../../webview/parts/state.ts';
import { recordedTimelines } from '../../../golden/recordings.ts';
import { created, phase, timeline } from '../timeline-builder.ts';

const pod = (uid: string, pull: number, queue = 0, more: Partial<Timeline> = {}) =>
  timeline(
    [
      ...(queue > 0 ? [phase('pull-queue', { from: 0, to: queue })] : []),
      phase('pull', { from: queue, to: queue + pull }),
    ],
    { pod: { uid, namespace: 'shop', name: uid }, ...more },
  );
const three = [pod('a', 1), pod('b', 9), pod('c', 3)];
const surroundings = { liveness: { state: 'live' }, now: created, language: { locale: 'en', templates: {} } } as const;
const message = (timelines: readonly Timeline[], ...details: string[]) =>
  atOnce(new ManyMessages().pods('Deployment/web', timelines, new Set(details), surroundings));
const view: ManyView = initialState.many;
const rowsOf = (timelines: readonly Timeline[], change: Partial<ManyView> = {}, ...details: string[]) => {
  const shown = message(timelines, ...details);
  return listRows(dataOf(shown), shown.overview, { ...view, ...change });
};
const speech = speechOf({ locale: 'en', templates: {} });
const input = (change: Partial<ListInput>): ListInput => ({
  rows: [],
  rowHeight: 24,
  width: 1000,
  viewHeight: 480,
  scrollTop: 0,
  now: created,
  align: 'creation',
  off: new Set(),
  speech,
  measure: guessWidth,
  ...change,
});

test('slowest first', () => {
  expect(sortPods(three.map(rowOf), 'total').map(({ uid }) => uid)).toEqual(['b', 'c', 'a']);
});

test('by any phase, the longest first', () => {
  expect(sortPods([pod('a', 1, 3), pod('b', 9, 1)].map(rowOf), 'phase:pull-queue').map(({ uid }) => uid)).toEqual([
    'a',
    'b',
  ]);
});

test('the slowest and the median pod are pointed out', () => {
  const { slowest, median } = dataOf(message(three));
  expect([slowest?.uid, median?.uid]).toEqual(['b', 'c']);
});

test('of two pods neither is pointed out', () => {
  expect(dataOf(message(three.slice(0, 2))).slowest).toBeUndefined();
});

test('an opened row shows its containers once the host has sent them', () => {
  const open = new Set(['b']);
  expect([rowsOf(three, { open }).length, rowsOf(three, { open }, 'b').map(({ kind }) => kind)]).toEqual([
    3,
    ['pod', 'pod', 'container', 'container', 'pod'],
  ]);
});

test('rollouts head their pods, in the order of creation only', async () => {
  const { timelines } = await recordedTimelines('rollout');
  const heads = (sort: ManyView['sort']) => rowsOf(timelines, { sort }).filter(({ kind }) => kind === 'group').length;
  expect([heads('creation'), heads('total')]).toEqual([3, 0]);
});

test('a closed rollout is its head alone', async () => {
  const { timelines } = await recordedTimelines('rollout');
  const closed = new Set([rowsOf(timelines)[0]!.key]);
  expect(rowsOf(timelines, { closed })).toHaveLength(9);
});

test('a cause lists its pods alone', async () => {
  const { timelines } = await recordedTimelines('rollout');
  const pull = message(timelines).overview.causes.find(({ id }) => id === 'image-pull')!;
  expect(rowsOf(timelines, { sort: 'total', cause: causeKey(pull) })).toHaveLength(1);
});

test('a node lists its pulls as they were asked for', async () => {
  const { timelines } = await recordedTimelines('samepull');
  const rows = pullRows(atOnce(new ManyMessages().node('node1', timelines, new Set(), surroundings)).pulls);
  expect(rows.map(({ note, after }) => [formatText(note!, english), after.length])).toEqual([
    ['twin:1', 0],
    [expect.stringMatching(/^twin:1, waited [\d.]+ s while twin-a pulled it$/), 1],
  ]);
});

test('of ten thousand rows only those in view are laid out', () => {
  const rows = rowsOf(Array.from({ length: 10_000 }, (_, index) => pod(`p${index}`, 1)));
  const layout = layoutList(input({ rows, scrollTop: 5000 * 24 }));
  expect([layout.rows[0]?.index, layout.rows.length, layout.fullHeight]).toEqual([4994, 32, 240_000]);
});

test('few rows have more room than many', () => {
  expect([2, 9, 500].map(rowHeightFor)).toEqual([38, 30, 24]);
});

test('the legend names what can be seen: a queue of a millisecond comes with the zoom', () => {
  const rows = rowsOf([pod('a', 60, 0.001), pod('b', 1), pod('c', 1)]);
  const seen = (domain?: { from: number; to: number }) => [
    ...stepsIn(rows, listScale(input({ rows, ...(domain && { domain }) }))),
  ];
  expect([seen(), seen({ from: 0, to: 10 })]).toEqual([['pull'], ['pull-queue', 'pull']]);
});

test('causes stand with the longest first; those that cost less altogether are the rest', () => {
  const cause = (id: string, longest: number) => ({ id, explains: { longest } }) as unknown as Cause;
  expect(weightiest([cause('a', 1), cause('b', 9), cause('c', 20)], 2).map((part) => part.map(({ id }) => id))).toEqual(
    [['b', 'a'], ['c']],
  );
});

test('ten thousand pods are a message of no more than 300 bytes each', () => {
  const text = JSON.stringify(
    message(
      Array.from({ length: 10_000 }, (_, index) =>
        pod(`00000000-0000-0000-0000-${String(index).padStart(12, '0')}`, 1, 1),
      ),
    ),
  );
  expect(text.length / 10_000).toBeLessThan(300);
});

test('by the clock a pod hangs on the one that it waited for', async () => {
  const { timelines } = await recordedTimelines('rollout');
  const links = layoutList(input({ rows: rowsOf(timelines), align: 'clock' })).links;
  expect(links.map(({ from, to }) => from.x <= to.x && from.y < to.y)).toEqual([true, true, true, true]);
});

test('a long time in which nothing happens is folded', () => {
  const late = pod('z', 1);
  const shift = 3_600_000;
  const moved = {
    ...late,
    instants: {},
    phases: late.phases.map((one) => ({
      ...one,
      start: { ...one.start, at: one.start.at + shift },
      end: { ...one.end!, at: one.end!.at + shift },
    })),
  } as unknown as Timeline;
  expect(layoutList(input({ rows: rowsOf([pod('a', 1), moved]), align: 'clock' })).gaps).toHaveLength(1);
});

test('a name that is too long keeps its end', () => {
  expect(ellipsizeMiddle('shop-6c878d876-98pxb', 12, (part) => part.length)).toBe('shop-…-98pxb');
});

test('two pods are compared phase by phase, the biggest difference first', () => {
  expect(
    comparePods(rowOf(pod('a', 1)), rowOf(pod('b', 1.5, 8)), created).map(({ step, difference }) => [step, difference]),
  ).toEqual([
    ['pull-queue', 8000],
    ['pull', 500],
  ]);
});

const inits = (
  uid: string,
  container: string,
  init: string,
  pulls: readonly [number, number],
  more: readonly string[] = [],
) => ({
  ...pod(uid, 0),
  phases: [
    phase('pull', { from: 0, to: pulls[0], lane: `container/${init}` }),
    phase('pull', { from: pulls[0], to: pulls[0] + pulls[1], lane: `container/${container}` }),
  ],
  criticalPath: [],
  lanes: [
    { id: 'pod', name: uid, role: 'pod' as const },
    { id: `container/${init}`, name: init, role: 'init' as const },
    ...[container, ...more].map((name) => ({ id: `container/${name}`, name, role: 'container' as const })),
  ],
});
const lanesOf = (first: Timeline, second: Timeline) =>
  comparePods(rowOf(first), rowOf(second), created).map(({ lanes, difference }) => [
    lanes.first?.name,
    lanes.second?.name,
    difference,
  ]);

test('containers of different names are compared by their part in the pod', () => {
  expect(lanesOf(inits('a', 'checkout', 'wait', [1, 2]), inits('b', 'payments', 'migrate', [2, 7]))).toEqual([
    ['checkout', 'payments', 5000],
    ['wait', 'migrate', 1000],
  ]);
});

test('containers of one name are compared with each other, wherever they stand', () => {
  expect(lanesOf(inits('a', 'app', 'wait', [1, 2], ['proxy']), inits('b', 'proxy', 'wait', [1, 7], ['app']))).toEqual([
    ['proxy', 'proxy', 7000],
    ['app', 'app', -2000],
    ['wait', 'wait', 0],
  ]);
});

test('the rows of a comparison and what they leave add up to its totals', async () => {
  const rows = (await recordedTimelines('shop')).timelines.map(rowOf).filter(({ total }) => total !== undefined);
  const off = rows.flatMap((first) =>
    rows.map((second) => {
      const shown = comparePods(first, second, created).slice(0, 3);
      const rest = restOf(first, second, shown)?.difference ?? 0;
      return Math.abs(
        shown.reduce((sum, { difference }) => sum + difference, rest) - (second.total ?? 0) + (first.total ?? 0),
      );
    }),
  );
  expect(Math.max(...off)).toBeLessThan(2);
});

test('of ready pods all phases together leave nothing of the totals', async () => {
  const [first, second] = (await recordedTimelines('shop')).timelines
    .map(rowOf)
    .filter(({ total }) => total !== undefined);
  expect(first && second && restOf(first, second, comparePods(first, second, created))).toBeUndefined();
});

const compared = (first: Timeline, second: Timeline): string =>
  formatText(compareWords(rowOf(first), rowOf(second), comparePods(rowOf(first), rowOf(second), created)), english);

test('the comparison says which took longer, and what of it is what', () => {
  expect(compared(pod('a', 1), pod('b', 1.5, 8))).toBe(
    'b took 8.50 s longer than a (9.50 s against 1.00 s): 8.00 s of it is pull queue.',
  );
});

test('two pods that took the same time for different reasons', () => {
  expect(compared(pod('a', 7), pod('b', 0.1, 6.9))).toBe(
    'a and b took the same time, 7.00 s, but spent it differently: a 6.90 s more on image pull, b 6.90 s more on pull queue.',
  );
});

test('what was quicker in between is not kept quiet', () => {
  expect(compared(pod('a', 1, 5), pod('b', 9))).toBe(
    'b took 3.00 s longer than a (9.00 s against 6.00 s): image pull took 8.00 s more, other steps less.',
  );
});

test('a pod that is not ready is compared with nothing', () => {
  expect(compared(timeline([phase('pull', { from: 0 })]), pod('b', 9))).toBe(
    'web-1 is not ready yet; b was after 9.00 s.',
  );
});

test('the page asks for what is opened', () => {
  expect(wantedOf({ ...view, open: new Set(['a', 'b']), drilled: 'b' })).toEqual(['a', 'b']);
});

test('of two pods the containers are shown at first; what is closed then stays so', () => {
  const pair = receive(initialState, message(three.slice(0, 2)), 0);
  const closed = { ...pair, many: { ...pair.many, open: new Set<string>() } };
  expect([
    [...pair.many.open],
    receive(closed, message(three.slice(0, 2)), 1).many.open.size,
    receive(initialState, message(three), 0).many.open.size,
  ]).toEqual([['a', 'b'], 0, 0]);
});

test('a third pod takes the place of the second in a comparison', () => {
  expect(['a', 'b', 'c'].reduce(togglePick, initialState).many.picked).toEqual(['a', 'c']);
});

test('a cause that is chosen twice is chosen no more', () => {
  expect(toggleCause(toggleCause(initialState, 'x'), 'x').many).toEqual(initialState.many);
});

test('the way back leads to the list as it was', () => {
  const zoomed = { ...initialState, many: { ...view, domain: { from: 1, to: 2 }, active: 'a' } };
  expect(backToList(drill(zoomed, 'a')).many).toEqual(zoomed.many);
});

test.each([
  ['ArrowDown', { do: 'walk', by: 1 }],
  ['End', { do: 'walk', by: Infinity }],
  ['Enter', { do: 'open', uid: 'a' }],
  ['ArrowRight', { do: 'fold', uid: 'a' }],
  ['ArrowLeft', undefined],
  ['c', { do: 'pick', uid: 'a' }],
  ['+', { do: 'zoom', by: 1.5 }],
  ['0', { do: 'fit' }],
  ['Escape', undefined],
])('%s in the list', (key, intent) => {
  expect(listIntent(key, { row: rowsOf(three)[0], page: 10, zoomed: false, view })).toEqual(intent);
});

test('Escape leaves the zoom before the comparison', () => {
  const picked = { row: undefined, page: 10, view: { picked: ['a'] } };
  expect([
    listIntent('Escape', { ...picked, zoomed: true }),
    listIntent('Escape', { ...picked, zoomed: false }),
  ]).toEqual([{ do: 'fit' }, { do: 'unpick' }]);
});

test('a summary escapes what comes from the cluster', () => {
  const name = '@all <img src=x> [a](b)\n# x';
  const written = writeMarkdown([timeline([], { pod: { uid: 'u', namespace: 'n', name } })], {
    now: created,
    language: english,
  });
  expect([...written].join('').split('\n')[0]).toBe('### n/\\@all \\<img src=x\\> \\[a\\](b) \\# x: ready in 0 ms');
});

test('a summary of many pods names the slow one, the causes, the rollouts and the slowest pods', async () => {
  const { timelines, now } = await recordedTimelines('rollout');
  const options = { now, language: english, title: 'Deployment/shop' };
  const lines = [...writeMarkdown(timelines, options)].join('').split('\n');
  expect([
    lines[2],
    lines.find((line) => line.includes('image pull')),
    lines.find((line) => line.includes('rollback')),
    lines.at(-2),
  ]).toEqual([
    expect.stringContaining('took 5.31 s: 3.65 s pulling shop:2'),
    expect.stringMatching(/^- \*\*1 of 9 pods: image pull of app\*\* \(3\.65 s\)\./),
    expect.stringMatching(
      /^- \*\*revision 3 \(rollback to revision 1\)\*\*, 3 pods, one after another: the first ready after 2\.\d+ s, all after 7\.\d+ s$/,
    ),
    expect.stringMatching(/^\| shop-\S+ \| 1\.93 s \|$/),
  ]);
});

test('while pods are missing nothing is said of all of them', () => {
  const part = atOnce(
    new ManyMessages().pods('Deployment/web', three, new Set(), { ...surroundings, reading: { read: 3, all: 5 } }),
  );
  const { total, phases, slowest, median } = dataOf(part);
  expect({ overview: part.overview, total, phases, slowest, median }).toEqual({
    overview: { headline: [], causes: [], groups: [] },
    total: undefined,
    phases: [],
    slowest: undefined,
    median: undefined,
  });
});

test('the first two of many pods are not opened, the only two are', () => {
  const two = three.slice(0, 2);
  const part = atOnce(
    new ManyMessages().pods('Deployment/web', two, new Set(), { ...surroundings, reading: { read: 2, all: 5 } }),
  );
  const reading = receive(initialState, part, 0);
  expect([
    reading.many.open.size,
    receive(reading, message(three), 0).many.open.size,
    receive(reading, message(two), 0).many.open.size,
  ]).toEqual([0, 0, 2]);
});
