import type { HostMessage } from '../../src/shared/protocol.ts';
import { text } from '../../src/timeline/text.ts';
import type { Scene } from '../actions.ts';
import { legend, type Meaning } from '../chart/meaning.ts';
import type { Measure } from '../chart/measure.ts';
import { plain } from '../chart/plain.ts';
import { panDomain, zoomDomain, clampDomain, type Domain } from '../chart/time-scale.ts';
import { control, only, some, type Some } from '../dom.ts';
import type { Speech } from '../language.ts';
import { drawLegend } from '../page/draw-legend.ts';
import { Drawn } from '../page/changed.ts';
import type { ManyView } from '../state.ts';
import { drawCompare } from './draw-compare.ts';
import { drawList, drawListAxis } from './draw-list.ts';
import { drawSpread } from './draw-spread.ts';
import { layoutList, rowHeight, scrollTo, type ListInput, type ListLayout } from './layout-list.ts';
import { outstanding, spreadByMeaning, spreadOf, type MeaningSpread, type Spread } from './percentiles.ts';
import { listRows, pullRows, sortPods, type ListRow } from './rows.ts';
import { summaryOf, type PodSummary } from './summary.ts';

export interface ManyInput extends Scene {
  readonly message: HostMessage & { readonly type: 'pods' | 'node' };
  readonly now: number;
  readonly width: number;
  readonly speech: Speech;
  readonly measure: Measure;
}

/** The page of many pods: a list of which only what is in view is in the document. */
export class ManyPage {
  readonly #root: Some<HTMLElement>;
  readonly #scroller: Some<HTMLElement>;
  readonly #axis: Some<SVGElement>;
  readonly #svg: Some<SVGElement>;
  #input: ManyInput | undefined;
  #pods: readonly PodSummary[] = [];
  #rows: readonly ListRow[] = [];
  #layout: ListLayout | undefined;
  #spread: Spread | undefined;
  #spreads: readonly MeaningSpread[] = [];
  readonly #built = new Drawn();
  readonly #drawn = new Drawn();

