import { isPageState } from '../src/shared/guards.ts';
import type { HostMessage, SaveRequest } from '../src/shared/protocol.ts';
import { own } from '../src/engine/timeline/model/own.ts';
import { text } from '../src/engine/timeline/model/text.ts';
import type { Timeline } from '../src/engine/timeline/model/timeline.ts';
import type { Actions, PictureFormat } from './parts/actions.ts';
import { enterByArrows } from './parts/arrow-entry.ts';
import { canvasMeasure } from './parts/canvas-measure.ts';
import { legendOfSteps } from './parts/meaning.ts';
import { plain } from './parts/plain.ts';
import { some } from './parts/dom.ts';
import { pictureOf, type Picture } from './export/picture.ts';
import { pngOf } from './export/svg.ts';
import { pageTheme } from './export/theme.ts';
import type { ManyMessage } from './many/many-input.ts';
import { connect, isHostMessage, metaContent } from './parts/host.ts';
import { speechOf, type Speech } from './parts/language.ts';
import { ManyPage } from './many/many-page.ts';
import { wantedOf } from './many/wanted.ts';
import { drawMessage, faultMessage } from './page/draw-message.ts';
import { podPageIn, type PodPage } from './page/pod-page.ts';
import {
  backToList,
  drill,
  initialState,
  measure,
  nowOf,
  receive,
  select,
  show,
  showInList,
  showLog,
  sortBy,
  toggleCause,
  toggleGroup,
  toggleMeaning,
  togglePick,
  toggleRow,
  tryChanges,
  type ViewState,
} from './parts/state.ts';
import { defineControls } from './parts/toolkit.ts';

/** A narrower page is drawn wider than it is. */
const leastRoom = 200;
/** The least time between two drawings of something that grows. */
const tickMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 40;

defineControls();
const root = document.getElementById('podfall');
if (!root) throw new Error('the page has no place for the chart');
const place = root;
const host = connect();
let state: ViewState = initialState;
let speech: Speech = speechOf({ locale: document.documentElement.lang, templates: {} });
let page:
  | { readonly kind: 'pod'; readonly pod: PodPage }
  | { readonly kind: 'many'; readonly many: ManyPage }
  | { readonly kind: 'message' }
  | undefined;
let measureText = canvasMeasure();
let lastTick = 0;
/** The room for the chart: all of the page's width but its padding. */
let room = leastRoom;
/** Kept while one of its pods is shown, so that the way back leads to where one was. */
let manyPage: ManyPage | undefined;
/** The pods that the host was last asked for. */
let asked: readonly string[] = [];

const actions: Actions = {
  select: (selection, open) => {
    update(select(state, selection));
    host.send(selection ? { type: 'select', selection } : { type: 'select' });
    if (open && selection?.kind === 'phase') openPhaseYaml(selection.id);
  },
  openYaml: (paths, podUid) =>
    host.send({ type: 'openYaml', paths, ...(podUid === undefined ? ofDrilled() : { podUid }) }),
  openEvent: (uid) => host.send({ type: 'openEvent', uid, ...ofDrilled() }),
  openDocs: (url) => host.send({ type: 'openDocs', url }),
  openPod: (uid) => host.send({ type: 'openPod', uid }),
  openSubject: (subject) => host.send({ type: 'openSubject', subject }),
  show: (domain) => update(page?.kind === 'many' ? showInList(state, domain) : show(state, domain)),
  measure: (ruler) => update(measure(state, ruler)),
  toggleMeasuring: () => update({ ...measure(state, undefined), measuring: !state.measuring }),
  toggleMeaning: (meaning) => update(toggleMeaning(state, meaning)),
  tryChanges: (keys, on) => update(tryChanges(state, keys, on)),
  filter: (filter) => update({ ...state, filter }),
  sort: (column) => update(sortBy(state, column)),
  readLog: (container, previous) => {
    update(showLog(state, { container, previous }));
    host.send({ type: 'readLog', container, previous, ...ofDrilled() });
  },
  closeLog: () => update(showLog(state, undefined)),
  many: (change) => update({ ...state, many: { ...state.many, ...change } }),
  drill: (uid) => update(drill(state, uid)),
  back: () => update(backToList(state)),
  toggleRow: (uid) => update(toggleRow(state, uid)),
  toggleGroup: (key) => update(toggleGroup(state, key)),
  togglePick: (uid) => update(togglePick(state, uid)),
  toggleCause: (cause) => update(toggleCause(state, cause)),
  savePicture: (format) => void savePicture(format),
  saveText: (exporter) => host.send({ type: 'save', request: { format: 'text', exporter }, ...ofDrilled() }),
  copy: (text) => host.send({ type: 'copy', text }),
};

