import type { HostMessage, LogSnapshot } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import { drawCursor, drawRuler } from '../chart/draw-cursor.ts';
import { drawLogTicks } from '../chart/draw-log-ticks.ts';
import { drawMinimap } from '../chart/draw-minimap.ts';
import { drawTooltip } from '../chart/draw-tooltip.ts';
import { drawWaterfall } from '../chart/draw-waterfall.ts';
import { focusDomain, keyIntent, measureBar } from '../chart/keys.ts';
import { layoutLog } from '../chart/layout-log.ts';
import { layoutMinimap, type Minimap } from '../chart/layout-minimap.ts';
import { layoutWaterfall } from '../chart/layout-waterfall.ts';
import { marksOn, phasesAtHome } from '../chart/marks.ts';
import type { Caption, Page, PageInput, PageKind } from '../parts/page.ts';
import { wordsOf } from '../parts/words-of.ts';
import { legendOfPhases, meaningOf, type LegendEntry } from '../parts/meaning.ts';
import { listenToMinimap } from '../chart/minimap-input.ts';
import { eventAt, listenToPointer, phaseAt, type Hover } from '../chart/pointer.ts';
import { clampDomain, type Domain } from '../parts/time-scale.ts';
import type { Waterfall } from '../chart/waterfall.ts';
import { plain } from '../parts/plain.ts';
import { drawIfNew, only, some, type Some } from '../parts/dom.ts';
import { Announcer } from './announce.ts';
import { Drawn } from '../parts/changed.ts';
import { drawDetails } from './draw-details.ts';
import { drawEvents } from './draw-events.ts';
import { drawFindings, goingOn } from './draw-findings.ts';
import { drawHeader } from './draw-header.ts';
import { drawLog } from './draw-log.ts';
import { drawLegend } from '../parts/draw-legend.ts';
import { drawMarks } from './draw-marks.ts';
import { drawPhaseTable } from './draw-table.ts';
import { drawToolbar, hasLogs } from './draw-toolbar.ts';
import { hintWhatBelongs } from './hint.ts';
import { KeepInView } from './keep-in-view.ts';
import { pickedPhase, relatedTo } from './related.ts';
import { nothingToTry, type WhatIf, WhatIfs } from './what-if.ts';

type TimelineMessage = HostMessage & { readonly type: 'timeline' };
type PodInput = PageInput<TimelineMessage>;

/** The page of one pod. It holds nothing but the last input and where the pointer is. */
class PodPage implements Page<TimelineMessage> {
  readonly #root: Some<HTMLElement>;
  readonly #frame: Some<HTMLElement>;
  readonly #svg: Some<SVGElement>;
  #legend: readonly LegendEntry[] = [];
  readonly #drawn = new Drawn();
  readonly #whatIfs = new WhatIfs();
  #input: PodInput | undefined;
  #chart: Waterfall | undefined;
  #map: Minimap | undefined;
  readonly #announcer = new Announcer();
  readonly #keepInView = new KeepInView();
  #hover: Hover | undefined;

