import type { BaseType, Selection } from 'd3';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Cause } from '../../src/engine/timeline/many/workload/causes.ts';
import type { WorkloadOverview } from '../../src/engine/timeline/many/workload/overview.ts';
import { weightiest } from '../../src/engine/timeline/many/workload/weightiest.ts';
import type { Actions } from '../parts/actions.ts';
import { plain } from '../parts/plain.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { shortName } from '../parts/ellipsize-middle.ts';
import { causeKey } from '../parts/many-data.ts';
import { pathName } from '../parts/path-name.ts';

export interface CausesInput {
  readonly overview: WorkloadOverview;
  readonly count: number;
  /** The one whose pods are listed. */
  readonly chosen?: string;
  readonly speech: Speech;
  readonly actions: Actions;
}

/** More than these, those that cost less altogether, are behind a fold. */
const atOnce = 4;

/** What was slow, each cause once for all pods that share it, the longest first. */
export function drawCauses(parent: Some<HTMLElement>, input: CausesInput): void {
  const { overview, speech } = input;
  const { causes, contradiction } = overview;
  const section = only(parent, 'section', 'findings')
    .classed('causes', true)
    .attr('aria-label', speech.say(text('Causes')))
    .attr('hidden', causes.length === 0 ? '' : null);
  const [shown, rest] = weightiest(causes, atOnce);
  only(section, 'p', 'caption')
    .attr('hidden', causes.length < 2 ? '' : null)
    .text(speech.say(text('Causes, the longest first')));
  drawItems(only(section, 'ul', 'list'), shown, input);
  only(section, 'p', 'contradiction').text(contradiction ? plain(speech.say(contradiction)) : '');
  const more = only(section, 'details', 'more').attr('hidden', rest.length === 0 ? '' : null);
  only(more, 'summary', 'caption').text(
    speech.say(text('{count} more, which cost less altogether', { count: rest.length })),
  );
  drawItems(only(more, 'ul', 'list'), rest, input);
}

function drawItems(list: Some<HTMLElement>, causes: readonly Cause[], input: CausesInput): void {
  const { speech, chosen, actions } = input;
  const items = list
    .selectChildren<HTMLLIElement, Cause>('li')
    .data(causes, causeKey)
    .join((enter) => {
      const item = enter.append('li');
      const head = item.append('div').attr('class', 'explains');
      head.append('strong');
      head.append('span').attr('class', 'range');
      item.append('button').attr('class', 'finding-title link').attr('type', 'button');
      const words = item.append('p').attr('class', 'words');
      words.append('span').attr('class', 'share');
      words.append('span').attr('class', 'sentence');
      words.append('span').attr('class', 'advice');
      item.append('span').attr('class', 'links');
      return item;
    })
    .order()
    .attr(
      'class',
      (cause) => `finding severity-${cause.severity}${causeKey(cause) === chosen ? ' chosen picked' : ''}`,
    );
  items.select('.explains strong').text(({ explains: { longest } }) => (longest > 0 ? speech.duration(longest) : ''));
  items.select('.range').text((cause) => rangeOf(cause, speech));
  items
    .select('.finding-title')
    .attr('aria-pressed', (cause) => causeKey(cause) === chosen)
    .attr('title', speech.say(text('List only these pods')))
    .text(({ title }) => plain(speech.say(title)))
    .on('click', (_, cause) => actions.toggleCause(causeKey(cause)));
  items.select('.share').text((cause) => shareOf(cause, input));
  items.select('.sentence').text((cause) => exampleOf(cause, speech));
  items.select('.advice').text(({ example }) => plain(speech.say(example.advice)));
  drawLinks(items.select<HTMLSpanElement>('.links'), speech, actions);
}

/** What it cost the others: below this difference, in ms, it cost them the same. */
const alike = 50;

function rangeOf({ explains: { count, shortest, longest } }: Cause, speech: Speech): string {
  return count < 2 || longest - shortest < alike ? '' : speech.say(text('from {least}', { least: { ms: shortest } }));
}

function shareOf({ pods }: Cause, { count, speech }: CausesInput): string {
  if (count === 1) return '';
  return pods.length === count
    ? speech.say(text('All {count} pods.', { count }))
    : speech.say(text('{pods} of {count} pods.', { pods: pods.length, count }));
}

function exampleOf({ pods, example }: Cause, speech: Speech): string {
  const sentence = speech.say(example.sentence);
  return plain(
    speech.say(
      pods.length === 1
        ? text('{pod}: {sentence}', { pod: shortName(example.pod), sentence })
        : text('For example {pod}: {sentence}', { pod: shortName(example.pod), sentence }),
    ),
  );
}

interface ExampleLink {
  readonly words: string;
  readonly go: (actions: Actions) => void;
}

function drawLinks(
  cells: Selection<HTMLSpanElement, Cause, BaseType, unknown>,
  speech: Speech,
  actions: Actions,
): void {
  cells
    .selectChildren<HTMLButtonElement, ExampleLink>('button')
    .data(({ example: { yaml, uid, docs } }): ExampleLink[] => [
      ...(yaml ? [{ words: pathName(yaml), go: (to: Actions) => to.openYaml([yaml], uid) }] : []),
      { words: speech.say(text('docs')), go: (to: Actions) => to.openDocs(docs) },
    ])
    .join('button')
    .attr('type', 'button')
    .attr('class', 'link')
    .text(({ words }) => words)
    .on('click', (_, link) => link.go(actions));
}
