import { text } from '../../src/timeline/text.ts';
import type { Timeline } from '../../src/timeline/timeline.ts';
import type { Scene } from '../actions.ts';
import { legend, meaningOf, type Meaning } from '../chart/meaning.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';

type Entry = (typeof legend)[number];

/** The colours that occur, each a switch. */
export const drawLegend = (parent: Some<HTMLElement>, timelines: readonly Timeline[], scene: Scene, speech: Speech): void => drawLegendOf(parent, presentIn(timelines), scene, speech);

/** As {@link drawLegend}, of what is known to occur. */
export function drawLegendOf(parent: Some<HTMLElement>, present: ReadonlySet<Meaning>, { state, actions }: Scene, speech: Speech): void {
  const buttons = only(parent, 'div', 'legend')
    .attr('role', 'group')
    .attr('aria-label', speech.say(text('Legend: switch kinds of phases on and off')))
    .selectChildren<HTMLButtonElement, Entry>('button')
    .data(legend.filter((entry) => present.has(entry.meaning)), (entry) => entry.meaning)
    .join((enter) => {
      const button = enter.append('button').attr('type', 'button');
      button.append('svg').attr('class', 'swatch').attr('width', 12).attr('height', 12).attr('aria-hidden', 'true').append('rect').attr('width', 12).attr('height', 12).attr('rx', 2);
      button.append('span');
      return button;
    })
    .attr('class', (entry) => `legend-entry meaning-${entry.meaning}`)
    .attr('aria-pressed', (entry) => !state.off.has(entry.meaning))
    .on('click', (_, entry) => actions.toggleMeaning(entry.meaning));
  buttons.select('rect').attr('fill', (entry) => `url(#${swatch(entry)})`);
  buttons.select('span').text((entry) => speech.say(entry.name));
}

const known = new WeakMap<readonly Timeline[], ReadonlySet<Meaning>>();

/** The meanings that occur; looked for once in each snapshot. */
function presentIn(timelines: readonly Timeline[]): ReadonlySet<Meaning> {
  const present = known.get(timelines) ?? new Set(timelines.flatMap((timeline) => timeline.phases.map((phase) => meaningOf(phase.kind))));
  known.set(timelines, present);
  return present;
}

const waits: ReadonlySet<string> = new Set(['wait', 'queue', 'backoff', 'gate']);

const swatch = (entry: Entry): string => `${waits.has(entry.meaning) ? 'wait' : 'work'}-${entry.meaning}`;
