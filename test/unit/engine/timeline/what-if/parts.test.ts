import { describe, expect, test } from 'vitest';
import type { Finding, FindingId } from '../../../../../src/engine/timeline/model/timeline.ts';
import { text } from '../../../../../src/engine/timeline/model/text.ts';
import { durationMs } from '../../../../../src/engine/timeline/model/units.ts';
import { answerTime, withOtherStarts } from '../../../../../src/engine/timeline/what-if/answer-times.ts';
import { changesFound, isPossible, possibleChanges } from '../../../../../src/engine/timeline/what-if/change.ts';
import { pullAtOnce, pullInTurn } from '../../../../../src/engine/timeline/what-if/node-pulls.ts';
import { orderByGain } from '../../../../../src/engine/timeline/what-if/order-by-gain.ts';
import { containerStart, startModel, step } from './start-builder.ts';

describe('when an application can answer', () => {
  const lines = [
    { at: 10, line: 'booting' },
    { at: 4000, line: 'serving' },
    { at: 9000, line: 'GET /healthz' },
  ];

  test('is told by the line of its log that says so', () =>
    expect(answerTime({ passed: 15_000 }, lines)).toEqual({ after: 0, until: 15_000, likely: 4000, basis: 'said' }));

  test.each([
    'not ready yet: the cache is cold',
    "the database isn't ready",
    'waiting for the database to become ready',
    'will be ready when migrations are done',
    'failed to get the cache initialized',
    '10.0.0.1 "GET /ready HTTP/1.1" 503',
    'probe /status?ready=false',
  ])('is not told by a line that only has such a word: %s', (line) =>
    expect(answerTime({ lastFailed: 20_000, passed: 30_000 }, [{ at: 20_500, line }])).not.toMatchObject({
      basis: 'said',
    }),
  );

  test.each(['Started, waiting for connections', 'Server is ready.', 'Listening on http://0.0.0.0:80'])(
    'is told by %s',
    (line) =>
      expect(answerTime({ lastFailed: 20_000, passed: 30_000 }, [{ at: 20_500, line }])).toMatchObject({
        basis: 'said',
        likely: 20_500,
      }),
  );

  test('is told by its last line before silence where none says so', () => {
    expect(
      answerTime({ passed: 15_000 }, [
        { at: 10, line: 'boot' },
        { at: 4000, line: 'warming the cache' },
      ]),
    ).toEqual({ after: 0, until: 15_000, likely: 4000, basis: 'log' });
  });

  test('lies between the last try that failed and the one that passed', () => {
    expect(answerTime({ lastFailed: 5000, passed: 6000 }, lines.slice(0, 2))).toEqual({
      after: 5000,
      until: 6000,
      basis: 'tries',
    });
  });

  test('is not known from a first line or from none', () => {
    expect(
      [answerTime({ passed: 9000 }, []), answerTime({ passed: 9000 }, lines.slice(0, 1))].map(({ basis }) => basis),
    ).toEqual(['nothing', 'nothing']);
  });

  test('is told by other starts where the own one does not tell', () => {
    const own = { after: 0, until: 20_000, basis: 'nothing' } as const;
    expect(withOtherStarts(own, [{ after: 2000, until: 3000, basis: 'tries' }])).toEqual({
      after: 2000 / 1.2,
      until: 3600,
      basis: 'starts',
    });
  });

  test('is not told by other starts that nobody asked either', () => {
    const own = { after: 0, until: 20_000, basis: 'nothing' } as const;
    expect(withOtherStarts(own, [{ after: 0, until: 15_000, basis: 'nothing' }])).toEqual(own);
  });
});

describe('pulls of a node', () => {
  const pull = { image: 'app:1', asked: 1000, took: 2000 };
  const other = { image: 'other:1', queued: 0, took: 4000 };

  test('come one after another, in the order in which they were asked for', () =>
    expect(pullInTurn(pull, [other, { image: 'late:1', queued: 2000, took: 9000 }])).toEqual({
      begins: 4000,
      ends: 6000,
    }));

  test('share the way to the registry when they come at once', () =>
    expect(pullAtOnce(pull, [other], 1)).toEqual({ begins: 1000, ends: 5000 }));

  test('do not slow each other down where the way is not shared', () =>
    expect(pullAtOnce(pull, [other], 0)).toEqual({ begins: 1000, ends: 3000 }));

  test('of one image end together', () =>
    expect(pullAtOnce({ ...pull, took: 0 }, [{ ...other, image: 'app:1' }], 0).ends).toBe(4000));

  test('of one image take as long as the one that brings it', () =>
    expect(pullInTurn({ ...pull, took: 50 }, [{ image: 'app:1', queued: 1500, took: 4000 }])).toEqual({
      begins: 1000,
      ends: 5000,
    }));
});

const probed = {
  readiness: { delaySeconds: 10, periodSeconds: 10, successThreshold: 1 },
  ready: 20_000,
  readinessAnswer: { after: 0, until: 19_500, likely: 500, basis: 'said' },
} as const;

describe('changes', () => {
  const model = startModel(
    [
      containerStart({ steps: [step('pull', 3000), step('create', 70)] }),
      containerStart({ name: 'one', ...probed }),
      containerStart({ name: 'two', ...probed }),
    ],
    20_016,
  );

  test('name the container where there are several', () => {
    expect(possibleChanges(model)).toEqual([
      { finding: 'image-pull' },
      { finding: 'readiness-delay', container: 'one' },
      { finding: 'readiness-delay', container: 'two' },
    ]);
  });

  test('are found where a finding asks for them', () => {
    expect(changesFound({ ...model, found: { 'readiness-delay': ['two'], 'app-slow-to-ready': ['one'] } })).toEqual([
      { finding: 'readiness-delay', container: 'two' },
    ]);
  });

  test('are possible only where there is something to change', () => {
    const asked = [
      { finding: 'image-pull', container: 'app' },
      { finding: 'image-pull', container: 'one' },
      { finding: 'init-slow' },
      { finding: 'app-slow-to-ready' },
      { finding: 'readiness-delay', container: 'none' },
    ] as const;
    expect(asked.map((change) => isPossible(change, model))).toEqual([true, false, false, false, false]);
  });
});

const finding = (id: FindingId, explains: number, phases: readonly string[]): Finding => ({
  id,
  severity: 'warning',
  title: text(''),
  sentence: text(''),
  advice: text(''),
  explains: durationMs(explains),
  phases,
  evidence: [],
  docs: '',
});

test('the first finding is the one whose change brings most, whatever it explains', () => {
  const pulled = containerStart({
    steps: [step('pull', 4000), step('create', 70)],
    ...probed,
    ready: 14_000,
    readinessAnswer: { after: 8400, until: 9400, basis: 'tries' },
  });
  const model = startModel([pulled], 14_016, {
    found: { 'readiness-delay': ['app'], 'image-pull': ['app'], 'app-slow-to-ready': ['app'] },
  });
  const findings = [
    finding('app-slow-to-ready', 9000, []),
    finding('readiness-delay', 5000, ['container/app/readiness']),
    finding('image-pull', 4000, ['container/app/pull']),
  ];
  expect(orderByGain(findings, model).map(({ id }) => id)).toEqual([
    'app-slow-to-ready',
    'image-pull',
    'readiness-delay',
  ]);
});
