import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildInstants } from '../../../../../src/engine/timeline/instants/instants.ts';
import type { EvidenceKind } from '../../../../../src/engine/recording/evidence-of-recording.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';
import type { Answers, Row, Truth } from '../../../../accuracy/score.ts';
import { quantile, score, summarize } from '../../../../accuracy/score.ts';

const folder = path.join(import.meta.dirname, '../../../../recordings');
const all = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz'))
  .sort();
/** The second series: startups that go wrong, on a node that is busy. */
const second = all.filter((file) => file.startsWith('live'));
const recordings = all.filter((file) => !file.startsWith('live'));

const truthOf = (file: string): Truth =>
  JSON.parse(fs.readFileSync(path.join(folder, file.replace('.ndjson.gz', '.truth.json')), 'utf8')) as Truth;

async function answersOf(file: string, kind: EvidenceKind): Promise<Answers> {
  const evidence = await loadEvidence(path.join(folder, file), kind);
  return new Map([...evidence].map(([uid, of]) => [uid, buildInstants(of).instants] as const));
}

const pairsOf = (kind: EvidenceKind, files = recordings): Promise<(readonly [string, Truth, Answers])[]> =>
  Promise.all(files.map(async (file) => [file, truthOf(file), await answersOf(file, kind)] as const));

const live = score(await pairsOf('live'));
const stored = score(await pairsOf('stored'));

/** Steps that an event reports. */
const reported = [
  'scheduled',
  'container/*/pullQueued',
  'container/*/pullStarted',
  'container/*/pullEnded',
  'container/*/created',
  'container/*/started',
];

const widthsOf = (rows: ReadonlyMap<string, Row>): number[] => reported.flatMap((kind) => rows.get(kind)?.widths ?? []);

describe('every instant that a node logged, from live evidence', () => {
  const all = summarize(live.all);
  test('none is missing', () => expect(live.missing).toEqual([]));
  test('the median error is at most 1.5 ms', () => expect(all.median).toBeLessThanOrEqual(1.5));
  test('95 % are off by at most 80 ms', () => expect(all.p95).toBeLessThanOrEqual(80));
  test('99 % lie within their bounds', () => expect(all.within).toBeGreaterThanOrEqual(0.99));
  test('the bounds of what an event reports are 20 ms wide in the median', () =>
    expect(quantile(widthsOf(live.kinds), 0.5)).toBeLessThanOrEqual(20));
});

describe('every instant that a node logged, from what the API stores', () => {
  const all = summarize(stored.all);
  test('the median error is at most 3 ms', () => expect(all.median).toBeLessThanOrEqual(3));
  test('99 % lie within their bounds', () => expect(all.within).toBeGreaterThanOrEqual(0.99));
  test('nothing is missing but what came after the deletion was asked for', () =>
    expect(stored.missing.map(({ pod, id }) => `${pod} ${id}`)).toEqual([
      'deletedmidway.ndjson.gz deletedmidway-a/gone podReady',
    ]));
});

describe.each([
  ['live', 300, []],
  ['stored', 350, ['live/jobbackoff.ndjson.gz jobbackoff-c/batch-pxbwv podReady']],
] as const)('every instant of the second series, from %s evidence', async (kind, p95, unknown) => {
  const scores = score(await pairsOf(kind, second));
  const summary = summarize(scores.all);
  test('nothing is missing but what nobody saw', () =>
    expect(scores.missing.map(({ pod, id }) => `${pod} ${id}`)).toEqual(unknown));
  test('the median error is at most 3 ms', () => expect(summary.median).toBeLessThanOrEqual(3));
  test(`95 % are off by at most ${p95} ms`, () => expect(summary.p95).toBeLessThanOrEqual(p95));
  test('98 % lie within their bounds', () => expect(summary.within).toBeGreaterThanOrEqual(0.98));
});
