import type { Measure } from '../chart/measure.ts';
import { legend, type Meaning } from '../chart/meaning.ts';
import type { Some } from '../dom.ts';
import type { Speech } from '../language.ts';

const waits: ReadonlySet<Meaning> = new Set(['wait', 'queue', 'backoff', 'gate']);

/** The colours of a picture that leaves the page, in one line; what no longer fits in its width is left out. */
export function drawPictureLegend(parent: Some<SVGElement>, present: ReadonlySet<Meaning>, { width, y }: { readonly width: number; readonly y: number }, { speech, measure }: { readonly speech: Speech; readonly measure: Measure }): void {
  let x = 6;
  for (const { meaning, name } of legend.filter((entry) => present.has(entry.meaning))) {
    const words = speech.say(name);
    const end = x + 18 + measure(words, 11);
    if (end > width) return;
    const entry = parent.append('g').attr('class', `meaning-${meaning}`);
    const swatch = entry.append('rect').attr('x', x).attr('y', y).attr('width', 12).attr('height', 12);
    if (waits.has(meaning)) swatch.attr('fill', `url(#wait-${meaning})`);
    else swatch.attr('class', 'ground');
    entry.append('text').attr('class', 'note').attr('x', x + 18).attr('y', y + 10).text(words);
    x = end + 16;
  }
}
