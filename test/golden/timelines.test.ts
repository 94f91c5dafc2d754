import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from 'vitest';
import { drawTimelines } from '../../src/cli/draw-timelines.ts';
import { english } from '../../src/engine/timeline/model/duration.ts';
import type { Language } from '../../src/engine/timeline/model/text.ts';
import { recordedTimelines, recordingNames } from './recordings.ts';

/** More pods of a recording than this tell nothing new: `burst` has 40 alike. */
const MOST_PODS = 20;

/** Coarse, so that an estimate that gets a millisecond better changes no golden. */
const rounded: Language = {
  ...english,
  duration: (ms, within) => english.duration(round(ms, ms < 95 ? 10 : ms < 950 ? 50 : 100), within),
};

const round = (value: number, step: number): number => Math.round(value / step) * step;

test.each(recordingNames)('what happened in %s can be read', async (name) => {
  const { timelines, now } = await recordedTimelines(name);
  const text = drawTimelines(timelines.slice(0, MOST_PODS), {
    width: 100,
    now,
    color: false,
    language: rounded,
    all: true,
  });
  const file = path.join(import.meta.dirname, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  expect(text).toBe(fs.readFileSync(file, 'utf8'));
});
