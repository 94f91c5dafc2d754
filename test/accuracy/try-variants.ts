import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { evidenceOf } from '../../src/engine/recording/evidence-of-recording.ts';
import { loadRecording } from '../../src/engine/recording/read-recording.ts';
import type { Recording } from '../../src/engine/recording/recording.ts';
import { buildTimeline } from '../../src/engine/timeline/build-timeline.ts';
import type { PodEvidence } from '../../src/engine/timeline/model/facts.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Answers, Summary, Truth } from './score.ts';
import { score, summarize } from './score.ts';
import { stretchTime } from './shift-clock.ts';
import { type Variant, variants } from './variants.ts';

const recordings = path.join(import.meta.dirname, '../recordings');

/** By recording: the pods' names and the first finding of each. */
const firstFindings = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../golden/first-findings.json'), 'utf8'),
) as Readonly<Record<string, readonly (readonly [pod: string, finding: string])[]>>;

export interface Told {
  readonly name: string;
  readonly recording: Recording;
  readonly truth: Truth;
}

/** `name` as in `v1.29/coldpull`. */
export async function loadTold(name: string): Promise<Told> {
  const file = path.join(recordings, name);
  return {
    name,
    recording: await loadRecording(`${file}.ndjson.gz`),
    truth: JSON.parse(readFileSync(`${file}.truth.json`, 'utf8')) as Truth,
  };
}

/** What became of the recordings when they were delivered otherwise. */
export interface Tried extends Summary {
  /** Pods whose first finding is not the one that a careful person named. */
  readonly otherFindings: readonly string[];
  /** Pods for which a clock is blamed, although all were right. */
  readonly blamed: readonly string[];
}

/** Tells the recordings as `variant` delivers them. */
export async function tryVariant({ rewrite }: Variant, told: readonly Told[], kind: EvidenceKind): Promise<Tried> {
  const otherFindings: string[] = [];
  const blamed: string[] = [];
  const pairs: [string, Truth, Answers][] = [];
  for (const { name, recording, truth } of told) {
    const timelines = await timelinesOf(rewrite(recording), kind);
    for (const timeline of timelines.values()) {
      if (!isExpected(name, timeline)) {
        otherFindings.push(`${name} ${timeline.pod.name}: ${timeline.findings[0]?.id ?? 'none'}`);
      }
      if (timeline.skews.length > 0) {
        blamed.push(`${name} ${timeline.pod.name}: ${timeline.skews.map(({ clock }) => clock).join(', ')}`);
      }
    }
    pairs.push([
      name,
      Object.fromEntries(Object.entries(truth).filter(([uid]) => timelines.has(uid))),
      new Map([...timelines].map(([uid, { instants }]) => [uid, instants])),
    ]);
  }
  return { ...summarize(score(pairs).all), otherFindings, blamed };
}

async function timelinesOf(recording: Recording, kind: EvidenceKind): Promise<Map<string, Timeline>> {
  const { store, skipped } = await evidenceOf(recording, kind);
  if (skipped[0] !== undefined) throw skipped[0];
  return new Map([...store.pods()].map(({ pod }) => [pod.uid, buildTimeline(store.evidence(pod.uid) as PodEvidence)]));
}

const isExpected = (recording: string, { pod, findings }: Timeline): boolean =>
  (firstFindings[recording] ?? []).some(
    ([name, finding]) => name === pod.name && finding === (findings[0]?.id ?? 'none'),
  );

/** Tells the recordings of a cluster on which everything takes `factor` times as long, from creation on. */
export async function tryPace(factor: number, told: readonly Told[]): Promise<Summary> {
  const pairs: [string, Truth, Answers][] = [];
  for (const { name, recording, truth } of told) {
    const { store } = await evidenceOf(recording, 'live');
    const answers = new Map<string, Timeline['instants']>();
    const scaled: Record<string, Truth[string]> = {};
    for (const [uid, { pod, instants }] of Object.entries(truth)) {
      const live = store.evidence(uid);
      const begin = live?.pods[0]?.pod.creationAt;
      if (live === undefined || begin === undefined) continue;
      const slowed = buildTimeline(stretchTime(live, live, begin, factor)).instants;
      // Told in the time of before, so that the tolerance is the same share of everything.
      const back = (at: number): number => begin + (at - begin) / Math.max(1, factor);
      answers.set(
        uid,
        Object.fromEntries(
          Object.entries(slowed).map(([id, { at, earliest, latest, sources }]) => [
            id,
            { sources, at: back(at), earliest: back(earliest), latest: back(latest) },
          ]),
        ) as Timeline['instants'],
      );
      scaled[uid] = {
        pod,
        instants: Object.fromEntries(
          Object.entries(instants).map(([id, at]) => [id, back(begin + (at - begin) * factor)]),
        ),
      };
    }
    pairs.push([name, scaled, answers]);
  }
  return summarize(score(pairs).all);
}

/** How much slower and faster the other clusters are. */
export const PACES = [0.3, 3, 10] as const;

/** One line for each variant. */
export async function* variantLines(told: readonly Told[]): AsyncGenerator<string> {
  for (const variant of [{ name: 'as recorded', rewrite: (recording: Recording) => recording }, ...variants]) {
    for (const kind of ['live', 'stored'] as const) {
      yield line(`${variant.name}, ${kind}`, await tryVariant(variant, told, kind));
    }
  }
  for (const factor of PACES) {
    yield line(`everything takes ${factor} times as long (as if at its speed), live`, await tryPace(factor, told));
  }
}

function line(name: string, tried: Summary & Partial<Tried>): string {
  const number = (value: number | undefined, width: number): string =>
    (value === undefined ? '-' : value.toFixed(1)).padStart(width);
  const pods =
    tried.otherFindings === undefined
      ? ''
      : `   other findings ${tried.otherFindings.length}, clocks blamed ${tried.blamed?.length ?? 0}`;
  return `${name.padEnd(66)} n ${tried.n}  missing ${String(tried.missing).padStart(4)}  median${number(tried.median, 7)}  p95${number(tried.p95, 8)}  within${number(100 * (tried.within ?? 0), 7)} %  width${number(tried.width, 8)}${pods}`;
}
