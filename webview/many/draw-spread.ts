import { text } from '../../src/timeline/text.ts';
import { legend } from '../chart/meaning.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import type { MeaningSpread } from './percentiles.ts';

const stripWidth = 180;

/** How long each kind of phase took over all pods: a strip from the shortest to the longest, with the median. */
export function drawSpread(parent: Some<HTMLElement>, spreads: readonly MeaningSpread[], speech: Speech): void {
  const fold = only(parent, 'details', 'spread').attr('hidden', spreads.length === 0 ? '' : null);
  only(fold, 'summary', 'caption').text(speech.say(text('Phases over all pods')));
  const table = only(fold, 'table', 'spreads').attr('aria-label', speech.say(text('Phases over all pods')));
  const heads = [text('Phase'), text('from shortest to longest'), text('median'), text('p90'), text('longest')].map((head) => speech.say(head));
  only(only(table, 'thead', 'head'), 'tr', 'row').selectChildren<HTMLElement, string>('th').data(heads).join('th').attr('scope', 'col').text((head) => head);
  const most = Math.max(1, ...spreads.map((spread) => spread.most));
  const rows = only(table, 'tbody', 'body')
    .selectChildren<HTMLElement, MeaningSpread>('tr')
    .data(spreads, (spread) => spread.meaning)
    .join((enter) => {
      const row = enter.append('tr');
      row.append('td').attr('class', 'name');
      const svg = row.append('td').append('svg').attr('width', stripWidth).attr('height', 12).attr('aria-hidden', 'true');
      svg.append('rect').attr('class', 'range').attr('y', 3).attr('height', 6);
      svg.append('path').attr('class', 'middle');
      for (const name of ['median', 'p90', 'longest']) row.append('td').attr('class', name);
      return row;
    });
  const x = (ms: number): number => (ms / most) * (stripWidth - 2) + 1;
  rows.select('.name').text(({ meaning }) => nameOf(meaning, speech));
  rows.select('.range').attr('fill', ({ meaning }) => `url(#work-${meaning})`).attr('x', (spread) => x(spread.least)).attr('width', (spread) => Math.max(x(spread.most) - x(spread.least), 1));
  rows.select('.middle').attr('d', (spread) => `M${x(spread.p50).toFixed(1)} 0v12`);
  rows.select('.median').text((spread) => speech.duration(spread.p50));
  rows.select('.p90').text((spread) => speech.duration(spread.p90));
  rows.select('.longest').text((spread) => speech.duration(spread.most));
}

function nameOf(meaning: MeaningSpread['meaning'], speech: Speech): string {
  const entry = legend.find((candidate) => candidate.meaning === meaning);
  return entry ? speech.say(entry.name) : meaning;
}
