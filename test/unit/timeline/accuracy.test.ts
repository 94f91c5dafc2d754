import * as fs from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { buildInstants } from '../../../src/timeline/instants.ts';
import type { EvidenceKind } from '../../../src/replay/evidence-of-recording.ts';
import { loadEvidence } from '../../accuracy/evidence.ts';
import type { Answers, Row, Truth } from '../../accuracy/score.ts';
import { quantile, score, summarize } from '../../accuracy/score.ts';

const folder = path.join(import.meta.dirname, '../../recordings');
const recordings = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz'))
  .sort();

const truthOf = (file: string): Truth => JSON.parse(fs.readFileSync(path.join(folder, file.replace('.ndjson.gz', '.truth.json')), 'utf8')) as Truth;

async function answersOf(file: string, kind: EvidenceKind): Promise<Answers> {
  const evidence = await loadEvidence(path.join(folder, file), kind);
  return new Map([...evidence].map(([uid, of]) => [uid, buildInstants(of).instants] as const));
}

const pairsOf = (kind: EvidenceKind): Promise<(readonly [string, Truth, Answers])[]> => Promise.all(recordings.map(async (file) => [file, truthOf(file), await answersOf(file, kind)] as const));

const live = score(await pairsOf('live'));
const stored = score(await pairsOf('stored'));

/** Steps that an event reports. */
const reported = ['scheduled', 'container/*/pullQueued', 'container/*/pullStarted', 'container/*/pullEnded', 'container/*/created', 'container/*/started'];

const widthsOf = (rows: ReadonlyMap<string, Row>): number[] => reported.flatMap((kind) => rows.get(kind)?.widths ?? []);

describe('every instant that a node logged, from live evidence', () => {
  const all = summarize(live.all);
  test('none is missing', () => expect(live.missing).toEqual([]));
  test('the median error is at most 1.5 ms', () => expect(all.median).toBeLessThanOrEqual(1.5));
  test('95 % are off by at most 80 ms', () => expect(all.p95).toBeLessThanOrEqual(80));
  test('99 % lie within their bounds', () => expect(all.within).toBeGreaterThanOrEqual(0.99));
  test('the bounds of what an event reports are 20 ms wide in the median', () => expect(quantile(widthsOf(live.kinds), 0.5)).toBeLessThanOrEqual(20));
});

describe('every instant that a node logged, from what the API stores', () => {
  const all = summarize(stored.all);
  test('the median error is at most 3 ms', () => expect(all.median).toBeLessThanOrEqual(3));
  test('99 % lie within their bounds', () => expect(all.within).toBeGreaterThanOrEqual(0.99));
  test('nothing is missing but what came after the deletion was asked for', () => expect(stored.missing.map(({ pod, id }) => `${pod} ${id}`)).toEqual(['deletedmidway.ndjson.gz deletedmidway-a/gone podReady']));
});
