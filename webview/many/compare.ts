import type { Phase, PhaseKind, Timeline } from '../../src/timeline/timeline.ts';

/** One kind of phase of one lane in two starts. Absent: it did not happen there. */
export interface Difference {
  readonly lane: string;
  readonly kind: PhaseKind;
  readonly first?: number;
  readonly second?: number;
  /** Second less first, in ms. */
  readonly difference: number;
}

/** The same phases of two pods side by side, the biggest difference first. What still runs counts until `now`. Lanes are matched by name. */
export function compareTimelines(first: Timeline, second: Timeline, now: number): readonly Difference[] {
  const [one, two] = [sums(first, now), sums(second, now)];
  return [...new Set([...one.keys(), ...two.keys()])]
    .map((key) => difference(key, one.get(key), two.get(key)))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

interface Sum {
  readonly phase: Phase;
  readonly ms: number;
}

/** Attempts of one kind are added up. */
function sums(timeline: Timeline, now: number): Map<string, Sum> {
  const found = new Map<string, Sum>();
  for (const phase of timeline.phases) {
    const key = `${phase.lane} ${phase.kind}`;
    const ms = (phase.end?.at ?? timeline.deleted?.at ?? now) - phase.start.at;
    found.set(key, { phase, ms: ms + (found.get(key)?.ms ?? 0) });
  }
  return found;
}

function difference(key: string, one: Sum | undefined, two: Sum | undefined): Difference {
  const phase = (one ?? two)?.phase;
  if (!phase) throw new Error(`nothing is known of ${key}`);
  return { lane: phase.lane, kind: phase.kind, ...(one && { first: one.ms }), ...(two && { second: two.ms }), difference: (two?.ms ?? 0) - (one?.ms ?? 0) };
}
