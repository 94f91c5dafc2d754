import type { Selection } from '../../src/shared/protocol.ts';
import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { relatedTo } from './related.ts';

const marked = 'g.bar, .event-tick, tr.event';

/**
 * While the pointer is on a bar, a tick or a row of the events table, what belongs to it stands out in all `parts` of
 * the page: by a class alone, since drawing anew for each movement would cost more than it shows.
 */
export function hintWhatBelongs(parts: readonly Element[], timeline: () => Timeline | undefined): void {
  let current: Element | undefined;
  const show = (of: Element | undefined): void => {
    const known = timeline();
    if (of === current || !known) return;
    current = of;
    const related = relatedTo(known, of && selectionOf(of));
    for (const part of parts) {
      for (const element of part.querySelectorAll(related.size > 0 ? marked : '.hinted')) {
        element.classList.toggle('hinted', related.has(idOf(element)));
      }
    }
  };
  for (const part of parts) {
    part.addEventListener('pointerover', ({ target }) =>
      show(target instanceof Element ? (target.closest(marked) ?? undefined) : undefined),
    );
    part.addEventListener('pointerleave', () => show(undefined));
  }
}

const idOf = (element: Element): string =>
  element.getAttribute('data-phase') ?? element.getAttribute('data-event') ?? '';

const selectionOf = (element: Element): Selection =>
  element.hasAttribute('data-phase') ? { kind: 'phase', id: idOf(element) } : { kind: 'event', uid: idOf(element) };
