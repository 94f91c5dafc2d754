import type { PodRow, RowStretch } from '../timeline/pod-row.ts';
import type { LaneId, PhaseKind } from '../timeline/timeline.ts';
import { durationMs, epochMs } from '../timeline/units.ts';

/** Rows on their way to the page: about 200 bytes each, so that ten thousand pods are a message of 2 MB. */
export interface PackedRows {
  readonly lanes: readonly LaneId[];
  readonly kinds: readonly PhaseKind[];
  readonly rows: readonly PackedRow[];
}

/** `null` is what JSON has for absent. Times in ms, those of stretches since creation. */
type PackedRow = readonly [uid: string, name: string, state: PodRow['state'], created: number, total: number | null, deletedAt: number | null, stretches: readonly (number | null)[]];

/** Of each stretch: place of its lane, twice the place of its kind (and one more when it failed), start, length. */
const perStretch = 4;

/** Makes rows small. Times keep a hundredth of a millisecond. */
export function packRows(rows: readonly PodRow[]): PackedRows {
  const lanes = new Places<LaneId>();
  const kinds = new Places<PhaseKind>();
  const packed = rows.map(({ uid, name, state, created, total, deletedAt, stretches }): PackedRow => {
    const flat = stretches.flatMap(({ lane, kind, from, to, failed }) => [lanes.of(lane), kinds.of(kind) * 2 + (failed ? 1 : 0), round(from - created), to === undefined ? null : round(to - from)]);
    return [uid, name, state, round(created), total === undefined ? null : round(total), deletedAt === undefined ? null : round(deletedAt), flat];
  });
  return { lanes: lanes.all, kinds: kinds.all, rows: packed };
}

/** The rows again. */
export function unpackRows({ lanes, kinds, rows }: PackedRows): readonly PodRow[] {
  return rows.map(([uid, name, state, created, total, deletedAt, flat]) => ({
    uid,
    name,
    state,
    created: epochMs(created),
    ...(total !== null && { total: durationMs(total) }),
    ...(deletedAt !== null && { deletedAt: epochMs(deletedAt) }),
    stretches: unpackStretches(flat, created, lanes, kinds),
  }));
}

function unpackStretches(flat: readonly (number | null)[], created: number, lanes: readonly LaneId[], kinds: readonly PhaseKind[]): readonly RowStretch[] {
  const stretches: RowStretch[] = [];
  for (let at = 0; at < flat.length; at += perStretch) {
    const [laneAt, kindAt, from, length] = [flat[at] ?? 0, flat[at + 1] ?? 0, flat[at + 2] ?? 0, flat[at + 3]];
    const [lane, kind] = [lanes[laneAt], kinds[kindAt >> 1]];
    if (lane === undefined || kind === undefined) continue;
    const start = created + from;
    stretches.push({ lane, kind, from: epochMs(start), ...(typeof length === 'number' && { to: epochMs(start + length) }), ...(kindAt % 2 === 1 && { failed: true as const }) });
  }
  return stretches;
}

const round = (ms: number): number => Math.round(ms * 100) / 100;

/** The values seen so far, each with its place. */
class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<T, number>();

  of(value: T): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.all.length);
    return this.all.push(value) - 1;
  }
}
