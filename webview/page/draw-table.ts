import { phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { short } from '../parts/plain.ts';
import { spanWords } from '../parts/span-words.ts';
import { originOf, spanOf } from '../parts/span.ts';
import { only, writeText, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';

/** The chart as a table: the same content for those who cannot see it, or want to copy it. */
export function drawPhaseTable(parent: Some<HTMLElement>, timeline: Timeline, now: number, speech: Speech): void {
  const fold = only(parent, 'details', 'phase-table');
  only(fold, 'summary', 'caption').each(function () {
    writeText(this, speech.say(text('All phases as a table')));
  });
  fold.on('toggle', () => drawPhaseTable(parent, timeline, now, speech));
  /* Closed, it would cost every snapshot for nobody. */
  if (fold.property('open') !== true) return;
  const table = only(fold, 'table', 'phases').attr('aria-label', speech.say(text('Phases')));
  const heads = [text('Row'), text('Phase'), text('Start'), text('Duration'), text('State'), text('Critical')];
  only(only(table, 'thead', 'head'), 'tr', 'row')
    .selectChildren<HTMLTableCellElement, string>('th')
    .data(heads.map((head) => speech.say(head)))
    .join('th')
    .attr('scope', 'col')
    .text((head) => head);
  only(table, 'tbody', 'body')
    .selectChildren<HTMLTableRowElement, Phase>('tr')
    .data(timeline.phases, (phase) => phase.id)
    .join('tr')
    .selectChildren<HTMLTableCellElement, string>('td')
    .data((phase) => cells(phase, timeline, now, speech))
    .join('td')
    .text((cell) => cell);
}

function cells(phase: Phase, timeline: Timeline, now: number, speech: Speech): string[] {
  const lane = timeline.lanes.find((candidate) => candidate.id === phase.lane);
  return [
    short(lane?.name ?? phase.lane, 80),
    speech.say(phaseName(phase)) +
      (phase.attempt > 1 ? ` (${speech.say(text('attempt {attempt}', { attempt: phase.attempt }))})` : ''),
    speech.duration(phase.start.at - originOf(timeline)),
    spanWords(spanOf(phase, epochMs(now)), speech),
    speech.say(stateNames[phase.outcome]),
    phase.critical ? speech.say(text('yes')) : '',
  ];
}

const stateNames = {
  running: text('still running'),
  done: text('done'),
  failed: text('failed'),
  abandoned: text('abandoned'),
} as const;
