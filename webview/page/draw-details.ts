import { phaseExplanation, phaseKinds, phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Evidence, Instant, Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import type { Actions } from '../parts/actions.ts';
import { plain, short } from '../parts/plain.ts';
import { exitWords, heldWords } from '../chart/phase-words.ts';
import { spanWords } from '../parts/span-words.ts';
import { originOf, spanOf } from '../parts/span.ts';
import { only, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { pathName } from '../parts/path-name.ts';

export interface DetailsInput {
  readonly timeline: Timeline;
  readonly phase: Phase | undefined;
  readonly now: number;
  readonly speech: Speech;
  readonly actions: Actions;
}

interface Fact {
  readonly name: string;
  readonly value: string;
}

/** The pane about the selected bar: what, when, how long, how exact, and what proves it. */
export function drawDetails(parent: Some<HTMLElement>, input: DetailsInput): void {
  const { phase, speech, actions } = input;
  const pane = only(parent, 'section', 'details')
    .attr('aria-label', speech.say(text('Details')))
    .attr('hidden', phase ? null : '');
  if (!phase) return;
  const lane = input.timeline.lanes.find((candidate) => candidate.id === phase.lane);
  only(pane, 'h2', 'what').text(`${speech.say(phaseName(phase))} · ${short(lane?.name ?? phase.lane, 80)}`);
  only(pane, 'p', 'explanation').text(speech.say(phaseExplanation(phase)));
  only(pane, 'p', 'message').text(phase.message === undefined ? '' : plain(phase.message));
  drawFacts(only(pane, 'dl', 'facts'), factsOf(input, phase));
  drawEvidence(only(pane, 'div', 'evidence'), evidenceOf(input, phase), speech, actions);
  drawButtons(only(pane, 'p', 'links'), phase, speech, actions);
}

function drawFacts(list: Some<HTMLElement>, facts: readonly Fact[]): void {
  const groups = list
    .selectChildren<HTMLDivElement, Fact>('div')
    .data(facts, (fact) => fact.name)
    .join((enter) => {
      const group = enter.append('div');
      group.append('dt');
      group.append('dd');
      return group;
    });
  groups.select('dt').text((fact) => fact.name);
  groups.select('dd').text((fact) => fact.value);
}

function factsOf({ timeline, now, speech }: DetailsInput, phase: Phase): Fact[] {
  const origin = originOf(timeline);
  const span = spanOf(phase, epochMs(now));
  const fact = (name: Text, value: string): Fact => ({ name: speech.say(name), value });
  const when = (instant: Instant): string =>
    `${speech.duration(instant.at - origin)} · ${speech.clock(instant.at)}${howExact(instant, speech)}`;
  return [
    fact(text('Duration'), spanWords(span, speech)),
    fact(text('Start'), when(phase.start)),
    fact(text('End'), phase.end ? when(phase.end) : speech.say(text('still running'))),
    ...(phase.attempt > 1 ? [fact(text('Attempt'), speech.number(phase.attempt))] : []),
    ...(phase.exit ? [fact(text('Ended with'), speech.say(exitWords(phase.exit)))] : []),
    ...probeFact(phase, origin, speech).map((value) => fact(text('Probe'), value)),
    fact(
      text('Readiness'),
      phase.critical
        ? speech.say(text('waited for it'))
        : speech.say(
            phase.slack === undefined
              ? text('did not wait for it')
              : text('did not wait for it; it could have taken {slack} longer', { slack: { ms: phase.slack } }),
          ),
    ),
  ];
}

/** Until when it was not asked, and the tries that are known. */
function probeFact(phase: Phase, origin: number, speech: Speech): string[] {
  if (!phase.probe) return [];
  const held = heldWords(phase, { origin });
  const failed = phase.probe.failedAt
    .slice(0, 5)
    .map((at) => text('probe failed at {at}', { at: { ms: at - origin } }));
  const passed =
    phase.outcome === 'done' && phase.end ? [text('probe passed at {at}', { at: { ms: phase.end.at - origin } })] : [];
  const words = [...(held ? [held] : []), ...failed, ...passed].map(speech.say).join(' · ');
  return words === '' ? [] : [words];
}

function howExact(instant: Instant, speech: Speech): string {
  const width = instant.latest - instant.earliest;
  return width < 1 ? '' : speech.say(text(' (known to {width})', { width: { ms: width } }));
}

interface Proof {
  readonly key: string;
  readonly edge: string;
  readonly words: string;
  readonly go?: (actions: Actions) => void;
}

function evidenceOf({ speech }: DetailsInput, phase: Phase): Proof[] {
  const edge = (name: Text, instant: Instant | undefined): Proof[] =>
    (instant?.sources ?? []).map((source, index) => ({
      key: `${name.template}${index}`,
      edge: index === 0 ? speech.say(name) : '',
      ...proofOf(source, speech),
    }));
  return [...edge(text('Start'), phase.start), ...edge(text('End'), phase.end)];
}

function proofOf(source: Evidence, speech: Speech): Pick<Proof, 'words' | 'go'> {
  switch (source.kind) {
    case 'event':
      return {
        words: speech.say(
          text('event {reason}: {stamp}, clock of {clock}', {
            reason: short(source.reason, 60),
            stamp: source.stamp,
            clock: source.clock,
          }),
        ),
        go: (actions) => actions.openEvent(source.uid),
      };
    case 'field':
      return {
        words: speech.say(
          text('field {path}, clock of {clock}', { path: short(source.path.join('.'), 120), clock: source.clock }),
        ),
        go: (actions) => actions.openYaml([source.path]),
      };
    case 'arrival':
      return { words: speech.say(text('seen live: {what}', { what: short(source.what, 120) })) };
    case 'log':
      return {
        words: speech.say(
          text('log of {container}, clock of {clock}', { container: short(source.container, 60), clock: source.clock }),
        ),
        go: (actions) => actions.readLog(source.container, false),
      };
    case 'order':
      return {
        words: speech.say(
          text('no stamp exists: bounded by the order of the steps, next to {neighbour}', {
            neighbour: short(source.neighbour, 80),
          }),
        ),
      };
  }
}

function drawEvidence(parent: Some<HTMLElement>, proofs: readonly Proof[], speech: Speech, actions: Actions): void {
  only(parent, 'h3', 'title').text(speech.say(text('Evidence')));
  const items = only(parent, 'ul', 'proofs')
    .selectChildren<HTMLLIElement, Proof>('li')
    .data(proofs, (proof) => proof.key)
    .join((enter) => {
      const item = enter.append('li');
      item.append('span').attr('class', 'edge');
      item.append('button').attr('type', 'button').attr('class', 'link');
      return item;
    });
  items.select('.edge').text((proof) => proof.edge);
  items
    .select<HTMLButtonElement>('.link')
    .property('disabled', (proof) => !proof.go)
    .text((proof) => proof.words)
    .on('click', (_, proof) => proof.go?.(actions));
}

function drawButtons(parent: Some<HTMLElement>, phase: Phase, speech: Speech, actions: Actions): void {
  const yaml = only(parent, 'button', 'yaml-link').classed('link', true).attr('type', 'button');
  yaml
    .text(`${speech.say(text('Show YAML'))}: ${phase.yaml[0] ? pathName(phase.yaml[0]) : ''}`)
    .attr('hidden', phase.yaml.length > 0 ? null : '')
    .on('click', () => actions.openYaml(phase.yaml));
  const docs = only(parent, 'button', 'docs-link').classed('link', true).attr('type', 'button');
  docs
    .text(speech.say(text('Kubernetes documentation')))
    .on('click', () => actions.openDocs(phaseKinds[phase.kind].docs));
}
