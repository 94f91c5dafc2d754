import type { HostMessage, PageState } from '../src/shared/protocol.ts';
import type { Actions } from './actions.ts';
import { canvasMeasure } from './canvas-measure.ts';
import { some } from './dom.ts';
import { connect, isHostMessage } from './host.ts';
import { speechOf, type Speech } from './language.ts';
import { drawMessage } from './page/draw-message.ts';
import { podPageIn, type PodPage } from './page/pod-page.ts';
import { initialState, measure, nowOf, receive, select, show, showLog, sortBy, toggleMeaning, toggleRow, type ViewState } from './state.ts';
import { defineControls } from './toolkit.ts';

/** The least time between two drawings of something that grows. */
const tickMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? 1000 : 40;

defineControls();
const root = document.getElementById('podfall');
if (!root) throw new Error('the page has no place for the chart');
const place = root;
const host = connect();
let state: ViewState = initialState;
let speech: Speech = speechOf({ locale: document.documentElement.lang, templates: {} });
let page: { readonly kind: 'pod'; readonly pod: PodPage } | { readonly kind: 'message' } | undefined;
let measureText = canvasMeasure();
let lastTick = 0;

const actions: Actions = {
  select: (selection, open) => {
    update(select(state, selection));
    host.send(selection ? { type: 'select', selection } : { type: 'select' });
    if (open && selection?.kind === 'phase') openPhaseYaml(selection.id);
  },
  openYaml: (paths) => host.send({ type: 'openYaml', paths }),
  openEvent: (uid) => host.send({ type: 'openEvent', uid }),
  openDocs: (url) => host.send({ type: 'openDocs', url }),
  openPod: (uid) => host.send({ type: 'openPod', uid }),
  openSubject: (subject) => host.send({ type: 'openSubject', subject }),
  show: (domain) => update(show(state, domain)),
  measure: (ruler) => update(measure(state, ruler)),
  toggleMeasuring: () => update({ ...measure(state, undefined), measuring: !state.measuring }),
  toggleMeaning: (meaning) => update(toggleMeaning(state, meaning)),
  filter: (filter) => update({ ...state, filter }),
  sort: (column) => update(sortBy(state, column)),
  readLog: (container, previous) => {
    update(showLog(state, { container, previous }));
    host.send({ type: 'readLog', container, previous });
  },
  closeLog: () => update(showLog(state, undefined)),
  many: (change) => update({ ...state, many: { ...state.many, ...change } }),
  toggleRow: (uid) => update(toggleRow(state, uid)),
  save: () => undefined,
  copy: (text) => host.send({ type: 'copy', text }),
};

function openPhaseYaml(id: string): void {
  const timeline = state.message?.type === 'timeline' ? state.message.timeline : undefined;
  const phase = timeline?.phases.find((candidate) => candidate.id === id);
  if (phase && phase.yaml.length > 0) host.send({ type: 'openYaml', paths: phase.yaml });
}

function update(next: ViewState): void {
  state = next;
  render();
}

function render(): void {
  const { message } = state;
  if (!message) return;
  switch (message.type) {
    case 'timeline':
      return renderPod(message);
    case 'pods':
    case 'node':
      return;
    case 'message':
      if (page?.kind !== 'message') clear();
      page = { kind: 'message' };
      return drawMessage(some(place), message, speech);
  }
}

function renderPod(message: HostMessage & { readonly type: 'timeline' }): void {
  if (page?.kind !== 'pod') {
    clear();
    page = { kind: 'pod', pod: podPageIn(place) };
  }
  page.pod.draw({ message, state, actions, now: nowOf(state, performance.now()), width: chartWidth(), speech, measure: measureText });
}

const clear = (): void => place.replaceChildren();

/** The room for the chart: all of the page's width but its padding. */
function chartWidth(): number {
  const style = getComputedStyle(place);
  return Math.max(place.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight), 200);
}

const isRunning = (message: HostMessage | undefined): boolean =>
  message?.type === 'timeline' && message.liveness.state === 'live' && !message.timeline.deleted && message.timeline.phases.some((phase) => !phase.end);

function animate(clock: number): void {
  if (page?.kind === 'pod' && clock - lastTick >= tickMs && isRunning(state.message)) {
    lastTick = clock;
    page.pod.tick(nowOf(state, performance.now()));
  }
  requestAnimationFrame(animate);
}

/** What the host wrote into the page: kept, so that a reload of the window can bring the panel back. */
function keepSubject(): void {
  const content = document.querySelector<HTMLMetaElement>('meta[name="podfall-state"]')?.content;
  if (content) host.keep(JSON.parse(content) as PageState);
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (!isHostMessage(event.data)) return;
  speech = speechOf(event.data.language);
  update(receive(state, event.data, performance.now()));
});
new ResizeObserver(() => render()).observe(place);
/* The theme's font may differ: measure anew. */
new MutationObserver(() => {
  measureText = canvasMeasure();
  render();
}).observe(document.body, { attributes: true, attributeFilter: ['class'] });
requestAnimationFrame(animate);
keepSubject();
host.send({ type: 'ready' });
