// npm run accuracy [-- --json] [-- --evidence stored|live] [-- --worst] [-- --variants] [FILES...]
// --what-if [FOLDER]: what a start takes after a change, predicted from the start before it, against the start after
// (test/recordings/whatif).
// --variants: the same startups as other versions, clusters and connections would have delivered them (variants.ts).
// How exact the instants are: every recording's, against what the node's own logs say (test/recordings/*.truth.json),
// beside the naive reading.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import type { EvidenceKind } from '../../src/engine/recording/evidence-of-recording.ts';
import { buildInstants } from '../../src/engine/timeline/instants/instants.ts';
import { loadEvidence } from './evidence.ts';
import { naiveInstants } from './naive.ts';
import type { Answers, Scores, Summary, Truth } from './score.ts';
import { score, summarize } from './score.ts';
import { loadTold, variantLines } from './try-variants.ts';
import { pairsOf, summary as summarizePairs, table as tableOfPairs } from './what-if.ts';

interface Loaded {
  readonly file: string;
  readonly truth: Truth;
  readonly answers: Answers;
  readonly naive: Answers;
}

const recordings = path.join(import.meta.dirname, '../recordings');

/** Startups as most clusters see them; and a second series, of what goes wrong on a node that is busy. */
const series = { '': ['', 'v1.29'], 'second series, ': ['live'] } as const;

/** Every recording of these folders that has its truth beside it. */
function recordingsIn(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(path.join(recordings, folder)).map((name) => path.join(recordings, folder, name)))
    .filter((file) => file.endsWith('.ndjson.gz') && existsSync(truthFile(file)));
}

const nameOf = (file: string): string => path.relative(recordings, path.resolve(file)).replace(/\.ndjson(\.gz)?$/, '');

const truthFile = (file: string): string => file.replace(/\.ndjson(\.gz)?$/, '.truth.json');

async function load(file: string, kind: EvidenceKind): Promise<Loaded> {
  const evidence = await loadEvidence(file, kind);
  const answers = new Map([...evidence].map(([uid, of]) => [uid, buildInstants(of).instants] as const));
  const naive = new Map([...evidence].map(([uid, of]) => [uid, naiveInstants(of)] as const));
  const truth = JSON.parse(readFileSync(truthFile(file), 'utf8')) as Truth;
  return { file: nameOf(file), truth, answers, naive };
}

const number = (value: number | undefined, width: number): string =>
  (value === undefined ? '-' : value.toFixed(1)).padStart(width);

const percent = (value: number | undefined): string =>
  (value === undefined ? '-' : (100 * value).toFixed(1)).padStart(7);

const HEAD = `${'instant'.padEnd(26)}${'n'.padStart(6)}${'missing'.padStart(9)}${'median'.padStart(9)}${'p95'.padStart(9)}${'max'.padStart(10)}${'within'.padStart(9)}${'width'.padStart(9)}   naive: ${'missing'.padStart(7)}${'median'.padStart(9)}${'p95'.padStart(9)}`;

function line(name: string, ours: Summary, naive: Summary | undefined): string {
  const left = `${name.padEnd(26)}${String(ours.n).padStart(6)}${String(ours.missing).padStart(9)}${number(ours.median, 9)}${number(ours.p95, 9)}${number(ours.max, 10)}${percent(ours.within)} %${number(ours.width, 9)}`;
  return `${left}          ${String(naive?.missing ?? '-').padStart(7)}${number(naive?.median, 9)}${number(naive?.p95, 9)}`;
}

function table(kind: EvidenceKind, ours: Scores, naive: Scores): string {
  const rows = [...ours.kinds].map(([name, row]) =>
    line(name, summarize(row), naive.kinds.has(name) ? summarize(naive.kinds.get(name)!) : undefined),
  );
  return [
    `${kind} evidence; times in ms, "within" = truth within the bounds, "width" = median width of the bounds`,
    HEAD,
    ...rows,
    line('all', summarize(ours.all), summarize(naive.all)),
  ].join('\n');
}

function worst({ told, missing }: Scores): string {
  const outside = told.filter((miss) => !miss.inside);
  const write = (misses: Scores['told']): string =>
    misses
      .map((miss) => `${number(miss.error, 10)}  ${miss.inside ? '' : 'OUTSIDE '}${miss.pod}  ${miss.id}`)
      .join('\n');
  return [
    '\nlargest errors:',
    write(told.slice(0, 40)),
    `\noutside of the bounds: ${outside.length}`,
    write(outside),
    `\nmissing: ${missing.length}`,
    ...missing.map(({ pod, id }) => `  ${pod}  ${id}`),
  ].join('\n');
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean' },
    worst: { type: 'boolean' },
    evidence: { type: 'string' },
    variants: { type: 'boolean' },
    'what-if': { type: 'boolean' },
  },
});

const kinds = (['live', 'stored'] as const).filter((kind) => values.evidence === undefined || values.evidence === kind);
if (values['what-if'] === true) {
  const pairs = await Promise.all(kinds.map((kind) => pairsOf(kind, positionals[0])));
  if (values.json === true) {
    console.log(
      JSON.stringify(
        Object.fromEntries(
          kinds.map((kind, index) => [kind, { ...summarizePairs(pairs[index] ?? []), pairs: pairs[index] }]),
        ),
        null,
        2,
      ),
    );
  } else {
    console.log(kinds.map((kind, index) => tableOfPairs(pairs[index] ?? [], kind)).join('\n\n'));
  }
  process.exit();
}
const files = positionals.length > 0 ? positionals : recordingsIn(series['']);
const report: Record<string, unknown> = {};
if (values.variants === true) {
  for await (const written of variantLines(await Promise.all(files.map((file) => loadTold(nameOf(file)))))) {
    console.log(written);
  }
}
for (const [which, kind, own] of values.variants === true ? [] : tables()) {
  const loaded = await Promise.all(own.map((file) => load(file, kind)));
  const ours = score(loaded.map(({ file, truth, answers }) => [file, truth, answers]));
  const naive = score(loaded.map(({ file, truth, naive: answers }) => [file, truth, answers]));
  const summaries = (scores: Scores): object =>
    Object.fromEntries([
      ...[...scores.kinds].map(([name, row]) => [name, summarize(row)] as const),
      ['all', summarize(scores.all)] as const,
    ]);
  report[`${which}${kind}`] = { podfall: summaries(ours), naive: summaries(naive) };
  if (values.json === true) continue;
  console.log(`${which}${table(kind, ours, naive)}\n`);
  if (values.worst === true) console.log(`${worst(ours)}\n`);
}
/** Which recordings are scored together: those that were named, else each series by itself. */
function tables(): (readonly [which: string, kind: EvidenceKind, files: readonly string[]])[] {
  if (positionals.length > 0) return kinds.map((kind) => ['', kind, positionals]);
  return Object.entries(series).flatMap(([which, folders]) =>
    kinds.map((kind) => [which, kind, recordingsIn(folders)] as const),
  );
}

if (values.json === true && values.variants !== true) console.log(JSON.stringify(report, null, 2));
