import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import type { Change } from '../../../../../src/engine/timeline/what-if/change.ts';
import { drawsOf } from '../../../../../src/engine/timeline/what-if/draws.ts';
import { planOf, possibleChanges } from '../../../../../src/engine/timeline/what-if/change.ts';
import { modelOf } from '../../../../../src/engine/timeline/what-if/model-of.ts';
import { predict } from '../../../../../src/engine/timeline/what-if/predict.ts';
import { replay } from '../../../../../src/engine/timeline/what-if/replay.ts';
import type { NodePull } from '../../../../../src/engine/timeline/model/facts.ts';
import { epochMs } from '../../../../../src/engine/timeline/model/units.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';
import { pairsOf, summary } from '../../../../accuracy/what-if.ts';
import { containerStart, startModel, step } from './start-builder.ts';

const ready = (model: Parameters<typeof predict>[0], ...changes: readonly Change[]): number =>
  Math.round(predict(model, changes).ready.ms);

describe.each(['live', 'stored'] as const)(
  'the start after a change, from %s evidence of the one before',
  async (kind) => {
    const { error, inside, width } = summary(await pairsOf(kind));
    test('is off by at most 8 % in the median', () => expect(error).toBeLessThanOrEqual(0.08));
    test('lies within the interval in 90 %', () => expect(inside).toBeGreaterThanOrEqual(0.9));
    test('has an interval of at most 25 % in the median', () => expect(width).toBeLessThanOrEqual(0.25));
  },
);

const folder = path.join(import.meta.dirname, '../../../../recordings');
const recordings = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz'));

describe('a start that nothing is changed of', async () => {
  const models = (await Promise.all(recordings.map((file) => loadEvidence(path.join(folder, file), 'live')))).flatMap(
    (found) => [...found.values()].flatMap((evidence) => modelOf(buildTimeline(evidence), evidence) ?? []),
  );
  const [draw] = drawsOf(1);

  test('is replayed as it was, in every recording', () => {
    const off = models.map((model) => replay(planOf(model), draw!, 'same').ready - model.ready.ms);
    expect([models.length > 150, off.filter((ms) => Math.abs(ms) > 1)]).toEqual([true, []]);
  });

  test('lies within what another start may take, in 95 of 100', () => {
    const outside = models.filter((model) => {
      const starts = drawsOf(240).map((each) => replay(planOf(model), each, 'again').ready);
      return model.ready.ms < Math.min(...starts) - 20 || model.ready.ms > Math.max(...starts) + 20;
    });
    expect(outside.length / models.length).toBeLessThan(0.05);
  });

  test('has a figure within its interval for each change that can be made to it', () => {
    const odd = models.flatMap((model) =>
      possibleChanges(model).filter((change) => {
        const { ms, shortest, longest } = predict(model, [change]).ready;
        return !(shortest >= 0 && shortest <= ms && ms <= longest && Number.isFinite(longest));
      }),
    );
    expect(odd).toEqual([]);
  });

  test('is told to take as long as it took', () =>
    expect(models.filter((model) => predict(model, []).ready.ms !== model.ready.ms)).toEqual([]));
});

describe('images', () => {
  const pull = step('pull', 5000, { wait: 1000 });
  const pulled = containerStart({ steps: [pull, step('create', 20), step('start', 50)] });

  test('that are on the node cost neither their pull nor its queue', () => {
    expect(ready(startModel([pulled], 6524), { finding: 'image-pull' })).toBe(430 + 70 + 8 + 16);
  });

  test('with the pull policy Always are still asked for', () => {
    const { shortest, longest } = predict(startModel([{ ...pulled, pullPolicy: 'Always' }], 6524), [
      { finding: 'image-pull' },
    ]).ready;
    expect([shortest > 500, longest > 2500, longest < 4000]).toEqual([true, true, true]);
  });

  test('let the next pull of the pod move up in the queue', () => {
    const second = containerStart({
      name: 'second',
      image: 'second:1',
      begin: 6500,
      steps: [step('pull', 2000, { wait: 3000 }), step('create', 20), step('start', 50)],
    });
    const model = startModel([pulled, second], 11_594, {
      otherPulls: [
        { image: 'other:1', queued: 400, took: 1000 },
        { image: 'late:1', queued: 3000, took: 3500 },
      ],
    });
    expect(ready(model, { finding: 'image-pull', container: 'app' })).toBe(1400 + 2000 + 70 + 8 + 16);
  });

  test('that an init container brought are pulled by whoever needs them next', () => {
    const init = containerStart({
      name: 'init',
      role: 'init',
      steps: [step('pull', 2000), step('create', 20), step('start', 50)],
      run: { ms: 3000, shortest: 2900, longest: 3100, untilNext: 3400 },
    });
    const app = containerStart({ begin: 5900, turn: 5500 });
    expect(ready(startModel([init, app], 5994), { finding: 'init-slow' })).toBe(430 + 2000 + 70 + 8 + 16);
  });
});

