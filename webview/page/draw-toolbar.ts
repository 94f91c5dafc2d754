import { text, type Text } from '../../src/timeline/text.ts';
import type { Scene } from '../actions.ts';
import { control, only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';

interface Tool {
  readonly id: string;
  readonly name: Text;
  readonly hint: Text;
  readonly pressed?: boolean;
  readonly go: () => void;
}

/** The buttons over the chart. */
export function drawToolbar(parent: Some<HTMLElement>, scene: Scene, speech: Speech): void {
  const bar = only(parent, 'div', 'toolbar').attr('role', 'toolbar').attr('aria-label', speech.say(text('Chart')));
  for (const tool of toolsOf(scene)) {
    const button = control(bar, 'vscode-button', `tool-${tool.id}`).attr('appearance', 'secondary').attr('title', speech.say(tool.hint));
    button.attr('aria-pressed', tool.pressed === undefined ? null : tool.pressed).text(speech.say(tool.name)).on('click', tool.go);
  }
}

function toolsOf({ state, actions }: Scene): Tool[] {
  return [
    { id: 'fit', name: text('Fit'), hint: text('Show everything (0). Zoom: ctrl and wheel, or + and -; double click on a bar to fill the width with it'), go: () => actions.show(undefined) },
    { id: 'ruler', name: text('Ruler'), hint: text('Measure by dragging; without the ruler: shift and drag'), pressed: state.measuring, go: actions.toggleMeasuring },
  ];
}
