import { formatText, type Text } from '../../src/engine/timeline/model/text.ts';
import { short } from '../parts/plain.ts';
import { drawIfNew, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';

/**
 * Around a figure. A name that has it in it changes nothing but what is bold, since the words are cleaned afterwards.
 */
const mark = '\u0001';

/** Sentences one after another, their times set apart: the eye looks for them first. */
export function drawSentences(element: Some<HTMLElement>, sentences: readonly Text[], speech: Speech): void {
  const marked = { ...speech, duration: (ms: number, within?: number) => mark + speech.duration(ms, within) + mark };
  const parts = sentences
    .map((sentence) => formatText(sentence, marked))
    .join(' ')
    .split(mark);
  drawIfNew(element, parts, () =>
    element
      .selectChildren('span')
      .data(parts)
      .join('span')
      .classed('figure', (_, index) => index % 2 === 1)
      .text((part) => short(part, 1000)),
  );
}