describe('probes', () => {
  const readiness = { delaySeconds: 15, periodSeconds: 10, successThreshold: 1 };
  const slow = (likely?: number): ReturnType<typeof containerStart> =>
    containerStart({
      readiness,
      ready: 21_400,
      readinessAnswer: {
        after: 0,
        until: 20_900,
        basis: likely === undefined ? 'nothing' : 'said',
        ...(likely !== undefined && { likely }),
      },
    });
  const change = { finding: 'readiness-delay' } as const;

  test('that ask each second find the answer at the next full second after the volumes were mounted', () => {
    expect(Math.abs(ready(startModel([slow(3000)], 21_416), change) - (310 + 4000 + 20))).toBeLessThan(10);
  });

  test('give a wide interval where nobody asked and no log tells', () => {
    const told = predict(startModel([slow()], 21_416), [change]).ready;
    expect([told.shortest < 3000, told.longest > 18_000]).toEqual([true, true]);
  });

  test('of a container that something slower hides win nothing', () => {
    const other = containerStart({
      name: 'other',
      begin: 500,
      readiness: { ...readiness, delaySeconds: 0, periodSeconds: 1 },
      ready: 30_000,
      readinessAnswer: { after: 29_000, until: 29_430, basis: 'tries' },
    });
    expect(ready(startModel([slow(3000), other], 30_016), { ...change, container: 'app' })).toBe(30_016);
  });
});

test('a hook that is gone lets probes and the next container begin at once', () => {
  const app = containerStart({ hook: 5000 });
  const second = containerStart({ name: 'second', begin: 5500 });
  expect(ready(startModel([app, second], 5594), { finding: 'post-start-hook' })).toBe(500 + 70 + 8 + 16);
});

test('an object that is there from the start leaves an ordinary mount', () => {
  const model = startModel([containerStart({ begin: 10_430, turn: 10_430 })], 10_524, {
    lead: [
      step('scheduling', 10),
      step('mount', 100, { failed: true }),
      step('retry-backoff', 9900),
      step('mount', 300),
      step('sandbox', 120),
    ],
  });
  expect(ready(model, { finding: 'config-missing' })).toBe(524);
});

test('a node that is there is not waited for', () => {
  const model = startModel([containerStart({ begin: 60_430, turn: 60_430 })], 60_524, {
    lead: [step('node-wait', 60_000), step('scheduling', 10), step('mount', 300), step('sandbox', 120)],
  });
  expect(ready(model, { finding: 'waiting-for-node' })).toBe(524);
});

test('savings do not add up: behind the wait that is gone stands the next one', () => {
  const slow = (name: string, at: number): ReturnType<typeof containerStart> =>
    containerStart({
      name,
      readiness: { delaySeconds: 0, periodSeconds: 30, successThreshold: 1 },
      ready: at,
      readinessAnswer: { after: 0, until: at - 500, likely: 1000, basis: 'said' },
    });
  const model = startModel([slow('one', 30_500), slow('two', 30_400)], 30_516);
  const both = [
    { finding: 'readiness-delay', container: 'one' },
    { finding: 'readiness-delay', container: 'two' },
  ] as const;
  expect([ready(model, both[0]) > 30_000, ready(model, both[1]) > 30_000, ready(model, ...both) < 4000]).toEqual([
    true,
    true,
    true,
  ]);
});

test('the same model gives the same figures, in any order of changes', () => {
  const model = startModel(
    [containerStart({ hook: 5000, steps: [step('pull', 3000), step('create', 20), step('start', 50)] })],
    8524,
  );
  const changes = [{ finding: 'image-pull' }, { finding: 'post-start-hook' }] as const;
  expect(predict(model, changes).ready).toEqual(predict(model, changes.toReversed()).ready);
});

test('of more pulls on the node than a start can meet the last ones count, however many events tell of', async () => {
  const found = await loadEvidence(path.join(folder, 'whatif/combined.before.ndjson.gz'), 'live');
  const forgedFor = (created: number): readonly NodePull[] =>
    Array.from({ length: 1000 }, (_, index) => ({
      ...{ podUid: `forged ${index}`, podName: 'forged', namespace: 'other', container: 'app', image: `${index}:1` },
      queuedAt: epochMs(created + index),
      endedAt: epochMs(created + index + 1),
    }));
  const counts = [...found.values()].flatMap((evidence) => {
    const timeline = buildTimeline(evidence);
    const nodePulls = [...evidence.nodePulls, ...forgedFor(timeline.instants['created']?.at ?? 0)];
    return modelOf(timeline, { ...evidence, nodePulls })?.otherPulls.length ?? [];
  });
  expect(new Set(counts)).toEqual(new Set([256]));
});
