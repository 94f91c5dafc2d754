import { text } from '../../src/engine/timeline/model/text.ts';
import { predictionWords } from '../../src/engine/timeline/what-if/words.ts';
import type { Actions } from '../parts/actions.ts';
import { plain } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import type { WhatIf } from './what-if.ts';

export interface WhatIfInput {
  readonly whatIf: WhatIf;
  readonly speech: Speech;
  readonly actions: Actions;
}

/** Below the findings: all of them at once, and what the start would take with those that are ticked. */
export function drawPrediction(parent: Some<HTMLElement>, { whatIf, speech, actions }: WhatIfInput): void {
  const { possible, ticked, prediction, model } = whatIf;
  const line = only(parent, 'div', 'prediction').attr('hidden', possible.length < 2 && !prediction ? '' : null);
  const all = only(line, 'label', 'what-if').attr('hidden', possible.length < 2 ? '' : null);
  drawTick(all, {
    words: speech.say(text('what if all')),
    name: speech.say(text('What if all of these were changed')),
    state: stateOf(possible, ticked),
    toggle: (on) => actions.tryChanges(possible, on),
  });
  const told = prediction && model && predictionWords(model.ready.ms, prediction.ready, speech);
  only(line, 'strong', 'told')
    .attr('role', 'status')
    .attr('aria-live', 'polite')
    .text(told ? speech.say(told) : '');
  const grounds = (prediction?.grounds ?? []).map((ground) => plain(speech.say(ground)));
  only(line, 'span', 'grounds').text(grounds.join(' '));
}

export interface Tick {
  readonly words: string;
  /** Its name for screen readers, which do not tell what it stands beside. */
  readonly name: string;
  readonly state: 'on' | 'off' | 'some';
  readonly toggle: (on: boolean) => void;
}

/** Whether all of these are ticked. */
export function stateOf(keys: readonly string[], ticked: readonly string[]): Tick['state'] {
  const count = keys.filter((key) => ticked.includes(key)).length;
  if (count === 0) return 'off';
  return count === keys.length ? 'on' : 'some';
}

/** A tick box with its words. The box keeps its focus when it is drawn again. */
export function drawTick(label: Some<HTMLElement>, { words, name, state, toggle }: Tick): void {
  only(label, 'input', 'tick')
    .attr('type', 'checkbox')
    .attr('aria-label', name)
    .property('checked', state === 'on')
    .property('indeterminate', state === 'some')
    .on('change', (event: Event) => {
      if (event.target instanceof HTMLInputElement) toggle(event.target.checked);
    });
  only(label, 'span', 'tick-words').text(words);
}
