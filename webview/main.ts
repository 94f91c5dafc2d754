import { isPageState } from '../src/shared/guards.ts';
import type { HostMessage, SaveRequest } from '../src/shared/protocol.ts';
import type { Actions, PictureFormat } from './parts/actions.ts';
import { enterByArrows } from './parts/arrow-entry.ts';
import { canvasMeasure } from './parts/canvas-measure.ts';
import { some } from './parts/dom.ts';
import { pictureOf, type Picture } from './export/picture.ts';
import { pngOf } from './export/svg.ts';
import { pageTheme } from './export/theme.ts';
import { connect, isHostMessage, metaContent } from './parts/host.ts';
import { speechOf, type Speech } from './parts/language.ts';
import { Drilled } from './many/drilled.ts';
import { pagesOf } from './pages.ts';
import type { Page, PageKind } from './parts/page.ts';
import { wantedOf } from './many/wanted.ts';
import { drawMessage, faultMessage } from './page/draw-message.ts';
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
const pages = pagesOf();
const drilled = new Drilled();
/** The page that is in its place; absent before the first message, and after one that could not be drawn. */
let shown: { readonly kind: PageKind<HostMessage>; readonly page: Page<HostMessage> } | undefined;
let measureText = canvasMeasure();
let lastTick = 0;
/** The room for the chart: all of the page's width but its padding. */
let room = leastRoom;
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
  show: (domain) => update(shownMessage()?.type === 'timeline' ? show(state, domain) : showInList(state, domain)),
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

/** What is drawn: the message, or the one of its pods that is opened. */
const shownMessage = (): HostMessage | undefined => state.message && drilled.shownOf(state.message, state.many.drilled);

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

const pictureOfPage = (): Picture | undefined =>
  shown?.page.picture((chart, caption) => pictureOf(chart, caption, { speech, measure: measureText }));

function openPhaseYaml(id: string): void {
  const message = shownMessage();
  const phases = message?.type === 'timeline' ? message.timeline.phases : [];
  const phase = phases.find((candidate) => candidate.id === id);
  if (phase && phase.yaml.length > 0) actions.openYaml(phase.yaml);
}

function update(next: ViewState): void {
  state = next;
  render();
}

/** A page that cannot be drawn says so; the next message is a new try. */
function render(): void {
  drawOrSay(() => {
    askForWanted();
    draw();
  });
}

function drawOrSay(draw: () => void): void {
  try {
    draw();
  } catch (error) {
    console.error('Podfall could not draw this page:', error);
    place.replaceChildren();
    shown = undefined;
    drawMessage(some(place), faultMessage(error), speech);
  }
}

/** Of many pods the host sends the whole timelines of those that are opened. */
function askForWanted(): void {
  const { message, many } = state;
  if (message?.type !== 'pods' && message?.type !== 'node') return;
  const wanted = wantedOf(many);
  if (wanted.join() !== asked.join()) host.send({ type: 'want', uids: (asked = wanted) });
}

function draw(): void {
  const message = shownMessage();
  if (!message) return;
  const kind: PageKind<HostMessage> = pages[message.type];
  if (shown?.kind !== kind) shown = { kind, page: kind.enter(place) };
  shown.page.draw({
    message,
    state,
    actions,
    ...(message !== state.message && { back: actions.back }),
    now: nowOf(state, performance.now()),
    width: room,
    speech,
    measure: measureText,
  });
}

function animate(clock: number): void {
  const page = shown?.page;
  if (page?.isRunning && clock - lastTick >= tickMs) {
    lastTick = clock;
    drawOrSay(() => page.tick(nowOf(state, performance.now())));
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
