import type { LaneId, Span, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { ReplayedStep } from '../../src/engine/timeline/what-if/replay.ts';
import type { CpuBand } from '../../src/shared/protocol.ts';
import type { Speech } from '../parts/language.ts';
import type { Meaning } from '../parts/meaning.ts';
import type { Measure } from '../parts/measure.ts';
import type { Domain } from '../parts/time-scale.ts';

export interface WaterfallInput {
  readonly timeline: Timeline;
  /** Running bars end here. */
  readonly now: number;
  readonly width: number;
  readonly domain?: Domain;
  /** Meanings that the legend switched off. */
  readonly off: ReadonlySet<Meaning>;
  readonly cpu?: readonly CpuBand[];
  /** The lane whose log lies on the chart. */
  readonly logOf?: LaneId;
  /** The predicted start. */
  readonly ghost?: readonly ReplayedStep[];
  /** Creation to ready as it is predicted. */
  readonly predicted?: Span;
  readonly speech: Speech;
  readonly measure: Measure;
}
