import { maxWanted } from '../../src/shared/guards.ts';
import type { ManyView } from '../parts/state.ts';

/** The pods of which the page needs the whole timelines: the opened rows, and the one whose chart is shown. */
export function wantedOf({ open, drilled }: ManyView): readonly string[] {
  const opened = [...open].filter((uid) => uid !== drilled).slice(1 - maxWanted);
  return drilled === undefined ? opened : [...opened, drilled];
}
