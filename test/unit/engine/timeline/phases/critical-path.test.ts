import * as path from 'node:path';
import * as fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildTimeline } from '../../../../../src/engine/timeline/build-timeline.ts';
import type { Timeline } from '../../../../../src/engine/timeline/model/timeline.ts';
import { loadEvidence } from '../../../../accuracy/evidence.ts';

const folder = path.join(import.meta.dirname, '../../../../recordings');
const recordings = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz'))
  .sort();

/** Names of pods whose critical path leaves a gap, overlaps, or does not add up to creation-to-ready. */
function untiled(timeline: Timeline): readonly string[] {
  const { created, podReady } = timeline.instants;
  const chain = timeline.criticalPath.map((id) => timeline.phases.find((phase) => phase.id === id)!);
  const joined = chain.every((phase, index) => index === 0 || chain[index - 1]!.end?.at === phase.start.at);
  const sum = chain.reduce((total, { start, end }) => total + (end!.at - start.at), 0);
  return joined && sum === podReady!.at - created!.at ? [] : [timeline.pod.name];
}

describe.each(['live', 'stored'] as const)('from %s evidence', (kind) => {
  test.each(recordings)('the critical path tiles creation to ready: %s', async (file) => {
    const evidence = await loadEvidence(path.join(folder, file), kind);
    const timelines = [...evidence.values()]
      .map((one) => buildTimeline(one))
      .filter(({ instants }) => instants['podReady'] && instants['created']);
    expect(timelines.flatMap(untiled)).toEqual([]);
  });
});