  constructor(element: HTMLElement) {
    this.#root = some(element);
    for (const part of ['head', 'tools', 'axis-frame', 'scroller', 'below']) only(this.#root, 'div', part);
    this.#axis = only(this.#root, 'div', 'axis-frame').append<SVGElement>('svg').attr('class', 'waterfall list-axis');
    this.#scroller = only(this.#root, 'div', 'scroller').attr('role', 'listbox').attr('tabindex', 0);
    this.#svg = only(this.#scroller, 'div', 'extent').append<SVGElement>('svg').attr('class', 'waterfall list');
    this.#listen();
  }

  draw(input: ManyInput): void {
    this.#input = input;
    const { message, state, speech, width } = input;
    /* Zooming and panning move the rows only. */
    if (!this.#drawn.changed(message, state.many, state.off, speech, width)) return this.#drawRows();
    this.#build(input);
    this.#drawHead(input);
    drawCompare(only(this.#root, 'div', 'head'), input.message.type === 'pods' ? this.#pods : [], input.now, input.speech);
    this.#drawTools(input);
    this.#scroller.attr('aria-label', input.speech.say(text('Pods. Arrow keys walk, Enter opens the timeline, left and right fold the containers.')));
    this.#drawRows();
    const below = only(this.#root, 'div', 'below');
    drawLegend(below, input.message.timelines, input, input.speech, (meaning) => input.message.type === 'pods' || pullMeanings.has(meaning));
    drawSpread(below, input.message.type === 'pods' ? this.#spreads : [], input.speech);
  }

  tick(now: number): void {
    if (!this.#input) return;
    this.#input = { ...this.#input, now };
    this.#drawRows();
  }

  /** The rows, only when what they are made of has changed: a click must not sort ten thousand pods. */
  #build({ message, state }: ManyInput): void {
    if (!this.#built.changed(message, state.many.sort, state.many.open)) return;
    this.#pods = sortPods(message.timelines.map(summaryOf), state.many.sort);
    this.#spread = spreadOf(this.#pods.flatMap((pod) => pod.total ?? []));
    this.#spreads = spreadByMeaning(this.#pods);
    this.#rows = message.type === 'node' ? pullRows(this.#pods) : listRows(this.#pods, state.many.open, outstanding(this.#pods));
  }

  #drawHead({ message, speech }: ManyInput): void {
    const header = only(only(this.#root, 'div', 'head'), 'header', 'pod-header');
    const line = only(header, 'div', 'identity');
    only(line, 'h1', 'name').text(plain(message.type === 'node' ? message.node : message.title));
    only(line, 'span', 'about').text(message.type === 'node' ? speech.say(text('image pulls of this node')) : speech.say(text('{count} pods', { count: this.#pods.length })));
    only(header, 'p', 'total').text(message.type === 'node' ? '' : this.#headline(speech));
  }

  #headline(speech: Speech): string {
    const spread = this.#spread;
    const waiting = this.#pods.filter((pod) => pod.total === undefined && pod.state !== 'deleted').length;
    const [worst] = this.#spreads;
    const parts = [
      spread && speech.say(text('Half are ready in {p50}, the slowest in {most}.', { p50: { ms: spread.p50 }, most: { ms: spread.most } })),
      worst && speech.say(text('{phase} costs them most: {p50} in the median, {most} at most.', { phase: nameOf(worst.meaning), p50: { ms: worst.p50 }, most: { ms: worst.most } })),
      waiting > 0 && speech.say(text('{waiting} not ready yet.', { waiting })),
    ];
    return parts.filter((part) => typeof part === 'string').join(' ');
  }

  #drawTools({ message, state, speech, actions }: ManyInput): void {
    const bar = only(only(this.#root, 'div', 'tools'), 'div', 'toolbar').attr('role', 'toolbar').attr('aria-label', speech.say(text('List')));
    const sort = control(bar, 'vscode-dropdown', 'sort').attr('aria-label', speech.say(text('Sort by'))).attr('hidden', message.type === 'node' ? '' : null);
    const options = sort.selectChildren<HTMLElement, SortOption>('vscode-option').data(this.#sortOptions(speech), (option) => option.value);
    options.join('vscode-option').attr('value', (option) => option.value).text((option) => option.name);
    sort.property('currentValue', state.many.sort).on('change', (event: Event) => actions.many({ sort: valueOf(event) as ManyView['sort'] }));
    const align = control(bar, 'vscode-button', 'align').attr('aria-pressed', state.many.align === 'creation');
    align.attr('hidden', message.type === 'node' ? '' : null).attr('title', speech.say(text('Every row begins at its own creation'))).text(speech.say(text('Align at creation')));
    align.on('click', () => actions.many({ align: state.many.align === 'creation' ? 'clock' : 'creation' }));
    control(bar, 'vscode-button', 'tool-fit').text(speech.say(text('Fit'))).on('click', () => actions.show(undefined));
  }

  #sortOptions(speech: Speech): SortOption[] {
    const present = new Set(this.#spreads.map((spread) => spread.meaning));
    return [
      { value: 'creation', name: speech.say(text('by creation')) },
      { value: 'total', name: speech.say(text('slowest first')) },
      { value: 'name', name: speech.say(text('by name')) },
      ...legend.filter(({ meaning }) => present.has(meaning)).map(({ meaning, name }) => ({ value: `phase:${meaning}` as const, name: speech.say(text('by {phase}', { phase: name })) })),
    ];
  }

  #listInput(input: ManyInput): ListInput {
    const node = this.#scroller.node();
    const { domain, off, many } = input.state;
    const align = input.message.type === 'node' ? 'clock' : many.align;
    return { rows: this.#rows, width: input.width - 12, viewHeight: node?.clientHeight ?? 600, scrollTop: node?.scrollTop ?? 0, now: input.now, align, off, speech: input.speech, measure: input.measure, ...(domain && { domain }) };
  }

  #drawRows(): void {
    const input = this.#input;
    if (!input) return;
    const layout = layoutList(this.#listInput(input));
    this.#layout = layout;
    this.#scroller.style('--content', `${layout.fullHeight + 2}px`);
    only(this.#scroller, 'div', 'extent').style('height', `${layout.fullHeight}px`);
    const { many } = input.state;
    const spread = many.align === 'creation' && input.message.type === 'pods' ? this.#spread : undefined;
    drawListAxis(this.#axis, layout, spread, input.speech);
    drawList(this.#svg, layout, { open: many.open, count: this.#rows.length, speech: input.speech, ...(many.active !== undefined && { active: many.active }) });
    const active = layout.rows.find(({ row }) => row.key === many.active);
    this.#scroller.attr('aria-activedescendant', active ? `row-${active.index}` : null);
  }

  #listen(): void {
    const node = this.#scroller.node();
    if (!node) return;
    node.addEventListener('scroll', () => this.#drawRows(), { passive: true });
    node.addEventListener('keydown', (event) => this.#key(event));
    node.addEventListener('click', (event) => this.#click(event));
    node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
  }

  #click(event: MouseEvent): void {
    const key = event.target instanceof Element ? event.target.closest<SVGGElement>('.list-row')?.dataset['key'] : undefined;
    const row = this.#rows.find((candidate) => candidate.key === key);
    if (!row || !this.#input) return;
    if (event.target instanceof Element && event.target.classList.contains('twist')) this.#input.actions.toggleRow(row.uid);
    else this.#input.actions.many({ active: row.key, drilled: row.uid });
  }

  #wheel(event: WheelEvent): void {
    if (!this.#layout || !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)) return;
    event.preventDefault();
    const { scale } = this.#layout;
    const x = event.clientX - (this.#svg.node()?.getBoundingClientRect().left ?? 0);
    if (event.shiftKey) return this.#show(panDomain(scale.domain, (event.deltaX || event.deltaY) / (scale.right - scale.left)));
    this.#show(zoomDomain(scale.domain, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.004)), scale.invert(x)));
  }

  #show(domain: Domain): void {
    if (this.#layout) this.#input?.actions.show(clampDomain(domain, this.#layout.scale));
  }

  #key(event: KeyboardEvent): void {
    const input = this.#input;
    if (!input) return;
    const { actions, state } = input;
    const index = this.#rows.findIndex((row) => row.key === state.many.active);
    const row = this.#rows[index];
    const page = Math.max(1, Math.floor((this.#scroller.node()?.clientHeight ?? 240) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step !== undefined) this.#walk(Math.min(Math.max(index + step, 0), this.#rows.length - 1));
    else if (event.key === 'Enter' && row) actions.many({ drilled: row.uid });
    else if ((event.key === 'ArrowRight' || event.key === 'ArrowLeft') && row && state.many.open.has(row.uid) === (event.key === 'ArrowLeft')) actions.toggleRow(row.uid);
    else return;
    event.preventDefault();
  }

  #walk(index: number): void {
    const row = this.#rows[index];
    const node = this.#scroller.node();
    if (!row || !node) return;
    node.scrollTop = scrollTo(index, { scrollTop: node.scrollTop, viewHeight: node.clientHeight });
    this.#input?.actions.many({ active: row.key });
  }
}

/** What a node's view shows. */
const pullMeanings: ReadonlySet<Meaning> = new Set(['queue', 'pull', 'backoff']);

interface SortOption {
  readonly value: ManyView['sort'];
  readonly name: string;
}

const valueOf = (event: Event): string => (event.target && 'value' in event.target ? String(event.target.value) : '');

const nameOf = (meaning: Meaning) => legend.find((entry) => entry.meaning === meaning)?.name ?? meaning;
