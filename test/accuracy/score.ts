/** What a timeline says of an instant. */
export interface Said {
  readonly at: number;
  readonly earliest: number;
  readonly latest: number;
}

/** `<file>.truth.json`. */
export type Truth = Readonly<
  Record<string, { readonly pod: string; readonly instants: Readonly<Record<string, number>> }>
>;

/** By pod uid, then by instant id. */
export type Answers = ReadonlyMap<string, Readonly<Record<string, Said>>>;

interface Miss {
  readonly error: number;
  readonly pod: string;
  readonly id: string;
  readonly inside: boolean;
}

/** How well one kind of instant was told. */
export class Row {
  n = 0;
  missing = 0;
  inside = 0;
  readonly errors: number[] = [];
  readonly widths: number[] = [];
}

export interface Scores {
  readonly all: Row;
  readonly kinds: ReadonlyMap<string, Row>;
  readonly told: readonly Miss[];
  readonly missing: readonly { readonly pod: string; readonly id: string }[];
}

/** Truth and answer may differ by so much before the answer's bounds count as wrong: recordings/score.mjs. */
const TOLERANCE = 10;

/** Scores `pairs` of truth and answers the way that test/recordings/score.mjs does. */
export function score(pairs: Iterable<readonly [file: string, Truth, Answers]>): Scores {
  const all = new Row();
  const kinds = new Map<string, Row>();
  const told: Miss[] = [];
  const missing: { pod: string; id: string }[] = [];
  for (const [file, truth, answers] of pairs) {
    for (const [uid, { pod, instants }] of Object.entries(truth)) {
      for (const [id, at] of Object.entries(instants)) {
        const kind = id.replace(/^container\/[^/]+\//, 'container/*/');
        const row = kinds.get(kind) ?? new Row();
        kinds.set(kind, row);
        const said = answers.get(uid)?.[id];
        for (const target of [row, all]) add(target, at, said);
        const name = `${file} ${pod}`;
        if (said === undefined) missing.push({ pod: name, id });
        else told.push({ error: said.at - at, pod: name, id, inside: isInside(at, said) });
      }
    }
  }
  return { all, kinds, told: told.sort((a, b) => Math.abs(b.error) - Math.abs(a.error)), missing };
}

const isInside = (at: number, said: Said): boolean => at >= said.earliest - TOLERANCE && at <= said.latest + TOLERANCE;

function add(row: Row, at: number, said: Said | undefined): void {
  row.n += 1;
  if (said === undefined) {
    row.missing += 1;
    return;
  }
  row.errors.push(Math.abs(said.at - at));
  row.widths.push(said.latest - said.earliest);
  if (isInside(at, said)) row.inside += 1;
}

/** score.mjs's quantile: the value at floor(p * n). */
export function quantile(values: readonly number[], p: number): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(p * values.length))];
}

export interface Summary {
  readonly n: number;
  readonly missing: number;
  readonly median?: number;
  readonly p95?: number;
  readonly max?: number;
  /** Of those that were told, the share whose bounds hold the truth. */
  readonly within?: number;
  readonly width?: number;
}

export function summarize(row: Row): Summary {
  const told = row.n - row.missing;
  if (told === 0) return { n: row.n, missing: row.missing };
  const of = (values: readonly number[], p: number): number => quantile(values, p) ?? 0;
  return {
    n: row.n,
    missing: row.missing,
    median: of(row.errors, 0.5),
    p95: of(row.errors, 0.95),
    max: of(row.errors, 1),
    within: row.inside / told,
    width: of(row.widths, 0.5),
  };
}
