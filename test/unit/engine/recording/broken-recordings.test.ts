import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenRecordings, KINDS_OF_DAMAGE, recordingText, tryDemo, tryRecording } from '../../../attack/recordings.ts';

/**
 * Twice each kind of damage, which is bounded enough for every day; the seed is another one than that of long attacks.
 */
const TRIED = 2 * KINDS_OF_DAMAGE;

let file = '';
beforeAll(() => {
  file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'podfall-broken-')), 'broken.ndjson');
});
afterAll(() => fs.rmSync(path.dirname(file), { recursive: true }));

const originals = ['shop', 'cached', 'crashloop', 'quota', 'static', 'pvc', 'gates'].map((name) =>
  recordingText(`test/recordings/${name}.ndjson.gz`),
);

test('a broken recording gives timelines or an error in words, in bounded time and memory', async () => {
  const outcomes = new Set<string>();
  for (const { name, bytes } of brokenRecordings(originals, 20_261_128, TRIED)) {
    fs.writeFileSync(file, bytes);
    for (const evidence of ['live', 'stored'] as const) {
      const { outcome, cpuMs, heapMb } = await tryRecording(file, evidence);
      outcomes.add(outcome);
      expect([name, cpuMs < 5000, heapMb < 400]).toEqual([name, true, true]);
    }
  }
  expect([...outcomes].sort()).toEqual(['refused', 'timelines']);
}, 120_000);

test('a demo of a broken recording plays or is refused in words, and leaves no kubeconfig behind', async () => {
  const outcomes = new Set<string>();
  for (const { bytes } of brokenRecordings(originals, 7, KINDS_OF_DAMAGE)) {
    fs.writeFileSync(file, bytes);
    outcomes.add(await tryDemo(file));
  }
  expect([...outcomes].sort()).toEqual(['refused', 'timelines']);
}, 120_000);
