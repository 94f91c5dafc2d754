import type { EventFacts } from './facts.ts';

/** How often an event happened, whichever way its reporter counts. */
export const countOf = ({ count, series }: Pick<EventFacts, 'count' | 'series'>): number =>
  Math.max(1, count, series?.count ?? 1);
