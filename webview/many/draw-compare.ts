import { phaseKinds } from '../../src/timeline/phase-kinds.ts';
import { text } from '../../src/timeline/text.ts';
import { short } from '../chart/plain.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import { compareTimelines, type Difference } from './compare.ts';
import type { PodSummary } from './summary.ts';

/** Below this a difference is noise of the measurement. */
const worthShowing = 20;

/** Two starts side by side: a table of the phases, biggest difference first. */
export function drawCompare(parent: Some<HTMLElement>, pods: readonly PodSummary[], now: number, speech: Speech): void {
  const [first, second] = pods;
  const section = only(parent, 'section', 'compare').attr('aria-label', speech.say(text('Comparison'))).attr('hidden', pods.length === 2 ? null : '');
  if (pods.length !== 2 || !first || !second) return;
  const table = only(section, 'table', 'differences').attr('aria-label', speech.say(text('Differences, the biggest first')));
  const heads = [speech.say(text('Row')), speech.say(text('Phase')), short(first.name, 60), short(second.name, 60), speech.say(text('Difference'))];
  only(only(table, 'thead', 'head'), 'tr', 'row').selectChildren<HTMLElement, string>('th').data(heads).join('th').attr('scope', 'col').text((head) => head);
  const differences = compareTimelines(first.timeline, second.timeline, now).filter((one) => Math.abs(one.difference) >= worthShowing);
  only(table, 'tbody', 'body')
    .selectChildren<HTMLElement, Difference>('tr')
    .data(differences, (one) => `${one.lane} ${one.kind}`)
    .join('tr')
    .order()
    .selectChildren<HTMLElement, string>('td')
    .data((one) => cells(one, speech))
    .join('td')
    .text((cell) => cell);
  only(section, 'p', 'nothing').text(differences.length > 0 ? '' : speech.say(text('No phase differs by more than {limit}.', { limit: { ms: worthShowing } })));
}

function cells({ lane, kind, first, second, difference }: Difference, speech: Speech): string[] {
  const length = (ms: number | undefined): string => (ms === undefined ? '–' : speech.duration(ms));
  const sign = difference > 0 ? '+' : '−';
  return [short(lane.replace(/^container\//, ''), 60), speech.say(phaseKinds[kind].name), length(first), length(second), `${sign}${speech.duration(Math.abs(difference))}`];
}
