import type { EventRow } from '../../src/engine/timeline/model/timeline.ts';
import type { EventColumn, ViewState } from '../parts/state.ts';

/** The events that match all words of the filter, sorted by the chosen column; equal ones stay in the order of time. */
export function visibleEvents(
  events: readonly EventRow[],
  { filter, sort }: Pick<ViewState, 'filter' | 'sort'>,
): readonly EventRow[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matching = events.filter((event) => {
    const all =
      `${event.reason} ${event.container ?? ''} ${event.object ?? ''} ${event.message} ${event.type}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
  const sign = sort.descending ? -1 : 1;
  return matching.sort((a, b) => sign * compare(a, b, sort.by) || a.at.at - b.at.at);
}

function compare(a: EventRow, b: EventRow, by: EventColumn): number {
  switch (by) {
    case 'at':
      return a.at.at - b.at.at;
    case 'reason':
    case 'message':
      return a[by].localeCompare(b[by]);
    case 'object':
      return (a.container ?? a.object ?? '').localeCompare(b.container ?? b.object ?? '');
  }
}