  constructor(root: Some<HTMLElement>) {
    this.#root = root;
    for (const part of ['head', 'tools', 'frame', 'below']) only(root, 'div', part);
    this.#frame = only(root, 'div', 'frame');
    this.#svg = this.#frame.append<SVGElement>('svg').attr('class', 'waterfall');
    only(root, 'div', 'announcer').attr('role', 'status').attr('aria-live', 'polite');
    this.#listen();
    this.#listenToOverview();
    hintWhatBelongs(
      [this.#frame, only(root, 'div', 'below')].flatMap((part) => part.node() ?? []),
      () => this.#input?.message.timeline,
    );
  }

  /** Everything: after a snapshot or an act of the user. */
  draw(input: PodInput): void {
    this.#input = input;
    const { message, speech, actions, now, state } = input;
    /* Zooming, panning and measuring move the chart only. */
    if (
      !this.#drawn.changed(
        message,
        speech,
        input.width,
        input.back,
        state.selection,
        state.off,
        state.filter,
        state.sort,
        state.log,
        state.tried,
        state.measuring,
      )
    ) {
      return this.#drawChart();
    }
    const { timeline, liveness } = message;
    const head = only(this.#root, 'div', 'head');
    const picked = pickedPhase(timeline, state.selection);
    drawHeader(head, { timeline, liveness, now, speech });
    this.#drawFindings();
    const again = timeline.phases.flatMap((phase) => (phase.attempt === 2 ? [phase.lane] : []));
    drawIfNew(
      only(this.#root, 'div', 'tools'),
      [timeline.lanes, again, hasLogs(timeline), state.measuring, input.back !== undefined, speech.locale],
      (parent) => drawToolbar(parent, input, speech, timeline, input.back),
    );
    this.#drawChart();
    const below = only(this.#root, 'div', 'below');
    this.#drawLegend(only(below, 'div', 'keys'));
    drawLog(below, { timeline, log: this.#log(), speech, actions });
    drawDetails(below, { timeline, phase: picked, now, speech, actions });
    const eventFacts = [
      timeline.events,
      timeline.pod.uid,
      this.#chart?.origin,
      [...relatedTo(timeline, state.selection)],
      state.filter,
      state.sort,
      speech.locale,
    ];
    drawIfNew(only(below, 'div', 'told-by'), eventFacts, (parent) => drawEvents(parent, timeline, input, speech));
    drawPhaseTable(below, timeline, now, speech);
    this.#announce();
    this.#keepInView.follow(this.#svg.select<SVGGElement>('g.bar.selected').node() ?? undefined, input.width);
  }

  /** Only what moves with the page's clock: the running bars and the total. Findings count to their snapshot. */
  tick(now: number): void {
    if (!this.#input) return;
    this.#input = { ...this.#input, now };
    const { message, speech } = this.#input;
    drawHeader(only(this.#root, 'div', 'head'), {
      timeline: message.timeline,
      liveness: message.liveness,
      now,
      speech,
    });
    this.#drawChart();
    this.#announce();
  }

  get isRunning(): boolean {
    const { liveness, timeline } = this.#input?.message ?? {};
    return liveness?.state === 'live' && !timeline?.deleted && !!timeline?.phases.some((phase) => !phase.end);
  }

  picture<T>(use: (chart: SVGElement, caption: Caption) => T): T | undefined {
    const [chart, root] = [this.#svg.node(), this.#root.node()];
    const { message, speech } = this.#input ?? {};
    if (!chart || !root || !message || !speech) return undefined;
    const total = [...root.querySelectorAll('.total > :is(.before, .number, .after, .step, .error)')]
      .map(({ className, textContent }) => (className === 'error' ? ` ${textContent}` : textContent))
      .join('');
    const findings = message.timeline.findings
      .map(({ title, explains }) => `${explains > 0 ? `${speech.duration(explains)} ` : ''}${plain(speech.say(title))}`)
      .join(' · ');
    const first = [total.trim(), wordsOf(root, '.total .share')].filter((part) => part !== '').join(' · ');
    return use(chart, { title: wordsOf(root, 'h1.name'), sentences: [first, findings], legend: this.#legend });
  }

  #drawFindings(): void {
    if (!this.#input) return;
    const { message, state, speech, actions } = this.#input;
    const { timeline } = message;
    const picked = pickedPhase(timeline, state.selection);
    const goesOn = timeline.findings.map(goingOn(timeline));
    const place = only(only(this.#root, 'div', 'head'), 'div', 'told');
    const whatIf = this.#whatIf();
    drawIfNew(
      place,
      [whatIf.findings, whatIf.ticked, whatIf.possible, whatIf.prediction?.ready, goesOn, picked?.id, speech.locale],
      (parent) => drawFindings(parent, { timeline, whatIf, picked, speech, actions }),
    );
  }

  /** What can be tried on this start, and what is. */
  #whatIf(): WhatIf {
    const { message, state } = this.#input ?? {};
    return message && state ? this.#whatIfs.of(message.timeline, message.model, state.tried) : nothingToTry;
  }

  #drawChart(): void {
    const input = this.#input;
    if (!input) return;
    const { message, state, now, width, speech, measure } = input;
    const { timeline } = message;
    const log = this.#log();
    const { prediction } = this.#whatIf();
    this.#chart = layoutWaterfall({
      timeline,
      now,
      width,
      off: state.off,
      speech,
      measure,
      cpu: message.cpu ?? [],
      ...(prediction && { ghost: prediction.steps, predicted: prediction.ready }),
      ...(log?.log.state === 'lines' && { logOf: `container/${log.container}` }),
      ...(state.domain && { domain: state.domain }),
    });
    const related = relatedTo(timeline, state.selection);
    const tabStop = this.#tabStop();
    this.#map = layoutMinimap({ timeline, scale: this.#chart.scale, origin: this.#chart.origin, now, width });
    const label = speech.say(
      text('Startup timeline of {pod}. Arrow keys walk through the phases, Enter shows their YAML.', {
        pod: timeline.pod.name.slice(0, 80),
      }),
    );
    drawWaterfall(
      this.#svg,
      this.#chart,
      {
        podUid: timeline.pod.uid,
        related,
        ...(tabStop !== undefined && { tabStop }),
        ...(state.selection && { selection: state.selection }),
      },
      label,
    );
    drawLogTicks(this.#svg, layoutLog({ chart: this.#chart, timeline, log, speech, measure }));
    drawMinimap(this.#frame, this.#map, this.#chart.scale, speech);
    this.#drawOverlay();
  }

  /** The colours and signs that are on the picture; a colour that was switched off stays, to be switched on again. */
  #drawLegend(parent: Some<HTMLElement>): void {
    if (!this.#input || !this.#chart) return;
    const { message, state, now, speech } = this.#input;
    const { scale, origin } = this.#chart;
    const visible = new Set(phasesAtHome(message.timeline.phases, origin, now, scale));
    const entries = legendOfPhases(
      message.timeline.phases.filter((phase) => visible.has(phase) || state.off.has(meaningOf(phase.kind))),
    );
    const marks = marksOn(this.#chart, this.#log()?.log.state === 'lines');
    this.#legend = entries;
    const input = this.#input;
    drawIfNew(parent, [entries, [...state.off], marks, speech.locale], () => {
      drawLegend(parent, entries, input, speech);
      drawMarks(parent, marks, speech);
    });
  }

  #announce(): void {
    if (!this.#input) return;
    const { message, now, speech } = this.#input;
    const words = this.#announcer.next(message.timeline, message.liveness, now);
    if (words) only(this.#root, 'div', 'announcer').text(plain(speech.say(words)));
  }

  #drawOverlay(): void {
    if (!this.#input || !this.#chart) return;
    drawCursor(this.#svg, this.#chart, this.#hover, this.#input.speech);
    drawRuler(this.#svg, this.#chart, this.#input.state.ruler, this.#input.speech);
    const { message, now, speech } = this.#input;
    drawTooltip(this.#frame, { chart: this.#chart, hover: this.#hover, timeline: message.timeline, now, speech });
  }

  /** The log that is listed, as far as it is known. */
  #log(): LogSnapshot | undefined {
    const wanted = this.#input?.state.log;
    return (
      wanted &&
      this.#input?.message.logs?.find((log) => log.container === wanted.container && log.previous === wanted.previous)
    );
  }

  /** The selected bar, else the longest critical one: where Tab enters the chart. */
  #tabStop(): string | undefined {
    const picked = this.#input && pickedPhase(this.#input.message.timeline, this.#input.state.selection);
    if (picked && this.#chart?.bars.some((bar) => bar.id === picked.id)) return picked.id;
    return this.#chart?.bars[0]?.id;
  }

  #listen(): void {
    const node = this.#svg.node();
    if (!node) return;
    listenToPointer(node, {
      chart: () => this.#chart,
      measuring: () => this.#input?.state.measuring ?? false,
      show: (domain) => this.#show(domain),
      measure: (ruler) => this.#input?.actions.measure(ruler),
      hover: (hover) => {
        this.#hover = hover;
        this.#drawOverlay();
      },
      doubleClick: (id) => this.#focusOn(id),
    });
    node.addEventListener('click', (event) => this.#click(event));
    node.addEventListener('keydown', (event) => this.#key(event));
  }

  #listenToOverview(): void {
    const holder = only(this.#frame, 'div', 'overview').attr('hidden', '');
    const svg = holder.append<SVGElement>('svg').attr('class', 'minimap').node();
    if (svg) {
      listenToMinimap(svg, {
        map: () => this.#map,
        scale: () => this.#chart?.scale,
        show: (domain) => this.#show(domain),
      });
    }
  }

  #show(domain: Domain | undefined): void {
    if (this.#chart) this.#input?.actions.show(domain && clampDomain(domain, this.#chart.scale));
  }

  #focusOn(id: string | undefined): void {
    const bar = this.#chart?.bars.find((candidate) => candidate.id === id);
    this.#show(bar && this.#chart && this.#input ? focusDomain(bar, this.#chart, this.#input.now) : undefined);
  }

  #click(event: MouseEvent): void {
    const uid = eventAt(event.target);
    if (uid !== undefined) return this.#input?.actions.select({ kind: 'event', uid });
    if (event.target instanceof Element && event.target.closest('.note-later') && this.#chart) {
      return this.#show(this.#chart.scale.full);
    }
    const id = phaseAt(event.target);
    if (id !== undefined && event.detail < 2 && !this.#input?.state.measuring) {
      this.#input?.actions.select({ kind: 'phase', id }, 'open');
    }
  }

  #key(event: KeyboardEvent): void {
    if (!this.#chart || !this.#input || event.ctrlKey || event.metaKey || event.altKey) return;
    const current = phaseAt(event.target);
    const intent = keyIntent({ key: event.key, shift: event.shiftKey }, current, this.#chart);
    if (!intent) return;
    event.preventDefault();
    const { actions, state } = this.#input;
    switch (intent.do) {
      case 'pick':
        return this.#pick(intent.id);
      case 'open':
        return actions.select({ kind: 'phase', id: intent.id }, 'open');
      case 'focus':
        return this.#focusOn(intent.id);
      case 'show':
        return this.#show(intent.domain);
      case 'measure':
        return this.#measure(intent.id);
      case 'leave':
        if (state.ruler) return actions.measure(undefined);
        if (state.domain) return this.#show(undefined);
        return state.selection || !this.#input.back ? actions.select(undefined) : this.#input.back();
    }
  }

  #measure(id: string): void {
    const bar = this.#chart?.bars.find((candidate) => candidate.id === id);
    if (bar && this.#chart && this.#input) {
      this.#input.actions.measure(measureBar(bar, this.#input.state.ruler, this.#chart, this.#input.now));
    }
  }

  #pick(id: string): void {
    this.#input?.actions.select({ kind: 'phase', id });
    const bars = this.#svg.selectAll<SVGGElement, unknown>('g.bar').nodes();
    bars.find((bar) => bar.dataset['phase'] === id)?.focus();
  }
}

/** Made anew each time that it is entered: nothing of the pod before stays. */
export const podPage: PageKind<TimelineMessage> = {
  enter(place): Page<TimelineMessage> {
    place.replaceChildren();
    return new PodPage(some(place));
  },
};
