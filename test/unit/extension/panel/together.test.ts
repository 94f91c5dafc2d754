import { expect, test } from 'vitest';
import { buildTimeline, atOnce } from '../../../../src/engine/engine.ts';
import { MOST_PREDICTED } from '../../../../src/extension/panel/pod-models.ts';
import { StartsAndAfter } from '../../../../src/extension/panel/together.ts';
import { loadEvidence } from '../../../accuracy/evidence.ts';

const evidence = await loadEvidence('test/recordings/rollout.ndjson.gz', 'live');
const timelines = [...evidence.values()].map((known) => buildTimeline(known));
const store = { evidence: (uid: string) => evidence.get(uid) };

test('each start has its time, and the slow one a shorter one after its change', () => {
  const starts = atOnce(new StartsAndAfter().of(timelines, store));
  expect([starts.length, starts.filter(({ from, to }) => to < from).map(({ from }) => Math.round(from / 100))]).toEqual(
    [9, [53]],
  );
});

test('each timeline is looked at once', () => {
  let asked = 0;
  const counting = { evidence: (uid: string) => (asked++, evidence.get(uid)) };
  const together = new StartsAndAfter();
  expect([
    atOnce(together.of(timelines, counting)).length,
    atOnce(together.of(timelines, counting)).length,
    asked,
  ]).toEqual([9, 9, 9]);
});

test('of too many pods, and where nothing is to be changed, nothing is told', () => {
  const [first] = timelines;
  const many = Array.from({ length: MOST_PREDICTED + 1 }, () => first!);
  expect([atOnce(new StartsAndAfter().of(many, store)), atOnce(new StartsAndAfter().of([first!], store))]).toEqual([
    [],
    [],
  ]);
});
