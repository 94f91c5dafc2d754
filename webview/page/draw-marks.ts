import { select } from 'd3';
import { text } from '../../src/engine/timeline/model/text.ts';
import { markName, type Mark } from '../chart/marks.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';

/** How each mark looks, small: class and path data in a box of 22 by 12. */
const looks: Readonly<Record<Mark, readonly (readonly [className: string, path: string, fill?: string])[]>> = {
  critical: [['critical', 'M1 3H10V9H21']],
  waiting: [['', 'M1 1H21V11H1Z', 'url(#wait-wait)']],
  soft: [
    ['meaning-node ground', 'M1 1H14V11H1Z'],
    ['', 'M6 1H14V11H6Z', 'url(#veil-out)'],
    ['meaning-node ground', 'M14 5.2H20V6.8H14ZM20 2H21.5V10H20Z'],
  ],
  failed: [['failure', 'M7 2l8 8M7 10l8 -8']],
  abandoned: [['sample-abandoned', 'M1.5 1.5H20.5V10.5H1.5Z']],
  'try-failed': [['tries failed', 'M8.5 3.5l5 5m0 -5l-5 5']],
  'try-passed': [['tries passed', 'M8 6l2 2.5l4 -5']],
  fold: [['sample-fold', 'M6 0l3 3l-3 3l3 3l-3 3M14 0l3 3l-3 3l3 3l-3 3']],
  event: [['event-tick', 'M11 3.4A2.6 2.6 0 1 1 11 8.6A2.6 2.6 0 1 1 11 3.4Z']],
  warning: [['event-tick warning', 'M11 2L15 9.4H7Z']],
  log: [['sample-log', 'M6 2v8M10 2v8M17 2v8']],
  ghost: [
    ['meaning-pull ghost', 'M1 4H11V8H1Z'],
    ['meaning-ready ghost', 'M11 4H21V8H11Z'],
  ],
  cpu: [['cpu-area', 'M1 11V8H8V2H14V6H21V11Z']],
};

/** The rest of the legend: what the lines and signs mean that are on the picture now. */
export function drawMarks(parent: Some<HTMLElement>, marks: readonly Mark[], speech: Speech): void {
  only(parent, 'ul', 'marks')
    .attr('aria-label', speech.say(text('Signs')))
    .selectChildren<HTMLLIElement, Mark>('li')
    .data(marks, (mark) => mark)
    .join((enter) => {
      const item = enter.append('li').attr('class', 'mark');
      const picture = item
        .append('svg')
        .attr('class', 'sample')
        .attr('width', 22)
        .attr('height', 12)
        .attr('aria-hidden', 'true');
      picture.each(function (mark) {
        for (const [className, path, fill] of looks[mark]) {
          select(this)
            .append('path')
            .attr('class', className)
            .attr('d', path)
            .attr('fill', fill ?? null);
        }
      });
      item.append('span');
      return item;
    })
    .select('span')
    .text((mark) => speech.say(markName(mark)));
}
