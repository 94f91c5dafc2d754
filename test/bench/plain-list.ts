// The same rollout drawn as one would without virtualisation: every row in the document. For the bench's comparison
// only.
import type { HostMessage } from '../../src/shared/protocol.ts';
import type { Meaning } from '../../webview/parts/meaning.ts';
import { guessWidth } from '../../webview/parts/measure.ts';
import { speechOf } from '../../webview/parts/language.ts';
import { some } from '../../webview/parts/dom.ts';
import { drawList } from '../../webview/many/draw-list.ts';
import { layoutList } from '../../webview/many/layout-list.ts';
import { dataOf } from '../../webview/parts/many-data.ts';
import { listRows } from '../../webview/many/rows.ts';
import { initialState } from '../../webview/parts/state.ts';

const root = document.getElementById('podfall');
if (!root) throw new Error('the page has no place for the list');
const scroller = some(root).append('div').attr('class', 'scroller');
const svg = scroller.append<SVGElement>('svg').attr('class', 'waterfall list');
let perMs = 1;
let shown: HostMessage | undefined;

function draw(): void {
  if (shown?.type !== 'pods') return;
  const rows = listRows(dataOf(shown), shown.overview, initialState.many);
  const speech = speechOf(shown.language);
  const input = {
    rows,
    width: 1100,
    rowHeight: 24,
    viewHeight: rows.length * 24,
    scrollTop: 0,
    now: shown.now,
    align: 'creation',
    off: new Set<Meaning>(),
    speech,
    measure: guessWidth,
  } as const;
  const { scale } = layoutList({ ...input, viewHeight: 0 });
  const layout = layoutList({ ...input, domain: { from: 0, to: (scale.full.to - scale.full.from) / perMs } });
  drawList(svg, layout, { related: new Set(), count: rows.length });
}

window.addEventListener('message', (event: MessageEvent<HostMessage>) => {
  shown = event.data;
  draw();
});
scroller.on('wheel', (event: WheelEvent) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  perMs = Math.max(1, perMs * Math.exp(-event.deltaY * 0.01));
  draw();
});
declare function acquireVsCodeApi(): { postMessage(message: unknown): void };
acquireVsCodeApi().postMessage({ type: 'ready' });
