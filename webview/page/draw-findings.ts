import { select } from 'd3';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { Finding, Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import type { Actions } from '../parts/actions.ts';
import { plain, short } from '../parts/plain.ts';
import { drawIfNew, only, some, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { pathName } from '../parts/path-name.ts';
import { drawPrediction, drawTick, stateOf } from './draw-what-if.ts';
import type { WhatIf } from './what-if.ts';

export interface FindingsInput {
  readonly timeline: Timeline;
  readonly whatIf: WhatIf;
  readonly picked: Phase | undefined;
  readonly speech: Speech;
  readonly actions: Actions;
}

/** What was slow and what to change, the most telling first. */
export function drawFindings(parent: Some<HTMLElement>, input: FindingsInput): void {
  const { findings, ticked } = input.whatIf;
  const section = only(parent, 'section', 'findings')
    .attr('aria-label', input.speech.say(text('Findings')))
    .attr('hidden', findings.length === 0 ? '' : null);
  const goesOn = goingOn(input.timeline);
  only(section, 'ul', 'list')
    .selectChildren<HTMLLIElement, Finding>('li')
    .data(findings, (finding) => finding.id + finding.phases.join())
    .join((enter) => enter.append('li').each(addParts))
    .order()
    .each(function (finding) {
      const picked = input.picked !== undefined && finding.phases.includes(input.picked.id);
      const words = finding.explains > 0 ? input.speech.duration(finding.explains) : '';
      const changes = input.whatIf.changesOf(finding);
      drawIfNew(
        select<HTMLElement, unknown>(this),
        [finding, picked, words, changes, stateOf(changes, ticked), input.speech.locale],
        () =>
          drawFinding(this, finding, {
            ...input,
            isPicked: picked,
            explains: words,
            goesOn: goesOn(finding),
          }),
      );
    });
  drawPrediction(section, input);
}

function addParts(this: HTMLLIElement): void {
  this.append(newElement('strong', 'explains'), newElement('div', 'words'));
  const links = ['finding-title link', 'unfold link'].map((name) => newElement('button', name));
  for (const link of links) link.setAttribute('type', 'button');
  const tick = document.createElement('label');
  tick.className = 'what-if';
  const [title = '', more = ''] = links;
  this.lastElementChild?.append(
    title,
    ...['sentence', 'advice', 'saves', 'links'].map((name) => newElement('span', name)),
    more,
    tick,
  );
}

function newElement(tag: 'strong' | 'div' | 'button' | 'span', name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}

interface FindingInput extends FindingsInput {
  readonly isPicked: boolean;
  readonly explains: string;
  readonly goesOn: boolean;
}

function drawFinding(
  item: HTMLElement,
  finding: Finding,
  { isPicked, explains, goesOn, whatIf, speech, actions }: FindingInput,
): void {
  item.className = `finding inline severity-${finding.severity}${isPicked ? ' picked' : ''}`;
  const fill = (name: string, words: string): HTMLElement | null => {
    const part = item.querySelector<HTMLElement>(name);
    if (part) part.textContent = words;
    return part;
  };
  fill('.explains', explains);
  const title = fill('.finding-title', plain(speech.say(finding.title)));
  title?.setAttribute('aria-pressed', String(isPicked));
  if (title) title.onclick = () => pick(finding, actions);
  fill('.sentence', plain(speech.say(finding.sentence)));
  fill('.advice', plain(speech.say(finding.advice)));
  fill(
    '.saves',
    finding.saves === undefined || goesOn || whatIf.changesOf(finding).length > 0
      ? ''
      : speech.say(text('Could save up to {saves}.', { saves: { ms: finding.saves } })),
  );
  drawLinks(item, finding, speech, actions);
  drawOwnTick(item, finding, whatIf, speech, actions);
  const more = item.querySelector<HTMLElement>('.unfold');
  if (!more) return;
  more.onclick = () => setUnfolded(more, more.ariaExpanded !== 'true', speech);
  setUnfolded(more, more.ariaExpanded === 'true', speech);
}

/** What this finding asks for, to be tried; hidden where nobody can tell what that would bring. */
function drawOwnTick(
  item: HTMLElement,
  finding: Finding,
  { changesOf, ticked }: WhatIf,
  speech: Speech,
  actions: Actions,
): void {
  const keys = changesOf(finding);
  const label = select<HTMLElement, unknown>(item)
    .select<HTMLElement>('label.what-if')
    .attr('hidden', keys.length === 0 ? '' : null);
  const own = label.node();
  if (!own) return;
  drawTick(some(own), {
    words: speech.say(text('what if')),
    name: short(speech.say(text('What if this were changed: {title}', { title: finding.title })), 200),
    state: stateOf(keys, ticked),
    toggle: (on) => actions.tryChanges(keys, on),
  });
}

/** Further findings say what to change; the rest of it is a click away. */
function setUnfolded(button: HTMLElement, open: boolean, speech: Speech): void {
  button.ariaExpanded = String(open);
  button.textContent = speech.say(open ? text('less') : text('more'));
}

/** Whether the wait that a finding is about goes on: nobody knows how long it will be. */
export function goingOn({ phases }: Timeline): (finding: Finding) => boolean {
  const open = new Set(phases.flatMap((phase) => (phase.end ? [] : [phase.id])));
  return (finding) => finding.phases.some((id) => open.has(id));
}

function pick(finding: Finding, actions: Actions): void {
  const [id] = finding.phases;
  if (id !== undefined) actions.select({ kind: 'phase', id });
}

/** Drawn anew only when they lead elsewhere: the sentence beside them changes each second while the focus is on one. */
function drawLinks(item: HTMLElement, finding: Finding, speech: Speech, actions: Actions): void {
  const links = select<HTMLElement, unknown>(item).select<HTMLElement>('.links');
  drawIfNew(links, [finding.yaml, finding.change, finding.docs, speech.locale], () => {
    links.node()?.replaceChildren(...linksOf(finding, speech).map((link) => drawLink(link, actions)));
  });
}

interface Link {
  readonly words: string;
  /** Told in its place once it is done. */
  readonly done?: string;
  readonly go: (actions: Actions) => void;
}

function drawLink({ words, done, go }: Link, actions: Actions): HTMLElement {
  const button = newElement('button', 'link');
  button.setAttribute('type', 'button');
  button.textContent = words;
  button.onclick = () => {
    go(actions);
    if (done !== undefined) button.textContent = done;
  };
  return button;
}

function linksOf(finding: Finding, speech: Speech): Link[] {
  const { yaml, change } = finding;
  return [
    ...(yaml ? [{ words: pathName(yaml), go: (actions: Actions) => actions.openYaml([yaml]) }] : []),
    ...(change === undefined
      ? []
      : [
          {
            words: speech.say(text('Copy YAML')),
            done: speech.say(text('Copied')),
            go: (actions: Actions) => actions.copy(change),
          },
        ]),
    { words: speech.say(text('docs')), go: (actions: Actions) => actions.openDocs(finding.docs) },
  ];
}
