import type { Phase, PhaseKind } from '../../src/engine/timeline/model/timeline.ts';

/** A long stretch in which nothing happens but waiting; it is drawn short. In ms since the chart's zero. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  /** How long it is drawn. */
  readonly drawn: number;
}

/** Whether nothing happens but waiting. */
const foldable: Readonly<Record<PhaseKind, boolean>> = {
  gated: false,
  unschedulable: false,
  preempting: false,
  scheduling: false,
  'node-wait': false,
  'kubelet-pickup': false,
  attach: false,
  mount: false,
  'config-wait': false,
  sandbox: false,
  'retry-backoff': false,
  turn: true,
  'pull-queue': false,
  pull: false,
  'pull-backoff': true,
  create: false,
  start: false,
  'post-start': false,
  'startup-probe': false,
  readiness: false,
  'crash-backoff': true,
  run: false,
  'readiness-gate': false,
  terminating: false,
};
/** Shorter waits are not worth a break in the axis. */
const shortestFold = 20_000;
/** A fold must take at least this share of the whole, and is drawn as this share of what is left. */
const share = 0.15;

/**
 * Finds the stretches to fold: between two neighbouring phase edges, with nothing running but back-off, or nothing at
 * all.
 */
export function findFolds(phases: readonly Phase[], origin: number, now: number): readonly Fold[] {
  const spans = phases.map((phase) => ({
    kind: phase.kind,
    from: phase.start.at - origin,
    to: (phase.end?.at ?? now) - origin,
  }));
  const edges = [...new Set(spans.flatMap((span) => [span.from, span.to]))].sort((a, b) => a - b);
  const total = (edges.at(-1) ?? 0) - (edges[0] ?? 0);
  const gaps = edges.slice(1).flatMap((to, index) => {
    const from = edges[index] ?? to;
    const long = to - from >= Math.max(shortestFold, total * share);
    return long && spans.every((span) => foldable[span.kind] || span.to <= from || span.from >= to)
      ? [{ from, to }]
      : [];
  });
  const rest = total - gaps.reduce((sum, gap) => sum + gap.to - gap.from, 0);
  return gaps.map((gap) => ({ ...gap, drawn: Math.max(rest * share, 1) }));
}

/** Time as it is drawn: real time with the folds made short. Both directions are exact and monotone. */
export interface FoldedTime {
  readonly folds: readonly Fold[];
  readonly toDrawn: (real: number) => number;
  readonly toReal: (drawn: number) => number;
}

export function foldedTime(folds: readonly Fold[]): FoldedTime {
  return {
    folds,
    toDrawn: (real) => folds.reduce((drawn, fold) => drawn - hiddenBefore(real, fold), real),
    toReal: (drawn) => realOf(drawn, folds),
  };
}

/** How much of `fold` is taken away from a time. */
function hiddenBefore(real: number, { from, to, drawn }: Fold): number {
  if (real <= from) return 0;
  const inside = Math.min(real, to) - from;
  return inside * (1 - drawn / (to - from));
}

function realOf(drawn: number, folds: readonly Fold[]): number {
  let real = drawn;
  for (const fold of folds) {
    if (real <= fold.from) return real;
    const inside = real - fold.from;
    if (inside < fold.drawn) return fold.from + (inside * (fold.to - fold.from)) / fold.drawn;
    real += fold.to - fold.from - fold.drawn;
  }
  return real;
}
