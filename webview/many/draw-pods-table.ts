import { stepName } from '../../src/engine/timeline/model/phase-kinds.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { criticalTimes } from '../../src/engine/timeline/many/statistics.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import { short } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { ListRow } from './rows.ts';

/** A document of more rows is no help to anyone, and the list has them all. */
const mostRows = 300;

/** The list as a table: the same content for those who cannot see it, or want to copy it. In the list's order. */
export function drawPodsTable(
  parent: Some<HTMLElement>,
  rows: readonly ListRow[],
  byUid: ReadonlyMap<string, PodRow>,
  speech: Speech,
): void {
  const fold = only(parent, 'details', 'phase-table').attr('hidden', rows.length === 0 ? '' : null);
  only(fold, 'summary', 'caption').text(speech.say(text('All rows as a table')));
  fold.on('toggle', () => drawPodsTable(parent, rows, byUid, speech));
  /* Closed, it would cost every snapshot for nobody. */
  if (fold.property('open') !== true) return;
  const table = only(fold, 'table', 'phases').attr('aria-label', speech.say(text('All rows as a table')));
  const heads = [text('Row'), text('Created'), text('Duration'), text('Longest phase'), text('State')].map((head) =>
    speech.say(head),
  );
  only(only(table, 'thead', 'head'), 'tr', 'row')
    .selectChildren<HTMLElement, string>('th')
    .data(heads)
    .join('th')
    .attr('scope', 'col')
    .text((head) => head);
  const told = rows.filter(({ kind }) => kind !== 'container');
  only(table, 'tbody', 'body')
    .selectChildren<HTMLElement, ListRow>('tr')
    .data(told.slice(0, mostRows), ({ key }) => key)
    .join('tr')
    .order()
    .selectChildren<HTMLElement, string>('td')
    .data((row) => cellsOf(row, byUid.get(row.uid), speech))
    .join('td')
    .text((cell) => cell);
  only(fold, 'p', 'nothing').text(
    told.length > mostRows
      ? speech.say(text('The first {count} of {all} rows.', { count: mostRows, all: told.length }))
      : '',
  );
}

function cellsOf(row: ListRow, pod: PodRow | undefined, speech: Speech): string[] {
  const title = short(speech.say(row.title), 300);
  const note = row.note ? speech.say(row.note) : '';
  if (row.kind === 'group') return [title, speech.clock(row.zero), '', note, ''];
  const longest = row.kind === 'pull' ? short(note) : longestOf(pod, speech);
  return [
    title,
    speech.clock(row.zero),
    row.total === undefined ? '' : speech.duration(row.total),
    longest,
    remarkOf(row, speech),
  ];
}

function remarkOf({ total, marks }: ListRow, speech: Speech): string {
  if (total === undefined) return speech.say(text('not ready'));
  return marks.includes('slowest') ? speech.say(text('slowest')) : '';
}

function longestOf(pod: PodRow | undefined, speech: Speech): string {
  const [longest] = [...(pod ? criticalTimes(pod) : [])].sort(([, a], [, b]) => b - a);
  return longest ? `${speech.say(stepName(longest[0]))} ${speech.duration(longest[1])}` : '';
}
