import { stepKind, stepName } from '../../src/timeline/phase-kinds.ts';
import type { PodRow } from '../../src/timeline/pod-row.ts';
import { text } from '../../src/timeline/text.ts';
import { meaningOf } from '../chart/meaning.ts';
import { short } from '../chart/plain.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import { comparePods, compareWords, type Difference } from './compare.ts';

/** Below this a difference is noise of the measurement, in ms. */
const worthShowing = 20;
/** Width and height of the picture of one difference. */
const picture = { width: 240, height: 18, bar: 7 } as const;

/** Two starts side by side: a sentence, and a table of what each phase cost the one and the other, the biggest difference first. */
export function drawCompare(parent: Some<HTMLElement>, pair: readonly [PodRow, PodRow] | undefined, now: number, speech: Speech): void {
  const section = only(parent, 'section', 'compare').attr('aria-label', speech.say(text('Comparison'))).attr('hidden', pair ? null : '');
  if (!pair) return;
  const [first, second] = pair;
  const differences = comparePods(first, second, now);
  only(section, 'p', 'sentence').attr('role', 'status').text(short(speech.say(compareWords(first, second, differences)), 600));
  const shown = differences.filter(({ difference }) => Math.abs(difference) >= worthShowing);
  const table = only(section, 'table', 'differences').attr('aria-label', speech.say(text('Differences, the biggest first'))).attr('hidden', shown.length === 0 ? '' : null);
  const heads = [speech.say(text('Row')), speech.say(text('Phase')), speech.say(text('to scale')), short(first.name, 60), short(second.name, 60), speech.say(text('Difference'))];
  only(only(table, 'thead', 'head'), 'tr', 'row').selectChildren<HTMLElement, string>('th').data(heads).join('th').attr('scope', 'col').attr('class', (_, index) => columns[index] ?? '').text((head) => head);
  drawBody(only(table, 'tbody', 'body'), shown, speech);
  drawTotals(only(only(table, 'tfoot', 'foot'), 'tr', 'row'), pair, speech);
  only(section, 'p', 'nothing').text(shown.length > 0 ? '' : speech.say(text('No phase differs by more than {limit}.', { limit: { ms: worthShowing } })));
}

const columns = ['lane', 'phase', 'bars', 'length', 'length', 'more'] as const;

function drawBody(body: Some<HTMLElement>, differences: readonly Difference[], speech: Speech): void {
  const most = Math.max(1, ...differences.flatMap(({ first = 0, second = 0 }) => [first, second]));
  const x = (ms: number): number => Math.max((ms / most) * picture.width, ms > 0 ? 1 : 0);
  const rows = body
    .selectChildren<HTMLElement, Difference>('tr')
    .data(differences, ({ lane, step }) => `${lane} ${step}`)
    .join((enter) => {
      const row = enter.append('tr');
      for (const column of ['lane', 'phase']) row.append('td').attr('class', column);
      const svg = row.append('td').attr('class', 'bars').append('svg').attr('width', picture.width).attr('height', picture.height).attr('aria-hidden', 'true');
      for (const [name, y] of [['one', 1], ['other', picture.bar + 3]] as const) svg.append('rect').attr('class', name).attr('y', y).attr('height', picture.bar);
      for (const column of ['length one', 'length other', 'more']) row.append('td').attr('class', column);
      return row;
    })
    .order();
  rows.select('.lane').text(({ lane }) => short(lane.replace(/^container\//, ''), 60));
  rows.select('.phase').text(({ step }) => speech.say(stepName(step)));
  rows.select('svg').attr('class', ({ step }) => `meaning-${meaningOf(stepKind(step))}`);
  rows.select('rect.one').attr('width', ({ first = 0 }) => x(first));
  rows.select('rect.other').attr('width', ({ second = 0 }) => x(second));
  rows.select('.length.one').text(({ first }) => lengthOf(first, speech));
  rows.select('.length.other').text(({ second }) => lengthOf(second, speech));
  rows.select('.more').text(({ difference }) => signed(difference, speech));
}

function drawTotals(row: Some<HTMLElement>, [first, second]: readonly [PodRow, PodRow], speech: Speech): void {
  const both = first.total !== undefined && second.total !== undefined ? signed(second.total - first.total, speech) : '';
  const cells = ['', speech.say(text('creation to ready')), '', lengthOf(first.total, speech), lengthOf(second.total, speech), both];
  row.selectChildren<HTMLElement, string>('td').data(cells).join('td').attr('class', (_, index) => columns[index] ?? '').text((cell) => cell);
}

const lengthOf = (ms: number | undefined, speech: Speech): string => (ms === undefined ? '–' : speech.duration(ms));

const signed = (ms: number, speech: Speech): string => `${ms > 0 ? '+' : '−'}${speech.duration(Math.abs(ms))}`;
