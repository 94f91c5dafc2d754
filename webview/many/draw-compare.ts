import { stepKind, stepName } from '../../src/engine/timeline/model/phase-kinds.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import { meaningOf } from '../parts/meaning.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { comparePods, compareWords, restOf, type Difference } from './compare.ts';
import { drawSentences } from './draw-sentences.ts';
import { shortName } from '../parts/ellipsize-middle.ts';
import type { LanePair } from './pair-lanes.ts';

/** Below this, in ms, or this share of the longer start, a difference is noise of the measurement, or of no weight. */
const worthShowing = { ms: 20, share: 0.005 } as const;
/** Width and height of the picture of one difference. */
const picture = { width: 240, height: 18, bar: 7 } as const;

/**
 * Two starts side by side: a sentence, and a table of what each phase cost the one and the other, the biggest
 * difference first.
 */
export function drawCompare(
  parent: Some<HTMLElement>,
  pair: readonly [PodRow, PodRow] | undefined,
  now: number,
  speech: Speech,
): void {
  const section = only(parent, 'section', 'compare')
    .attr('aria-label', speech.say(text('Comparison')))
    .attr('hidden', pair ? null : '');
  if (!pair) return;
  const [first, second] = pair;
  const differences = comparePods(first, second, now);
  drawSentences(
    only(section, 'p', 'sentence').attr('role', 'status'),
    [compareWords(first, second, differences)],
    speech,
  );
  const limit = Math.max(worthShowing.ms, worthShowing.share * Math.max(first.total ?? 0, second.total ?? 0));
  const shown = differences.filter(({ difference }) => Math.abs(difference) >= limit);
  const table = only(section, 'table', 'differences')
    .attr('aria-label', speech.say(text('Differences, the biggest first')))
    .attr('hidden', shown.length === 0 ? '' : null);
  const heads = [
    speech.say(text('Row')),
    speech.say(text('Phase')),
    speech.say(text('to scale')),
    shortName(first.name, 40),
    shortName(second.name, 40),
    speech.say(text('Difference')),
  ];
  drawCells(only(only(table, 'thead', 'head'), 'tr', 'row'), 'th', heads).attr('scope', 'col');
  drawBody(only(table, 'tbody', 'body'), shown, speech);
  drawSums(only(table, 'tfoot', 'foot'), pair, shown, speech);
  only(section, 'p', 'nothing').text(
    shown.length > 0 ? '' : speech.say(text('No phase differs by more than {limit}.', { limit: { ms: limit } })),
  );
}

const columns = ['lane', 'phase', 'bars', 'length', 'length', 'more'] as const;

const drawCells = (row: Some<HTMLElement>, tag: 'th' | 'td', cells: readonly string[]) =>
  row
    .selectChildren<HTMLElement, string>(tag)
    .data(cells)
    .join(tag)
    .attr('class', (_, index) => columns[index] ?? '')
    .text((cell) => cell);

function drawBody(body: Some<HTMLElement>, differences: readonly Difference[], speech: Speech): void {
  const most = Math.max(1, ...differences.flatMap(({ first = 0, second = 0 }) => [first, second]));
  const x = (ms: number): number => Math.max((ms / most) * picture.width, ms > 0 ? 1 : 0);
  const rows = body
    .selectChildren<HTMLElement, Difference>('tr')
    .data(differences)
    .join((enter) => {
      const row = enter.append('tr');
      for (const column of ['lane', 'phase']) row.append('td').attr('class', column);
      const svg = row
        .append('td')
        .attr('class', 'bars')
        .append('svg')
        .attr('width', picture.width)
        .attr('height', picture.height)
        .attr('aria-hidden', 'true');
      for (const [name, y] of [
        ['one', 1],
        ['other', picture.bar + 3],
      ] as const) {
        svg.append('rect').attr('class', name).attr('y', y).attr('height', picture.bar);
      }
      for (const column of ['length one', 'length other', 'more']) row.append('td').attr('class', column);
      return row;
    });
  rows.select('.lane').text(({ lanes }) => laneName(lanes, speech));
  rows.select('.phase').text(({ step }) => speech.say(stepName(step)));
  rows.select('svg').attr('class', ({ step }) => `meaning-${meaningOf(stepKind(step))}`);
  rows.select('rect.one').attr('width', ({ first = 0 }) => x(first));
  rows.select('rect.other').attr('width', ({ second = 0 }) => x(second));
  rows.select('.length.one').text(({ first }) => lengthOf(first, speech));
  rows.select('.length.other').text(({ second }) => lengthOf(second, speech));
  rows.select('.more').text(({ difference }) => signed(difference, speech));
}

/** `checkout / payments` where two of different names are compared. */
function laneName({ first, second }: LanePair, speech: Speech): string {
  if ((first ?? second)?.role === 'pod') return speech.say(text('Pod'));
  return [...new Set([first, second].flatMap((lane) => (lane ? [shortName(lane.name)] : [])))].join(' / ');
}

/** What the rows above leave of the totals, and the totals: the columns add up. */
function drawSums(
  foot: Some<HTMLElement>,
  [first, second]: readonly [PodRow, PodRow],
  shown: readonly Difference[],
  speech: Speech,
): void {
  const rest = restOf(first, second, shown);
  const sums = (ones: Pick<Difference, 'first' | 'second'>, difference: number | undefined): string[] => [
    '',
    lengthOf(ones.first, speech),
    lengthOf(ones.second, speech),
    difference === undefined ? '' : signed(difference, speech),
  ];
  drawCells(
    only(foot, 'tr', 'rest').attr('hidden', rest ? null : ''),
    'td',
    rest ? ['', speech.say(text('all else')), ...sums(rest, rest.difference)] : [],
  );
  const [one, other] = [first.total, second.total];
  const totals = { ...(one !== undefined && { first: one }), ...(other !== undefined && { second: other }) };
  drawCells(only(foot, 'tr', 'row'), 'td', [
    '',
    speech.say(text('creation to ready')),
    ...sums(totals, one === undefined || other === undefined ? undefined : other - one),
  ]);
}

const lengthOf = (ms: number | undefined, speech: Speech): string => (ms === undefined ? '–' : signedBelow(ms, speech));

const signedBelow = (ms: number, speech: Speech): string => (ms < 0 ? '−' : '') + speech.duration(Math.abs(ms));

const signed = (ms: number, speech: Speech): string => (ms > 0 ? '+' : '') + signedBelow(ms, speech);
