import { stepKind, stepName, type Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { criticalTimes, type PhaseSpread } from '../../src/engine/timeline/many/statistics.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { meaningOf } from '../parts/meaning.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { ManyData } from '../parts/many-data.ts';

const strip = { width: 300, height: 18 } as const;
/** How many pods are drawn one by one; more are counted in columns. */
const mostDots = 60;
const columnWidth = 4;
/** Phases that cost nobody more than this are left out, in ms. */
const notable = 20;

/** How long each kind of phase took over all pods: a mark for each pod, the median among them. */
export function drawPhases(parent: Some<HTMLElement>, { pods, phases: all }: ManyData, speech: Speech): void {
  const phases = all.filter(({ longest }) => longest >= notable);
  const section = only(parent, 'section', 'phases')
    .attr('aria-label', speech.say(text('Phases over all pods')))
    .attr('hidden', phases.length === 0 || pods.length < 3 ? '' : null);
  only(section, 'h2', 'caption').text(speech.say(text('Phases over all pods')));
  const table = only(section, 'table', 'spreads').attr('aria-label', speech.say(text('Phases over all pods')));
  const columns = columnsFor(phases);
  const heads = [text('Phase'), text('from 0 to the longest'), text('pods'), ...columns.map(({ head }) => head)].map(
    (head) => speech.say(head),
  );
  only(only(table, 'thead', 'head'), 'tr', 'row')
    .selectChildren<HTMLElement, string>('th')
    .data(heads)
    .join('th')
    .attr('scope', 'col')
    .text((head) => head);
  const rows = only(table, 'tbody', 'body')
    .selectChildren<HTMLElement, PhaseSpread>('tr')
    .data(phases, ({ step }) => step)
    .join((enter) => {
      const row = enter.append('tr');
      row.append('td').attr('class', 'kind');
      const svg = row
        .append('td')
        .attr('class', 'dots')
        .append('svg')
        .attr('width', strip.width)
        .attr('height', strip.height)
        .attr('aria-hidden', 'true');
      svg
        .append('path')
        .attr('class', 'line')
        .attr('d', `M0 ${strip.height / 2}H${strip.width}`);
      svg.append('path').attr('class', 'marks');
      svg.append('path').attr('class', 'middle');
      return row;
    })
    .order();
  const most = Math.max(1, ...phases.map(({ longest }) => longest));
  const x = (ms: number): number => 3 + (ms / most) * (strip.width - 6);
  rows.select('.kind').text(({ step }) => speech.say(stepName(step)));
  rows.select('svg').attr('class', ({ step }) => `meaning-${meaningOf(stepKind(step))}`);
  rows.select('.marks').attr('d', ({ step }) => marksOf(step, pods, x));
  rows.select('.middle').attr('d', ({ p50 }) => `M${x(p50).toFixed(1)} 0v${strip.height}`);
  rows
    .selectChildren<HTMLElement, string>('td.figure')
    .data((spread) => [
      speech.say(text('{count} of {all}', { count: spread.count, all: pods.length })),
      ...columns.map(({ of }) => speech.duration(of(spread))),
    ])
    .join('td')
    .attr('class', 'figure')
    .text((words) => words);
}

interface Column {
  readonly head: Text;
  readonly of: (spread: PhaseSpread) => number;
}

/** A percentile only where all phases have it. */
function columnsFor(phases: readonly PhaseSpread[]): readonly Column[] {
  const middle: Column[] = [
    { head: text('shortest'), of: ({ shortest }) => shortest },
    { head: text('median'), of: ({ p50 }) => p50 },
  ];
  const p90: Column[] = phases.some((spread) => spread.p90 === undefined)
    ? []
    : [{ head: text('p90'), of: (spread) => spread.p90 ?? spread.longest }];
  return [...middle, ...p90, { head: text('longest'), of: ({ longest }) => longest }];
}

/** A ring for each pod; or a column as high as many pods are there. */
function marksOf(step: Step, pods: readonly PodRow[], x: (ms: number) => number): string {
  const places = pods.flatMap((pod) => {
    const ms = criticalTimes(pod).get(step);
    return ms === undefined ? [] : [x(ms)];
  });
  const middle = strip.height / 2;
  if (places.length <= mostDots) {
    return places.map((place) => `M${(place - 3).toFixed(1)} ${middle}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`).join('');
  }
  const counts = new Map<number, number>();
  for (const place of places) {
    counts.set(Math.floor(place / columnWidth), (counts.get(Math.floor(place / columnWidth)) ?? 0) + 1);
  }
  const most = Math.max(...counts.values());
  return [...counts]
    .map(
      ([column, count]) =>
        `M${column * columnWidth} ${strip.height}v${(-Math.max(1.5, (count / most) * strip.height)).toFixed(1)}h${columnWidth - 1}V${strip.height}z`,
    )
    .join('');
}
