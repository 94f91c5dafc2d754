import type { BaseType, Selection } from 'd3';
import { text, type Text } from '../../src/timeline/text.ts';
import type { Finding, Phase, Timeline, YamlPath } from '../../src/timeline/timeline.ts';
import type { Actions } from '../actions.ts';
import { plain } from '../chart/plain.ts';
import { only, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';

export interface FindingsInput {
  readonly timeline: Timeline;
  readonly now: number;
  readonly picked: Phase | undefined;
  readonly speech: Speech;
  readonly actions: Actions;
}

/** What was slow and what to change, the most telling first. */
export function drawFindings(parent: Some<HTMLElement>, { timeline, now, picked, speech, actions }: FindingsInput): void {
  const { findings } = timeline;
  const running = runningSince(timeline);
  const isPicked = (finding: Finding): boolean => picked !== undefined && finding.phases.includes(picked.id);
  const section = only(parent, 'section', 'findings').attr('aria-label', speech.say(text('Findings'))).attr('hidden', findings.length === 0 ? '' : null);
  const items = only(section, 'ul', 'list')
    .selectChildren<HTMLLIElement, Finding>('li')
    .data(findings, (finding) => finding.id + finding.phases.join())
    .join((enter) => {
      const item = enter.append('li');
      item.append('strong').attr('class', 'explains');
      const words = item.append('div').attr('class', 'words');
      words.append('button').attr('class', 'finding-title link').attr('type', 'button');
      for (const part of ['sentence', 'advice', 'saves', 'links']) words.append('span').attr('class', part);
      words.append('button').attr('class', 'unfold link').attr('type', 'button').on('click', (click: Event) => unfold(click, speech));
      return item;
    })
    .attr('class', (finding) => `finding inline severity-${finding.severity}${isPicked(finding) ? ' picked' : ''}`);
  items.select('.unfold').attr('aria-expanded', isUnfolded).text((_, index, buttons) => speech.say(unfoldWords(isUnfolded.call(buttons[index] ?? null))));
  items.select('.explains').text((finding) => explained(finding, running, now, speech));
  items.select('.finding-title').attr('aria-pressed', isPicked).text((finding) => plain(speech.say(finding.title))).on('click', (_, finding) => pick(finding, actions));
  items.select('.sentence').text((finding) => plain(speech.say(finding.sentence)));
  items.select('.advice').text((finding) => plain(speech.say(finding.advice)));
  items.select('.saves').text((finding) => (finding.saves === undefined || running(finding) !== undefined ? '' : speech.say(text('Could save up to {saves}.', { saves: { ms: finding.saves } }))));
  drawLinks(items.select<HTMLSpanElement>('.links'), speech, actions);
}

const isUnfolded = function (this: BaseType): boolean {
  return this instanceof Element && this.getAttribute('aria-expanded') === 'true';
};

const unfoldWords = (open: boolean): Text => (open ? text('less') : text('more'));

/** Further findings say what to change; the rest of it is a click away. */
function unfold({ currentTarget }: Event, speech: Speech): void {
  if (!(currentTarget instanceof HTMLElement)) return;
  const open = currentTarget.getAttribute('aria-expanded') !== 'true';
  currentTarget.setAttribute('aria-expanded', String(open));
  currentTarget.textContent = speech.say(unfoldWords(open));
}

/** When the wait began that a finding is about, while nobody knows how long it will be. */
export function runningSince({ phases }: Timeline): (finding: Finding) => number | undefined {
  const running = new Map(phases.flatMap((phase) => (phase.end ? [] : [[phase.id, phase.start.at] as const])));
  return (finding) => finding.phases.map((id) => running.get(id)).find((since) => since !== undefined);
}

/** The seconds of the start that a finding explains; of one that still goes on, so far. */
function explained(finding: Finding, running: (finding: Finding) => number | undefined, now: number, speech: Speech): string {
  const since = running(finding);
  const ms = since === undefined ? finding.explains : Math.max(finding.explains, now - since);
  return ms > 0 ? speech.duration(ms) : '';
}

function pick(finding: Finding, actions: Actions): void {
  const [id] = finding.phases;
  if (id !== undefined) actions.select({ kind: 'phase', id });
}

interface Link {
  readonly words: string;
  /** Told in its place once it is done. */
  readonly done?: string;
  readonly go: (actions: Actions) => void;
}

function drawLinks(cells: Selection<HTMLSpanElement, Finding, BaseType, unknown>, speech: Speech, actions: Actions): void {
  cells
    .selectChildren<HTMLButtonElement, Link>('button')
    .data((finding) => linksOf(finding, speech))
    .join('button')
    .attr('type', 'button')
    .attr('class', 'link')
    .text((link) => link.words)
    .on('click', ({ currentTarget }: Event, link) => {
      link.go(actions);
      if (link.done !== undefined && currentTarget instanceof Element) currentTarget.textContent = link.done;
    });
}

function linksOf(finding: Finding, speech: Speech): Link[] {
  const { yaml, change } = finding;
  return [
    ...(yaml ? [{ words: pathName(yaml), go: (actions: Actions) => actions.openYaml([yaml]) }] : []),
    ...(change === undefined ? [] : [{ words: speech.say(text('Copy YAML')), done: speech.say(text('Copied')), go: (actions: Actions) => actions.copy(change) }]),
    { words: speech.say(text('docs')), go: (actions: Actions) => actions.openDocs(finding.docs) },
  ];
}

/** The telling end of a path: `initContainers[1]`, `readinessProbe`. */
export function pathName(path: YamlPath): string {
  const names = path.map((step, index) => (typeof step === 'number' ? '' : `${step}${typeof path[index + 1] === 'number' ? `[${path[index + 1] ?? ''}]` : ''}`)).filter((name) => name !== '');
  return plain(names.at(-1) ?? 'YAML');
}
