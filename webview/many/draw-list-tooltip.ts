import { stepName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import { short } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { ListRow } from './rows.ts';

export interface ListHover {
  readonly row: ListRow;
  /** Which of its stretches. */
  readonly stretch?: number;
  readonly x: number;
  readonly y: number;
}

/** What is under the pointer: the phase with its length, or the whole name. */
export function drawListTooltip(
  frame: Some<HTMLElement>,
  hover: ListHover | undefined,
  { now, width }: { readonly now: number; readonly width: number },
  speech: Speech,
): void {
  const tooltip = only(frame, 'div', 'tooltip')
    .attr('aria-hidden', 'true')
    .classed('shown', hover !== undefined);
  if (!hover) return;
  const { row, stretch, x, y } = hover;
  const pointed = stretch === undefined ? undefined : row.stretches[stretch];
  const took = pointed ? (pointed.to ?? now) - pointed.from : row.total;
  only(tooltip, 'strong', 'title').text(
    pointed ? speech.say(stepName(pointed.step)) : short(speech.say(row.title), 120),
  );
  only(tooltip, 'span', 'took').text(took === undefined ? '' : speech.duration(took));
  only(tooltip, 'span', 'when').text(
    pointed
      ? speech.say(
          text('from {start}, {clock}', { start: { ms: pointed.from - row.zero }, clock: speech.clock(pointed.from) }),
        )
      : speech.clock(row.zero),
  );
  only(tooltip, 'span', 'message').text(pointed ? short(speech.say(row.title), 300) : '');
  only(tooltip, 'span', 'message more').text(row.more ? short(speech.say(row.more), 600) : '');
  tooltip.style('inset-inline-start', `${Math.max(0, Math.min(x + 14, width - 310))}px`).style('top', `${y + 16}px`);
}
