import { stepName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Scene } from '../parts/actions.ts';
import { control, only, type Some } from '../parts/dom.ts';
import { drawExportMenu } from '../parts/export-menu.ts';
import type { Speech } from '../parts/language.ts';
import type { ManyView } from '../parts/state.ts';
import type { ManyData } from '../parts/many-data.ts';

/** The controls over the list. Without `data` it is the pulls of a node, whose order is given. */
export function drawTools(
  parent: Some<HTMLElement>,
  { state, actions }: Scene,
  data: ManyData | undefined,
  speech: Speech,
): void {
  const { many } = state;
  const bar = only(parent, 'div', 'toolbar')
    .attr('role', 'toolbar')
    .attr('aria-label', speech.say(text('List')));
  const hidden = data ? null : '';
  drawSort(
    only(bar, 'select', 'sort-by').attr('hidden', data && data.pods.length > 2 ? null : ''),
    scene(state, actions),
    data,
    speech,
  );
  const axis = only(bar, 'div', 'switch')
    .attr('role', 'group')
    .attr('aria-label', speech.say(text('Time axis')))
    .attr('hidden', hidden);
  for (const { align, name, hint } of axes) {
    const button = only(axis, 'button', `align-${align}`)
      .attr('type', 'button')
      .attr('aria-pressed', many.align === align);
    button
      .attr('title', speech.say(hint))
      .text(speech.say(name))
      .on('click', () => actions.many({ align }));
  }
  drawPick(control(bar, 'vscode-button', 'pick'), scene(state, actions), data, speech);
  control(bar, 'vscode-button', 'tool-fit')
    .attr('title', speech.say(text('Show everything (0). Zoom: ctrl and wheel, or + and -')))
    .text(speech.say(text('Fit')))
    .on('click', () => actions.show(undefined));
  drawExportMenu(bar, scene(state, actions), speech);
}

const axes: readonly { readonly align: ManyView['align']; readonly name: Text; readonly hint: Text }[] = [
  { align: 'creation', name: text('Aligned at creation'), hint: text('Every row begins at its own creation') },
  {
    align: 'clock',
    name: text('Real time'),
    hint: text('Every row lies where it happened, and over the rows how many pods were ready'),
  },
];

const scene = (state: Scene['state'], actions: Scene['actions']): Scene => ({ state, actions });

function drawPick(
  button: Some<HTMLElement>,
  { state, actions }: Scene,
  data: ManyData | undefined,
  speech: Speech,
): void {
  const { picked } = state.many;
  const { slowest, median } = data ?? {};
  button.attr('hidden', data && data.pods.length > 2 && (picked.length > 0 || slowest) ? null : '');
  button.attr(
    'title',
    speech.say(text('Two pods side by side, phase by phase. Any two: press c on their rows, or ctrl and click')),
  );
  button.text(picked.length > 0 ? speech.say(text('End comparison')) : speech.say(text('Compare slowest with median')));
  button.on('click', () =>
    actions.many({ picked: picked.length > 0 || !slowest || !median ? [] : [median.uid, slowest.uid] }),
  );
}

interface SortOption {
  readonly value: ManyView['sort'];
  readonly name: string;
}

function drawSort(
  sort: Some<HTMLElement>,
  { state, actions }: Scene,
  data: ManyData | undefined,
  speech: Speech,
): void {
  sort.attr('aria-label', speech.say(text('Sort by')));
  const options = sort
    .selectChildren<HTMLElement, SortOption>('option')
    .data(data ? optionsOf(data, speech) : [], (option) => option.value);
  options
    .join('option')
    .order()
    .attr('value', (option) => option.value)
    .text((option) => option.name);
  sort
    .property('value', state.many.sort)
    .on('change', (event: Event) => actions.many({ sort: valueOf(event) as ManyView['sort'] }));
}

function optionsOf({ phases }: ManyData, speech: Speech): SortOption[] {
  return [
    { value: 'creation', name: speech.say(text('by creation')) },
    { value: 'total', name: speech.say(text('slowest first')) },
    { value: 'name', name: speech.say(text('by name')) },
    ...phases.map(({ step }) => ({
      value: `phase:${step}` as const,
      name: speech.say(text('by {phase}', { phase: stepName(step) })),
    })),
  ];
}

const valueOf = (event: Event): string => (event.target && 'value' in event.target ? String(event.target.value) : '');
