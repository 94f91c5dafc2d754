import { onlySvg, only, some, type Some } from '../parts/dom.ts';
import { ellipsize, type Measure } from '../parts/measure.ts';
import type { LegendEntry } from '../parts/meaning.ts';
import type { Caption } from '../parts/page.ts';
import type { Speech } from '../parts/language.ts';
import { standaloneSvg } from './svg.ts';

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const pad = 16;
const line = 19;

/** The chart with its caption, by itself. It is drawn where the page's style sheet reaches it, and taken away again. */
export function pictureOf(
  chart: SVGElement,
  caption: Caption,
  { speech, measure }: { readonly speech: Speech; readonly measure: Measure },
): Picture {
  const holder = only(some(document.body), 'div', 'picture');
  const svg = holder
    .append<SVGElement>('svg')
    .attr('class', 'waterfall')
    .attr('role', 'img')
    .attr('aria-label', caption.title);
  const inner = chart.clientWidth;
  svg
    .append('text')
    .attr('class', 'picture-title')
    .attr('x', pad)
    .attr('y', pad + 14)
    .text(ellipsize(caption.title, inner, (part) => measure(part, 16, true)));
  let y = pad + 14;
  for (const words of caption.sentences
    .filter((sentence) => sentence !== '')
    .flatMap((sentence) => linesOf(sentence, inner, (part) => measure(part, 13)))) {
    svg
      .append('text')
      .attr('class', 'picture-words')
      .attr('x', pad)
      .attr('y', (y += line))
      .text(words);
  }
  y += line;
  const copy = onlySvg(svg, 'g', chart.getAttribute('class') ?? '')
    .attr('transform', `translate(${pad} ${y})`)
    .node();
  copy?.append(...chart.cloneNode(true).childNodes);
  y += chart.clientHeight + 6;
  const [width, height] = [
    inner + 2 * pad,
    drawLegend(svg, caption.legend, { y, right: inner + pad }, { speech, measure }) + pad,
  ];
  svg.attr('width', width).attr('height', height).attr('viewBox', `0 0 ${width} ${height}`);
  const node = svg.node();
  const picture = { svg: node ? standaloneSvg(node) : '', width, height };
  holder.remove();
  return picture;
}

/** Words in lines; no more than three, since a picture is not the place for the rest. */
function linesOf(words: string, width: number, measure: (part: string) => number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && measure(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.slice(0, 3).map((each) => ellipsize(each, width, measure));
}

/** Returns where it ends. */
function drawLegend(
  svg: Some<SVGElement>,
  entries: readonly LegendEntry[],
  at: { readonly y: number; readonly right: number },
  { speech, measure }: { readonly speech: Speech; readonly measure: Measure },
): number {
  let [x, y] = [pad, at.y];
  for (const { meaning, name, waiting } of entries) {
    const words = speech.say(name);
    const wide = 18 + measure(words, 11);
    if (x > pad && x + wide > at.right) [x, y] = [pad, y + line];
    const entry = svg.append('g').attr('class', `meaning-${meaning}`);
    entry
      .append('rect')
      .attr('x', x)
      .attr('y', y)
      .attr('width', 12)
      .attr('height', 12)
      .attr('fill', `url(#${waiting ? 'wait' : 'work'}-${meaning})`);
    entry
      .append('text')
      .attr('class', 'picture-note')
      .attr('x', x + 18)
      .attr('y', y + 10)
      .text(words);
    x += wide + 16;
  }
  return y + 12;
}
