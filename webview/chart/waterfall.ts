import type { Lane, Phase } from '../../src/engine/timeline/model/timeline.ts';
import type { Meaning } from '../parts/meaning.ts';
import type { AxisTick } from '../parts/ticks.ts';
import type { TimeScale } from '../parts/time-scale.ts';

/* The waterfall as numbers: what `layoutWaterfall` computes and `drawWaterfall` copies. All lengths in pixels. */

export interface Row {
  readonly lane: Lane;
  readonly y: number;
  readonly height: number;
  /** The baseline of its log's lines; absent where none is shown. */
  readonly logY?: number;
  /** Cut to the gutter. */
  readonly title: string;
  /** Whole; shown on hover. */
  readonly fullTitle: string;
  readonly subtitle: string;
  /** Beside the title where that stands above the bars; below it otherwise. */
  readonly subtitleX: number;
}

/**
 * A piece of a bar: its body, the part before its probe was asked, a veil that makes it paler towards an uncertain
 * edge, or the whisker beyond that, a thin line with a cap. Veil and line together are as wide as the uncertainty.
 */
export interface Piece {
  readonly kind: 'body' | 'held' | 'veil-in' | 'veil-out' | 'whisker' | 'cap';
  readonly x: number;
  readonly width: number;
}

export interface Bar {
  readonly id: string;
  readonly phase: Phase;
  readonly meaning: Meaning;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly pieces: readonly Piece[];
  readonly waiting: boolean;
  /** Off by the legend. */
  readonly dimmed: boolean;
  readonly label?: { readonly text: string; readonly x: number };
  /** The tries of its probe that can be told apart, below the bar. */
  readonly tries: readonly ProbeTry[];
  /** The whole of it in words, for a screen reader. */
  readonly words: string;
}

export interface ProbeTry {
  readonly x: number;
  readonly passed: boolean;
  /** When, and what came of it. */
  readonly words: string;
}

/**
 * Words beside the bars of a lane that are too small to carry their own; with a tone, how a container that was
 * restarted ended up.
 */
export interface SideLabel {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly tone?: 'good' | 'bad' | 'waiting';
}

export interface EventTick {
  readonly uid: string;
  readonly x: number;
  readonly y: number;
  readonly warning: boolean;
}

export interface FoldMark {
  readonly x: number;
  readonly width: number;
  readonly label: string;
  /** What a break in the axis stands for, shown while the pointer is over it. */
  readonly words: string;
}

/** A step of the predicted start, at the foot of its row. */
export interface Ghost {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly meaning: Meaning;
}

/** The CPU use of a container, as a band under its row. */
export interface CpuMark {
  readonly container: string;
  /** The area as SVG path data. */
  readonly area: string;
  /** "up to 0.82 cores", after the band; on its end where there is no room. */
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

/** A vertical line through all rows. */
export interface Flag {
  readonly kind: 'ready' | 'completed' | 'failed' | 'stuck' | 'now' | 'deleted' | 'predicted';
  readonly x: number;
  readonly label: string;
  /** Which side of the line the label stands on. */
  readonly anchor: 'start' | 'end';
  /** 0 at the bottom; higher where it would lie on another label. */
  readonly level: number;
}

/** Words over the axis: what its zero is, and what lies to the right of all that is shown. */
export interface AxisNote {
  readonly kind: 'zero' | 'later';
  readonly x: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly label: string;
  /** Shown while the pointer is over it. */
  readonly words: string;
}

export interface Waterfall {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly bottom: number;
  readonly narrow: boolean;
  /** Whether there are so many rows that the axis is repeated below them. */
  readonly repeated: boolean;
  readonly scale: TimeScale;
  readonly origin: number;
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
  readonly sideLabels: readonly SideLabel[];
  readonly events: readonly EventTick[];
  /** The critical path as SVG path data. */
  readonly critical: string;
  readonly axis: readonly AxisTick[];
  readonly notes: readonly AxisNote[];
  readonly folds: readonly FoldMark[];
  readonly cpu: readonly CpuMark[];
  readonly flags: readonly Flag[];
  readonly ghosts: readonly Ghost[];
}

export const sizes = {
  axis: 40,
  /** Baselines: of the times of the axis, and of the time under the pointer over them. */
  axisText: 25,
  cursorText: 10,
  row: 49,
  /** Where there is no room beside the bars, the name stands above them. */
  narrowRow: 65,
  narrowLabel: 16,
  bar: 20,
  whisker: 1.5,
  cap: 9,
  /** The marks of a probe's tries, between the bar and the critical line. */
  tries: 24.5,
  barTop: 2,
  /** Below the top of a row, as all of these. */
  criticalLine: 31,
  eventTick: 39,
  /** The lines of a log, below the events of its row; the band of CPU use, below all else. */
  logBand: 14,
  cpuBand: 14,
  /** The height of the predicted start's bars. */
  ghost: 4,
  bottom: 8,
  font: 12,
  smallFont: 11,
} as const;
