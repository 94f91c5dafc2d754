import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { togetherWords } from '../../src/engine/timeline/what-if/words.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { legendOfSteps } from '../parts/meaning.ts';
import { plain } from '../parts/plain.ts';
import { only, some, type Some } from '../parts/dom.ts';
import type { Speech } from '../parts/language.ts';
import { drawBadges, livenessBadges } from '../parts/badges.ts';
import { drawLegend } from '../parts/draw-legend.ts';
import type { Caption, Page } from '../parts/page.ts';
import { wordsOf } from '../parts/words-of.ts';
import { Drawn } from '../parts/changed.ts';
import { drawCauses } from './draw-causes.ts';
import { drawCompare } from './draw-compare.ts';
import { drawPhases } from './draw-phases.ts';
import { drawPodsTable } from './draw-pods-table.ts';
import { drawSentences } from './draw-sentences.ts';
import { drawTools } from './draw-tools.ts';
import { List } from './list.ts';
import { dataOf, type ManyData } from '../parts/many-data.ts';
import type { ManyMessage, ManyInput } from './many-input.ts';
import { listRows, pullRows, type ListRow } from './rows.ts';

/**
 * The page of many pods: what there is to say of them together, and a list of which only what is in view is in the
 * document.
 */
export class ManyPage implements Page<ManyMessage> {
  readonly #element = document.createElement('div');
  readonly #root: Some<HTMLElement> = some(this.#element);
  readonly #list: List;
  readonly #built = new Drawn();
  readonly #drawn = new Drawn();
  readonly #legend = new Drawn();
  #input: ManyInput | undefined;
  #data: ManyData | undefined;
  #rows: readonly ListRow[] = [];

