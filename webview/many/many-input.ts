import type { Scene } from '../parts/actions.ts';
import type { Speech } from '../parts/language.ts';
import type { NodeMessage, PodsMessage } from '../parts/many-data.ts';
import type { Measure } from '../parts/measure.ts';

export type ManyMessage = PodsMessage | NodeMessage;

export interface ManyInput extends Scene {
  readonly message: ManyMessage;
  readonly now: number;
  readonly width: number;
  readonly speech: Speech;
  readonly measure: Measure;
}
