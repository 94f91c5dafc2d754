import type { Speech } from '../parts/language.ts';
import type { Meaning } from '../parts/meaning.ts';
import type { Measure } from '../parts/measure.ts';
import type { ManyView } from '../parts/state.ts';
import type { Domain } from '../parts/time-scale.ts';
import type { ListRow } from './rows.ts';

export interface ListInput {
  readonly rows: readonly ListRow[];
  readonly rowHeight: number;
  readonly width: number;
  readonly viewHeight: number;
  readonly scrollTop: number;
  readonly now: number;
  readonly align: ManyView['align'];
  readonly domain?: Domain;
  readonly off: ReadonlySet<Meaning>;
  readonly speech: Speech;
  readonly measure: Measure;
}
