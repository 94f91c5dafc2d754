import type { Meaning } from '../parts/meaning.ts';
import type { ListRow } from './rows.ts';

export interface DrawnNote {
  readonly words: string;
  readonly x: number;
  readonly anchor: 'start' | 'end';
}

export interface ListBar {
  /** Which stretch of the row it is. */
  readonly place: number;
  readonly x: number;
  readonly width: number;
  readonly meaning: Meaning;
  readonly waiting: boolean;
  readonly failed: boolean;
  readonly dimmed: boolean;
  /** How long it took, where there is room for it; else empty. */
  readonly label: string;
}

export interface DrawnRow {
  readonly row: ListRow;
  readonly index: number;
  readonly y: number;
  readonly title: string;
  readonly titleX: number;
  readonly mark: string;
  readonly value: string;
  readonly note?: DrawnNote;
  readonly bars: readonly ListBar[];
}
