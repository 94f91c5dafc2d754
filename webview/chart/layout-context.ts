import type { EpochMs } from '../../src/engine/timeline/model/units.ts';
import type { TimeScale } from '../parts/time-scale.ts';
import type { WaterfallInput } from './waterfall-input.ts';
import type { Row } from './waterfall.ts';

/** What every part of the layout works with. */
export interface LayoutContext extends WaterfallInput {
  readonly origin: EpochMs;
  readonly at: EpochMs;
  readonly scale: TimeScale;
  readonly rows: readonly Row[];
  readonly narrow: boolean;
}
