import type { Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { clampDomain, panDomain, zoomDomain, type Domain } from '../parts/time-scale.ts';
import { only, type Some } from '../parts/dom.ts';
import { Drawn } from '../parts/changed.ts';
import { drawListAxis, type AxisBand } from './draw-axis.ts';
import { drawList } from './draw-list.ts';
import { drawListTooltip, type ListHover } from './draw-list-tooltip.ts';
import { layoutList, rowHeightFor, scrollTo, type ListLayout } from './layout-list.ts';
import { listIntent } from './list-keys.ts';
import { extentOf, stepsIn } from './list-scale.ts';
import { dataOf } from '../parts/many-data.ts';
import type { ListInput } from './list-input.ts';
import type { ManyInput } from './many-input.ts';
import type { ListRow } from './rows.ts';

/** The list itself: draws what is in view, and listens. */
export class List {
  readonly #frame: Some<HTMLElement>;
  readonly #scroller: Some<HTMLElement>;
  readonly #node: HTMLElement | null;
  readonly #axis: Some<SVGElement>;
  readonly #svg: Some<SVGElement>;
  #input: ManyInput | undefined;
  #rows: readonly ListRow[] = [];
  #layout: ListLayout | undefined;
  #hover: ListHover | undefined;
  #scrollTop = 0;
  #height = -1;
  #rowHeight = rowHeightFor(0);
  readonly #axisDrawn = new Drawn();

  constructor(frame: Some<HTMLElement>) {
    this.#frame = frame;
    this.#axis = only(frame, 'div', 'axis-frame').append<SVGElement>('svg').attr('class', 'waterfall list-axis');
    this.#scroller = only(frame, 'div', 'scroller').attr('role', 'tree').attr('tabindex', 0);
    this.#svg = only(this.#scroller, 'div', 'extent').append<SVGElement>('svg').attr('class', 'waterfall list');
    this.#node = this.#scroller.node();
    this.#listen();
  }

  draw(input: ManyInput, rows: readonly ListRow[]): void {
    this.#input = input;
    this.#rows = rows;
    this.#rowHeight = rowHeightFor(input.message.type === 'node' ? rows.length : dataOf(input.message).pods.length);
    this.#scroller.attr(
      'aria-label',
      input.speech.say(
        text('Pods. Arrow keys walk, Enter opens the timeline, left and right fold the containers, c compares.'),
      ),
    );
    this.#drawRows();
  }

  tick(now: number): void {
    if (!this.#input) return;
    this.#input = { ...this.#input, now };
    this.#drawRows();
  }

  /** What colours there are to explain. */
  get steps(): readonly Step[] {
    return this.#layout ? stepsIn(this.#rows, this.#layout.scale, this.#input?.state.off) : [];
  }

  /** After it was out of the document: a browser forgets where that was scrolled to. */
  restore(focus: boolean): void {
    if (!this.#node) return;
    this.#node.scrollTop = this.#scrollTop;
    if (focus) this.#node.focus({ preventScroll: true });
  }

  /** All rows at once (so many that a picture makes sense), as long as `use` looks at them. */
  picture<T>(use: (svg: SVGElement, rows: { readonly shown: number; readonly all: number }) => T): T | undefined {
    if (!this.#input) return undefined;
    const rows = this.#rows.slice(0, mostInPicture);
    const layout = layoutList({
      ...this.#listInput(this.#input),
      rows,
      scrollTop: 0,
      viewHeight: rows.length * this.#rowHeight,
    });
    const holder = only(this.#frame, 'div', 'picture');
    const svg = holder.append<SVGElement>('svg').attr('class', 'waterfall list');
    const axis = svg.append<SVGElement>('g');
    const list = svg.append<SVGElement>('g');
    drawListAxis(axis, {
      layout,
      rows,
      now: this.#input.now,
      speech: this.#input.speech,
      measure: this.#input.measure,
      zero: zeroWords(this.#input, rows),
      ...this.#band(),
    });
    const top = Number(axis.attr('height'));
    drawList(list, layout, { related: new Set(), count: rows.length });
    list.attr('transform', `translate(0 ${top})`);
    svg.attr('width', layout.width).attr('height', top + layout.height);
    const node = svg.node();
    const used = node ? use(node, { shown: rows.length, all: this.#rows.length }) : undefined;
    holder.remove();
    return used;
  }

  #listInput({ state, message, width, now, speech, measure }: ManyInput): ListInput {
    const { many, off } = state;
    return {
      rows: this.#rows,
      rowHeight: this.#rowHeight,
      width: width - 12,
      viewHeight: this.#node?.clientHeight ?? 600,
      scrollTop: this.#node?.scrollTop ?? 0,
      now,
      align: message.type === 'node' ? 'clock' : many.align,
      off,
      speech,
      measure,
      ...(many.domain && { domain: many.domain }),
    };
  }

  #drawRows(): void {
    const input = this.#input;
    if (!input) return;
    this.#makeRoom();
    const layout = layoutList(this.#listInput(input));
    this.#layout = layout;
    const { many } = input.state;
    this.#drawAxis(layout, input);
    const pointed =
      this.#hover?.row ??
      (many.active === undefined ? undefined : layout.rows.find(({ row }) => row.key === many.active)?.row);
    drawList(this.#svg, layout, {
      related: new Set(pointed?.after),
      count: this.#rows.length,
      ...(many.active !== undefined && { active: many.active }),
    });
    const active = layout.rows.find(({ row }) => row.key === many.active);
    this.#scroller.attr('aria-activedescendant', active ? `row-${active.index}` : null);
    drawListTooltip(this.#frame, this.#hover, { now: input.now, width: layout.width }, input.speech);
  }

  /** Scrolling leaves it as it is. */
  #drawAxis(layout: ListLayout, input: ManyInput): void {
    const { now, speech, measure, message, state } = input;
    const { from, to } = layout.scale.domain;
    if (!this.#axisDrawn.changed(from, to, layout.width, this.#rows, now, message, state.many.align, speech, measure)) {
      return;
    }
    drawListAxis(this.#axis, {
      layout,
      rows: this.#rows,
      now,
      speech,
      measure,
      zero: zeroWords(input, this.#rows),
      ...this.#band(),
    });
  }

  /** Makes the list as high as its rows; only when their number has changed, since it costs a layout. */
  #makeRoom(): void {
    const height = this.#rows.length * this.#rowHeight;
    if (height === this.#height) return;
    this.#height = height;
    this.#scroller.style('--content', `${height + 2}px`);
    only(this.#scroller, 'div', 'extent').style('height', `${height}px`);
  }

  #band(): { readonly band?: AxisBand } {
    const message = this.#input?.message;
    if (message?.type !== 'pods' || message.reading) return {};
    const { pods, total } = dataOf(message);
    if (this.#input?.state.many.align === 'clock') return { band: { kind: 'availability', pods } };
    return total && total.count > 2 ? { band: { kind: 'spread', spread: total } } : {};
  }

  #listen(): void {
    const node = this.#node;
    if (!node) return;
    node.addEventListener('scroll', () => this.#scroll(node.scrollTop), { passive: true });
    node.addEventListener('keydown', (event) => this.#key(event));
    node.addEventListener('click', (event) => this.#click(event));
    node.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    node.addEventListener('pointermove', (event) => this.#point(event));
    node.addEventListener('pointerleave', () => this.#setHover(undefined));
  }

  #scroll(top: number): void {
    /* Taken out of the document, it reports a jump to the top. */
    if (!this.#node?.isConnected) return;
    this.#scrollTop = top;
    this.#drawRows();
  }

  #rowAt(target: EventTarget | null): ListRow | undefined {
    const key = target instanceof Element ? target.closest<SVGGElement>('.list-row')?.dataset['key'] : undefined;
    return this.#layout?.rows.find(({ row }) => row.key === key)?.row;
  }

  #point(event: PointerEvent): void {
    const row = this.#rowAt(event.target);
    const box = this.#frame.node()?.getBoundingClientRect();
    if (!row || !box || row.kind === 'group') return this.#setHover(undefined);
    const stretch = this.#stretchAt(event.target);
    this.#setHover({
      row,
      x: event.clientX - box.left,
      y: event.clientY - box.top,
      ...(stretch !== undefined && { stretch }),
    });
  }

  #stretchAt(target: EventTarget | null): number | undefined {
    const place = target instanceof SVGElement ? target.dataset['place'] : undefined;
    return place === undefined ? undefined : Number(place);
  }

  #setHover(hover: ListHover | undefined): void {
    const isSame = this.#hover?.row.key === hover?.row.key;
    this.#hover = hover;
    if (!isSame) this.#drawRows();
    else if (this.#input && this.#layout) {
      drawListTooltip(this.#frame, hover, { now: this.#input.now, width: this.#layout.width }, this.#input.speech);
    }
  }

  #click(event: MouseEvent): void {
    const row = this.#rowAt(event.target);
    const actions = this.#input?.actions;
    if (!row || !actions) return;
    const isTwist =
      event.target instanceof Element && event.clientX < (this.#svg.node()?.getBoundingClientRect().left ?? 0) + 18;
    if (row.kind === 'group') return actions.toggleGroup(row.key);
    actions.many({ active: row.key });
    if (row.isOpen !== undefined && isTwist) return actions.toggleRow(row.uid);
    if (event.ctrlKey || event.metaKey) return actions.togglePick(row.uid);
    this.#setHover(undefined);
    actions.drill(row.uid);
  }

  #wheel(event: WheelEvent): void {
    if (!this.#layout || !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)) return;
    event.preventDefault();
    const { scale } = this.#layout;
    const x = event.clientX - (this.#svg.node()?.getBoundingClientRect().left ?? 0);
    if (event.shiftKey) {
      return this.#show(panDomain(scale.domain, (event.deltaX || event.deltaY) / (scale.right - scale.left)));
    }
    this.#show(zoomDomain(scale.domain, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.004)), scale.invert(x)));
  }

  #show(domain: Domain): void {
    if (this.#layout) this.#input?.actions.show(clampDomain(domain, this.#layout.scale));
  }

  #key(event: KeyboardEvent): void {
    const input = this.#input;
    if (!input || !this.#layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const { actions, state } = input;
    const index = this.#rows.findIndex(({ key }) => key === state.many.active);
    const page = Math.max(1, Math.floor((this.#node?.clientHeight ?? 240) / this.#rowHeight) - 1);
    const intent = listIntent(event.key, {
      row: this.#rows[index],
      page,
      zoomed: state.many.domain !== undefined,
      view: state.many,
    });
    if (!intent) return;
    event.preventDefault();
    switch (intent.do) {
      case 'walk':
        return this.#walk(Math.min(Math.max(index + intent.by, 0), this.#rows.length - 1));
      case 'open':
        return actions.drill(intent.uid);
      case 'fold':
        return actions.toggleRow(intent.uid);
      case 'fold-group':
        return actions.toggleGroup(intent.key);
      case 'pick':
        return actions.togglePick(intent.uid);
      case 'zoom':
        return this.#show(zoomDomain(this.#layout.scale.domain, intent.by, this.#layout.scale.domain.from));
      case 'fit':
        return actions.show(undefined);
      case 'unpick':
        return actions.many({ picked: [] });
      case 'all-causes':
        return actions.toggleCause(intent.cause);
    }
  }

  #walk(index: number): void {
    const row = this.#rows[index];
    const node = this.#node;
    if (!row || !node) return;
    node.scrollTop = scrollTo(index, {
      rowHeight: this.#rowHeight,
      scrollTop: node.scrollTop,
      viewHeight: node.clientHeight,
    });
    this.#input?.actions.many({ active: row.key });
  }
}

/** What 0 s is, in words as they get shorter. */
function zeroWords({ message, state, speech }: ManyInput, rows: readonly ListRow[]): readonly Text[] {
  if (message.type === 'pods' && state.many.align === 'creation') {
    return [text('0 s: creation of each pod'), text('since creation'), text('created')];
  }
  const clock = speech.clock(extentOf(rows).first);
  return [
    message.type === 'node' ? text('0 s: {clock}', { clock }) : text('0 s: first creation, {clock}', { clock }),
    text('{clock}', { clock }),
  ];
}

/** A picture of more rows is too high for any screen. */
const mostInPicture = 400;
