import * as fs from 'node:fs';
import * as path from 'node:path';
import { rejectedTimelines } from '../../src/cli/rejected.ts';
import type { EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { evidenceOf } from '../../src/engine/recording/evidence-of-recording.ts';
import { loadRecording } from '../../src/engine/recording/read-recording.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs, type EpochMs } from '../../src/engine/timeline/model/units.ts';

const folder = path.join(import.meta.dirname, '../recordings');

/** Names of all recordings: `coldpull`, `v1.29/coldpull`, ... The pairs of what-if are there for what is predicted. */
export const recordingNames: readonly string[] = fs
  .readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ndjson.gz') && !file.startsWith('whatif'))
  .map((file) => file.replaceAll(path.sep, '/').replace('.ndjson.gz', ''))
  .sort();

export interface RecordedTimelines {
  /** By creation; then owners whose pods never came to be. */
  readonly timelines: readonly Timeline[];
  /** The end of the recording. */
  readonly now: EpochMs;
}

/** What the command line would show of a recording. */
export async function recordedTimelines(name: string, kind: EvidenceKind = 'live'): Promise<RecordedTimelines> {
  const recording = await loadRecording(path.join(folder, `${name}.ndjson.gz`));
  const { store } = await evidenceOf(recording, kind);
  const now = epochMs(recording.lines.reduce((last, { t }) => Math.max(last, t), 0));
  const pods = [...store.pods()].flatMap(({ pod }) => store.timeline(pod.uid, now) ?? []);
  const created = (timeline: Timeline): number => timeline.instants['created']?.at ?? 0;
  const timelines = [...pods.sort((a, b) => created(a) - created(b)), ...rejectedTimelines(store)];
  return { timelines, now };
}
