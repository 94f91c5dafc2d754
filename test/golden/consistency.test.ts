import * as path from 'node:path';
import { describe, expect, test } from 'vitest';
import { evidenceOf, type EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { loadRecording } from '../../src/engine/recording/read-recording.ts';
import type { Recording } from '../../src/engine/recording/recording.ts';
import { buildTimeline } from '../../src/engine/timeline/build-timeline.ts';
import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';
import { epochMs, type EpochMs } from '../../src/engine/timeline/model/units.ts';
import { shiftClock } from '../accuracy/shift-clock.ts';
import { contradictionsOf, summaryContradictionsOf } from './contradictions.ts';
import { recordingNames } from './recordings.ts';

const folder = path.join(import.meta.dirname, '../recordings');

/** More pods of a recording than this tell nothing new. */
const MOST_PODS = 20;

/** What the client had of a recording up to a moment, and when it looks. */
async function lookAt(recording: Recording, kind: EvidenceKind, now: EpochMs): Promise<readonly string[]> {
  const { store } = await evidenceOf(recording, kind);
  const uids = [...store.pods()].slice(0, MOST_PODS).map(({ pod }) => pod.uid);
  const timelines = uids.flatMap((uid) => store.timeline(uid, now) ?? []);
  const each = timelines.flatMap((timeline) => contradictionsOf(timeline, store.evidence(timeline.pod.uid), now));
  return [...each, ...summaryContradictionsOf(timelines, now)];
}

const endOf = ({ header, lines }: Recording): EpochMs =>
  epochMs(lines.reduce((last, { t }) => Math.max(last, t), Number(header.t)));

const until = ({ header, lines }: Recording, t: number): Recording => ({
  header,
  lines: lines.filter((line) => line.t <= t),
});

const withoutEvents = ({ header, lines }: Recording): Recording => ({
  header,
  lines: lines.filter(({ r }) => r !== 'events'),
});

/** Every second change of a pod is lost. */
function halfOfTheUpdates({ header, lines }: Recording): Recording {
  let place = 0;
  return { header, lines: lines.filter(({ r, type }) => r !== 'pods' || type !== 'MODIFIED' || place++ % 2 === 0) };
}

async function withNodeClock(recording: Recording, kind: EvidenceKind, by: number): Promise<readonly string[]> {
  const [{ store: live }, { store }] = await Promise.all([evidenceOf(recording, 'live'), evidenceOf(recording, kind)]);
  const now = endOf(recording);
  return [...live.pods()].slice(0, MOST_PODS).flatMap(({ pod: { uid } }) => {
    const [seen, told] = [live.evidence(uid), store.evidence(uid)];
    if (!seen || !told) return [];
    const moved: PodEvidence = shiftClock(told, seen, 'kubelet', by);
    return contradictionsOf(buildTimeline(moved, { at: now, clock: 'client' }), moved, now);
  });
}

/** So many moments of each recording, evenly spread; someone looks 3 s after the last thing that arrived. */
const MOMENTS = 30;
const LATER = 3000;

async function cut(recording: Recording, moment: number): Promise<readonly string[]> {
  const [first, end] = [recording.lines.find(({ r }) => r === 'pods')?.t ?? recording.header.t, endOf(recording)];
  const at = first + ((end - first) * (moment + 1)) / (MOMENTS + 1);
  return lookAt(until(recording, at), 'live', epochMs(at + LATER));
}

const cutAtAll = async (recording: Recording): Promise<readonly string[]> => {
  const all = new Set<string>();
  for (let moment = 0; moment < MOMENTS; moment++) for (const fault of await cut(recording, moment)) all.add(fault);
  return [...all];
};

const ways: readonly (readonly [string, (recording: Recording) => Promise<readonly string[]>])[] = [
  ['live', (recording) => lookAt(recording, 'live', endOf(recording))],
  ['stored', (recording) => lookAt(recording, 'stored', endOf(recording))],
  ['live, without events', (recording) => lookAt(withoutEvents(recording), 'live', endOf(recording))],
  ['stored, without events', (recording) => lookAt(withoutEvents(recording), 'stored', endOf(recording))],
  ['with half of the updates', (recording) => lookAt(halfOfTheUpdates(recording), 'live', endOf(recording))],
  ['the node 2.5 s ahead', (recording) => withNodeClock(recording, 'live', 2500)],
  ['the node 2.5 s behind', (recording) => withNodeClock(recording, 'live', -2500)],
  ['stored, the node 2.5 s ahead', (recording) => withNodeClock(recording, 'stored', 2500)],
  ['stored, the node 2.5 s behind', (recording) => withNodeClock(recording, 'stored', -2500)],
  ['cut at thirty moments', cutAtAll],
];

describe.each(ways)('nothing contradicts itself: %s', (_, look) => {
  test.each(recordingNames)('%s', async (name) => {
    expect(await look(await loadRecording(path.join(folder, `${name}.ndjson.gz`)))).toEqual([]);
  });
});
