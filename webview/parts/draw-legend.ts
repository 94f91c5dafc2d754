import { text } from '../../src/engine/timeline/model/text.ts';
import type { Scene } from './actions.ts';
import type { LegendEntry } from './meaning.ts';
import { only, type Some } from './dom.ts';
import type { Speech } from './language.ts';

/** Colours with their names, each a switch. */
export function drawLegend(
  parent: Some<HTMLElement>,
  entries: readonly LegendEntry[],
  { state, actions }: Scene,
  speech: Speech,
): void {
  const buttons = only(parent, 'div', 'legend')
    .attr('role', 'group')
    .attr('aria-label', speech.say(text('Legend: switch kinds of phases on and off')))
    .selectChildren<HTMLButtonElement, LegendEntry>('button')
    .data(entries, (entry) => entry.meaning)
    .join((enter) => {
      const button = enter.append('button').attr('type', 'button');
      button
        .append('svg')
        .attr('class', 'swatch')
        .attr('width', 12)
        .attr('height', 12)
        .attr('aria-hidden', 'true')
        .append('rect')
        .attr('width', 12)
        .attr('height', 12)
        .attr('rx', 2);
      button.append('span');
      return button;
    })
    .attr('class', (entry) => `legend-entry meaning-${entry.meaning}`)
    .attr('aria-pressed', (entry) => !state.off.has(entry.meaning))
    .on('click', (_, entry) => actions.toggleMeaning(entry.meaning));
  buttons.select('rect').attr('fill', (entry) => `url(#${entry.waiting ? 'wait' : 'work'}-${entry.meaning})`);
  buttons.select('span').text((entry) => speech.say(entry.name));
}
