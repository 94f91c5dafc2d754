import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  brokenRecording,
  excessesOf,
  KINDS_OF_DAMAGE,
  recordingText,
  tryDemo,
  tryRecording,
} from '../../../attack/recordings.ts';

/** Twice each kind of damage, which is bounded enough for every day; `npm run attack` tries others. */
const SEEDS = Array.from({ length: 2 * KINDS_OF_DAMAGE }, (_, index) => 20_261_128 + index);

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
  for (const seed of SEEDS) {
    const { name, bytes } = brokenRecording(originals, seed);
    fs.writeFileSync(file, bytes);
    for (const evidence of ['live', 'stored'] as const) {
      const tried = await tryRecording(file, evidence);
      outcomes.add(tried.outcome);
      expect([name, ...excessesOf(tried)]).toEqual([name]);
    }
  }
  expect([...outcomes].sort()).toEqual(['refused', 'timelines']);
}, 120_000);

test('a demo of a broken recording plays or is refused in words, and leaves no kubeconfig behind', async () => {
  const outcomes = new Set<string>();
  for (const seed of SEEDS.slice(0, KINDS_OF_DAMAGE)) {
    fs.writeFileSync(file, brokenRecording(originals, seed).bytes);
    outcomes.add(await tryDemo(file));
  }
  expect([...outcomes].sort()).toEqual(['refused', 'timelines']);
}, 120_000);