/** Which pod is meant, where the panel shows many. */
const ofDrilled = (): { readonly podUid?: string } =>
  state.many.drilled === undefined ? {} : { podUid: state.many.drilled };

function shownTimeline(): Timeline | undefined {
  const { message, many } = state;
  if (!message || message.type === 'message') return undefined;
  return message.type === 'timeline'
    ? message.timeline
    : message.details.find((timeline) => timeline.pod.uid === many.drilled);
}

async function savePicture(format: PictureFormat): Promise<void> {
  const request = await saveRequest(format);
  if (request) host.send({ type: 'save', request, ...ofDrilled() });
}

async function saveRequest(format: PictureFormat): Promise<SaveRequest | undefined> {
  if (format === 'html') return { format, theme: pageTheme() };
  const picture = pictureOfPage();
  return (
    picture && {
      format,
      content: format === 'svg' ? picture.svg : await pngOf(picture.svg, picture.width, picture.height),
    }
  );
}

function pictureOfPage(): Picture | undefined {
  if (page?.kind === 'many') return pictureOfMany(page.many.list);
  const timeline = shownTimeline();
  if (page?.kind !== 'pod' || !page.pod.svg || !timeline) return undefined;
  const total = [...place.querySelectorAll('.total > :is(.before, .number, .after, .error)')]
    .map(({ className, textContent }) => (className === 'error' ? ` ${textContent}` : textContent))
    .join('');
  const findings = timeline.findings
    .map(({ title, explains }) => `${explains > 0 ? `${speech.duration(explains)} ` : ''}${plain(speech.say(title))}`)
    .join(' · ');
  return pictureOf(
    page.pod.svg,
    {
      title: wordsOf('h1.name'),
      sentences: [[total.trim(), wordsOf('.total .share')].filter((part) => part !== '').join(' · '), findings],
      legend: page.pod.legend,
    },
    { speech, measure: measureText },
  );
}

const pictureOfMany = (list: ManyPage['list']): Picture | undefined =>
  list.picture((chart, { shown, all }) => {
    const sentences = [
      wordsOf('.pod-header .headline'),
      wordsOf('.compare .sentence'),
      shown < all ? speech.say(text('The first {count} of {all} rows.', { count: shown, all })) : '',
    ];
    return pictureOf(
      chart,
      { title: wordsOf('h1.name'), sentences, legend: legendOfSteps(list.steps) },
      { speech, measure: measureText },
    );
  });

/** What stands there, unless it is hidden. */
const wordsOf = (selector: string): string =>
  place.querySelector(`${selector}:not([hidden], [hidden] *)`)?.textContent ?? '';

function openPhaseYaml(id: string): void {
  const phase = shownTimeline()?.phases.find((candidate) => candidate.id === id);
  if (phase && phase.yaml.length > 0) actions.openYaml(phase.yaml);
}

function update(next: ViewState): void {
  state = next;
  render();
}

/** A page that cannot be drawn says so; the next message is a new try. */
function render(): void {
  drawOrSay(() => draw(state.message));
}

function drawOrSay(draw: () => void): void {
  try {
    draw();
  } catch (error) {
    console.error('Podfall could not draw this page:', error);
    clear();
    page = { kind: 'message' };
    drawMessage(some(place), faultMessage(error), speech);
  }
}

