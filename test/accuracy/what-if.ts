import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { buildTimeline } from '../../src/engine/timeline/build-timeline.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Change } from '../../src/engine/timeline/what-if/change.ts';
import { modelOf } from '../../src/engine/timeline/what-if/model-of.ts';
import { predict } from '../../src/engine/timeline/what-if/predict.ts';
import { loadEvidence } from './evidence.ts';
import { quantile, type Truth } from './score.ts';

/** One pair: what was predicted from the start before, and what the start after took. Times in ms. */
export interface Pair {
  readonly name: string;
  readonly before: number;
  readonly truth: number;
  readonly ms: number;
  readonly shortest: number;
  readonly longest: number;
  /** "Could save up to" taken at its word. Absent where a finding has no figure. */
  readonly couldSave?: number;
}

const folder = path.join(import.meta.dirname, '../recordings/whatif');

/** Predicts the start after each change from the recording before it alone. */
export async function pairsOf(kind: EvidenceKind, of = folder): Promise<readonly Pair[]> {
  const all = JSON.parse(readFileSync(path.join(of, 'changes.json'), 'utf8')) as Readonly<
    Record<string, readonly Change[]>
  >;
  const pairs: Pair[] = [];
  for (const [name, changes] of Object.entries(all)) pairs.push(...(await pair(name, changes, kind, of)));
  return pairs;
}

async function pair(
  name: string,
  changes: readonly Change[],
  kind: EvidenceKind,
  of: string,
): Promise<readonly Pair[]> {
  const evidence = await loadEvidence(path.join(of, `${name}.before.ndjson.gz`), kind);
  const truths = Object.values(JSON.parse(readFileSync(path.join(of, `${name}.after.truth.json`), 'utf8')) as Truth);
  const after = quantile(
    truths.flatMap(({ instants }) => (instants['podReady'] ?? NaN) - (instants['created'] ?? NaN)),
    0.5,
  );
  return [...evidence.values()].flatMap((known): readonly Pair[] => {
    const timeline = buildTimeline(known);
    const model = modelOf(timeline, known);
    if (!model || after === undefined) return [];
    const { ready } = predict(model, changes);
    const saved = atItsWord(timeline, changes);
    return [
      {
        name,
        before: model.ready.ms,
        truth: after,
        ...ready,
        ...(saved !== undefined && { couldSave: model.ready.ms - saved }),
      },
    ];
  });
}

function atItsWord({ findings }: Timeline, changes: readonly Change[]): number | undefined {
  const saves = changes.map((change) => findings.find(({ id }) => id === change.finding)?.saves);
  return saves.includes(undefined) ? undefined : saves.reduce<number>((sum, save) => sum + (save ?? 0), 0);
}

const errorOf = (told: number, { truth }: Pair): number => Math.abs(told - truth) / truth;

const isInside = ({ truth, shortest, longest }: Pair): boolean => truth >= shortest && truth <= longest;

const widthOf = ({ ms, shortest, longest }: Pair): number => (longest - shortest) / ms;

/** What the pairs come to: shares of the start after. */
export function summary(pairs: readonly Pair[]): {
  readonly error: number;
  readonly inside: number;
  readonly width: number;
  readonly couldSave: number;
} {
  return {
    error: middle(pairs.map((each) => errorOf(each.ms, each))),
    inside: pairs.filter(isInside).length / pairs.length,
    width: middle(pairs.map(widthOf)),
    couldSave: middle(pairs.map((each) => (each.couldSave === undefined ? Infinity : errorOf(each.couldSave, each)))),
  };
}

/** The mean of the two in the middle of an even number. */
function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '-' : (ms / 1000).toFixed(2));

const percent = (share: number): string => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '-');

const COLUMNS = [12, 8, 8, 8, 9, 8, 8, 9, 8, 12, 9];

const row = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0] ?? 0) : cell.padStart(COLUMNS[index] ?? 0)))
    .join('');

const HEAD = ['pair', 'before', 'after', 'told', 'error', 'from', 'to', 'width', 'inside', 'could save', 'error'];

/** A table: each pair, then all. */
export function table(pairs: readonly Pair[], kind: EvidenceKind): string {
  const rows = pairs.map((each) => {
    const { name, before, truth, ms, shortest, longest, couldSave } = each;
    const told = [seconds(before), seconds(truth), seconds(ms), percent(errorOf(ms, each))];
    const interval = [seconds(shortest), seconds(longest), percent(widthOf(each)), isInside(each) ? 'yes' : 'NO'];
    const today = [seconds(couldSave), percent(couldSave === undefined ? NaN : errorOf(couldSave, each))];
    return row([name, ...told, ...interval, ...today]);
  });
  const { error, inside, width, couldSave } = summary(pairs);
  return [
    `${kind} evidence; times in s, predicted from the start before alone`,
    row(HEAD),
    ...rows,
    `median error ${percent(error)}, truth inside ${percent(inside)}, median width ${percent(width)}`,
    `"could save" taken at its word: median error ${percent(couldSave)}`,
  ].join('\n');
}
