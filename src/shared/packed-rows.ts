import type { Step } from '../engine/timeline/model/phase-kinds.ts';
import type { PodRow, RowStretch } from '../engine/timeline/many/pod-row.ts';
import type { Lane, LaneId } from '../engine/timeline/model/timeline.ts';
import { durationMs, epochMs } from '../engine/timeline/model/units.ts';

/**
 * Rows on their way to the page, about 200 bytes each: ten thousand pods are a message of 2 MB. They are JSON already,
 * each text some rows that follow one another, so that what has not changed is neither packed nor written again, and VS
 * Code has only texts to pass on.
 */
export type PackedRows = readonly string[];

interface Packed {
  readonly lanes: readonly LaneId[];
  readonly steps: readonly Step[];
  /** The lanes of pods: those of one template have the same. */
  readonly pods: readonly (readonly Lane[])[];
  readonly rows: readonly PackedRow[];
}

/** `null` is what JSON has for absent. Times in ms, those of stretches since creation. */
type PackedRow = readonly [
  uid: string,
  name: string,
  state: PodRow['state'],
  created: number,
  total: number | null,
  deletedAt: number | null,
  pod: number,
  stretches: readonly (number | null)[],
];

/** Of each stretch: place of its lane, twice the place of its step (and one more when it failed), start, length. */
const perStretch = 4;

/** Makes some rows small: one of the texts. Times keep a hundredth of a millisecond. */
export function packRows(rows: readonly PodRow[]): string {
  const lanes = new Places<LaneId>();
  const steps = new Places<Step>();
  const pods = new Places<readonly Lane[]>((each) =>
    each.map(({ id, name, role }) => `${role} ${id} ${name}`).join('\n'),
  );
  const packed = rows.map(({ uid, name, state, created, total, deletedAt, lanes: own, stretches }): PackedRow => {
    const flat = stretches.flatMap(({ lane, step, from, to, failed }) => [
      lanes.of(lane),
      steps.of(step) * 2 + (failed ? 1 : 0),
      round(from - created),
      to === undefined ? null : round(to - from),
    ]);
    return [
      uid,
      name,
      state,
      round(created),
      total === undefined ? null : round(total),
      deletedAt === undefined ? null : round(deletedAt),
      pods.of(own),
      flat,
    ];
  });
  return quotesTurned(
    JSON.stringify({ lanes: lanes.all, steps: steps.all, pods: pods.all, rows: packed } satisfies Packed),
  );
}

/** The rows again. */
export const unpackRows = (texts: PackedRows): readonly PodRow[] =>
  texts.flatMap((text) => unpack(JSON.parse(quotesTurned(text)) as Packed));

/**
 * VS Code writes a message as JSON, and that as a part of its protocol as JSON once more: of each quote four characters
 * would become. So quotes and apostrophes, of which there are hardly any, change places; done twice, they are where
 * they were.
 */
const quotesTurned = (text: string): string => text.replace(/["']/g, (mark) => (mark === '"' ? "'" : '"'));

function unpack({ lanes, steps, pods, rows }: Packed): readonly PodRow[] {
  return rows.map(([uid, name, state, created, total, deletedAt, pod, flat]) => ({
    uid,
    name,
    state,
    created: epochMs(created),
    ...(total !== null && { total: durationMs(total) }),
    ...(deletedAt !== null && { deletedAt: epochMs(deletedAt) }),
    lanes: pods[pod] ?? [],
    stretches: unpackStretches(flat, created, lanes, steps),
  }));
}

function unpackStretches(
  flat: readonly (number | null)[],
  created: number,
  lanes: readonly LaneId[],
  steps: readonly Step[],
): readonly RowStretch[] {
  const stretches: RowStretch[] = [];
  for (let at = 0; at < flat.length; at += perStretch) {
    const [laneAt, stepAt, from, length] = [flat[at] ?? 0, flat[at + 1] ?? 0, flat[at + 2] ?? 0, flat[at + 3]];
    const [lane, step] = [lanes[laneAt], steps[stepAt >> 1]];
    if (lane === undefined || step === undefined) continue;
    const start = created + from;
    stretches.push({
      lane,
      step,
      from: epochMs(start),
      ...(typeof length === 'number' && { to: epochMs(start + length) }),
      ...(stepAt % 2 === 1 && { failed: true as const }),
    });
  }
  return stretches;
}

const round = (ms: number): number => Math.round(ms * 100) / 100;

/** The values seen so far, each with its place. */
class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<unknown, number>();
  readonly #key: (value: T) => unknown;

  constructor(key: (value: T) => unknown = (value) => value) {
    this.#key = key;
  }

  of(value: T): number {
    const key = this.#key(value);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(value) - 1;
  }
}