function draw(message: HostMessage | undefined): void {
  if (!message) return;
  switch (message.type) {
    case 'timeline':
      return renderPod(message);
    case 'pods':
    case 'node':
      return renderMany(message);
    case 'message':
      if (page?.kind !== 'message') clear();
      page = { kind: 'message' };
      return drawMessage(some(place), message, speech);
  }
}

function renderMany(message: ManyMessage): void {
  const wanted = wantedOf(state.many);
  if (wanted.join() !== asked.join()) host.send({ type: 'want', uids: (asked = wanted) });
  const drilled = message.details.find((timeline) => timeline.pod.uid === state.many.drilled);
  if (drilled) return renderPod(drilledMessage(message, drilled), 'drilled');
  if (page?.kind !== 'many') {
    manyPage ??= new ManyPage();
    page = { kind: 'many', many: manyPage };
    manyPage.enter(place);
  }
  page.many.draw({
    message,
    state,
    actions,
    now: nowOf(state, performance.now()),
    width: room,
    speech,
    measure: measureText,
  });
}

let drilledFrom:
  { readonly many: ManyMessage; readonly message: HostMessage & { readonly type: 'timeline' } } | undefined;

/** One of several pods as a message of its own; the same object for the same snapshot. */
function drilledMessage(many: ManyMessage, timeline: Timeline): HostMessage & { readonly type: 'timeline' } {
  if (drilledFrom?.many === many && drilledFrom.message.timeline === timeline) return drilledFrom.message;
  const { liveness, now, language, podLogs, models } = many;
  const model = models && own(models, timeline.pod.uid);
  const message = {
    type: 'timeline',
    timeline,
    liveness,
    now,
    language,
    ...(model && { model }),
    ...(podLogs?.uid === timeline.pod.uid && { logs: podLogs.logs }),
  } as const;
  drilledFrom = { many, message };
  return message;
}

function renderPod(message: HostMessage & { readonly type: 'timeline' }, from?: 'drilled'): void {
  if (page?.kind !== 'pod') {
    clear();
    page = { kind: 'pod', pod: podPageIn(place) };
  }
  page.pod.draw({
    message,
    state,
    actions,
    ...(from && { back: actions.back }),
    now: nowOf(state, performance.now()),
    width: room,
    speech,
    measure: measureText,
  });
}

const clear = (): void => place.replaceChildren();

const isLive = (timeline: Timeline): boolean => !timeline.deleted && timeline.phases.some((phase) => !phase.end);

/** Whether anything on the page grows with the clock. */
function isRunning(message: HostMessage | undefined): boolean {
  if (!message || message.type === 'message' || message.liveness.state !== 'live') return false;
  if (message.type !== 'timeline' && page?.kind === 'many') return page.many.isRunning;
  const timeline = shownTimeline();
  return timeline !== undefined && isLive(timeline);
}

function animate(clock: number): void {
  if (clock - lastTick >= tickMs && isRunning(state.message)) {
    lastTick = clock;
    const now = nowOf(state, performance.now());
    drawOrSay(() => {
      if (page?.kind === 'pod') page.pod.tick(now);
      if (page?.kind === 'many') page.many.tick(now);
    });
  }
  requestAnimationFrame(animate);
}

/** What the host wrote into the page: kept, so that a reload of the window can bring the panel back. */
function keepSubject(): void {
  const kept = metaContent('podfall-state');
  if (isPageState(kept)) host.keep(kept);
}

/* What is drawn makes the page higher; only its width changes what is drawn. */
new ResizeObserver((entries) => {
  const width = Math.max(entries.at(-1)?.contentRect.width ?? room, leastRoom);
  if (width === room) return;
  room = width;
  render();
}).observe(place);
/* The theme's font may differ: measure anew. */
new MutationObserver(() => {
  measureText = canvasMeasure();
  render();
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });
requestAnimationFrame(animate);
enterByArrows(window);
keepSubject();
host.listen((message) => {
  if (!isHostMessage(message)) return;
  speech = speechOf(message.language);
  update(receive(state, message, performance.now()));
});
host.send({ type: 'ready' });