  constructor() {
    this.#element.className = 'many-page';
    for (const part of ['head', 'tools', 'list-frame', 'keys', 'below']) only(this.#root, 'div', part);
    this.#list = new List(only(this.#root, 'div', 'list-frame'));
  }

  /** Puts the page in its place, for the first time or again: where one was in the list, one is. */
  enter(place: HTMLElement): void {
    const isBack = this.#drawn.isDrawn;
    place.replaceChildren(this.#element);
    this.#list.restore(isBack);
  }

  get isRunning(): boolean {
    if (this.#input?.message.liveness.state !== 'live') return false;
    return this.#data?.isRunning ?? this.#rows.some(({ stretches }) => stretches.some(({ to }) => to === undefined));
  }

  draw(input: ManyInput): void {
    this.#input = input;
    const { message, state, speech, width } = input;
    const { domain: _, active: __, ...look } = state.many;
    /* Zooming, panning and walking move the rows only. */
    if (
      !this.#drawn.changed(
        message,
        JSON.stringify({ ...look, open: [...look.open], closed: [...look.closed] }),
        state.off,
        speech,
        width,
      )
    ) {
      return this.#drawList(input);
    }
    this.#build(input);
    this.#drawHead(input);
    drawTools(only(this.#root, 'div', 'tools'), input, this.#data, speech);
    this.#drawList(input);
    const below = only(this.#root, 'div', 'below');
    if (this.#data) drawPhases(below, this.#data, speech);
    else only(below, 'section', 'phases').attr('hidden', '');
    drawPodsTable(below, this.#rows, this.#data?.byUid ?? new Map<string, PodRow>(), speech);
  }

  #drawList(input: ManyInput): void {
    this.#list.draw(input, this.#rows);
    const { steps } = this.#list;
    if (this.#legend.changed(steps.join(), input.state.off, input.speech)) {
      drawLegend(only(this.#root, 'div', 'keys'), legendOfSteps(steps), input, input.speech);
    }
  }

  tick(now: number): void {
    this.#list.tick(now);
  }

  picture<T>(use: (chart: SVGElement, caption: Caption) => T): T | undefined {
    const speech = this.#input?.speech;
    return (
      speech &&
      this.#list.picture((chart, { shown, all }) => {
        const sentences = [
          wordsOf(this.#element, '.pod-header .headline'),
          wordsOf(this.#element, '.compare .sentence'),
          shown < all ? speech.say(text('The first {count} of {all} rows.', { count: shown, all })) : '',
        ];
        const legend = legendOfSteps(this.#list.steps);
        return use(chart, { title: wordsOf(this.#element, 'h1.name'), sentences, legend });
      })
    );
  }

  /** The rows, only when what they are made of has changed: a click must not sort ten thousand pods. */
  #build({ message, state: { many } }: ManyInput): void {
    if (!this.#built.changed(message, many.sort, many.open, many.closed, many.picked, many.cause)) return;
    this.#data = message.type === 'pods' ? dataOf(message) : undefined;
    this.#rows = message.type === 'pods' ? listRows(dataOf(message), message.overview, many) : pullRows(message.pulls);
  }

  #drawHead(input: ManyInput): void {
    const { message, speech, now, actions, state } = input;
    const head = only(this.#root, 'div', 'head');
    const header = only(head, 'header', 'pod-header');
    const line = only(header, 'div', 'identity');
    only(line, 'h1', 'name').text(plain(message.type === 'node' ? message.node : message.title));
    only(line, 'span', 'about').text(this.#about(message, speech));
    drawBadges(only(line, 'span', 'badges'), livenessBadges(message.liveness, speech));
    const isPair = this.#data?.pods.length === 2 && !message.reading;
    const pair = this.#pair(isPair, state.many.picked);
    const sentences = headlineOf(message, isPair);
    drawSentences(
      only(header, 'p', 'headline')
        .attr('role', 'status')
        .attr('hidden', sentences.length === 0 ? '' : null),
      sentences,
      speech,
    );
    const after = message.type === 'pods' ? togetherWords(message.whatIf ?? [], speech) : undefined;
    only(header, 'p', 'what-if-all')
      .attr('hidden', after ? null : '')
      .text(after ? plain(speech.say(after)) : '');
    only(header, 'p', 'notice')
      .attr('hidden', message.liveness.state === 'stale' ? null : '')
      .text(message.liveness.state === 'stale' ? plain(speech.say(message.liveness.reason)) : '');
    drawCompare(head, pair, now, speech);
    if (message.type === 'pods') {
      drawCauses(head, {
        overview: message.overview,
        count: this.#data?.pods.length ?? 0,
        speech,
        actions,
        ...(state.many.cause !== undefined && { chosen: state.many.cause }),
      });
    } else {
      only(head, 'section', 'findings').attr('hidden', '');
    }
  }

  #about(message: ManyMessage, speech: Speech): string {
    if (message.reading) return speech.say(text('{read} of {all} pods read', { ...message.reading }));
    if (message.type === 'node') return speech.say(text('image pulls of this node'));
    const count = this.#data?.pods.length ?? 0;
    const deleted = this.#data?.pods.filter(({ deletedAt }) => deletedAt !== undefined).length ?? 0;
    if (count === 1) return deleted === 1 ? speech.say(text('1 pod, deleted since')) : speech.say(text('1 pod'));
    if (deleted === count) return speech.say(text('{count} pods, all deleted since', { count }));
    if (deleted === 0) return speech.say(text('{count} pods', { count }));
    return speech.say(text('{count} pods, {deleted} of them deleted since', { count, deleted }));
  }

  /** The two pods that are compared: those that were picked, or the only two there are. */
  #pair(isPair: boolean, picked: readonly string[]): readonly [PodRow, PodRow] | undefined {
    const data = this.#data;
    if (!data) return undefined;
    const [first, second] = isPair ? data.pods : picked.map((uid) => data.byUid.get(uid));
    return first && second ? [first, second] : undefined;
  }
}

/** Two pods are compared below it: a headline of many would say less. */
function headlineOf(message: ManyMessage, isPair: boolean): readonly Text[] {
  if (message.type === 'node') return message.headline;
  return isPair ? [] : message.overview.headline;
}
