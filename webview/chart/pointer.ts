import type { Ruler } from '../parts/state.ts';
import { panDomain, zoomDomain, type Domain } from '../parts/time-scale.ts';
import type { Waterfall } from './waterfall.ts';

/** What the pointer may ask of the chart. The functions give the state as it is now: a drag outlives many drawings. */
export interface PointerTarget {
  readonly chart: () => Waterfall | undefined;
  readonly measuring: () => boolean;
  readonly show: (domain: Domain | undefined) => void;
  readonly measure: (ruler: Ruler | undefined) => void;
  readonly hover: (at: Hover | undefined) => void;
  readonly doubleClick: (phaseId: string | undefined) => void;
}

export interface Hover {
  readonly x: number;
  readonly y: number;
  readonly phaseId?: string;
  readonly eventUid?: string;
}

/** Movements shorter than this are clicks. */
const dragThreshold = 4;

/**
 * Wheel with ctrl, cmd or alt (a pinch on a touch pad comes as ctrl and wheel) zooms where the pointer is; a sideways
 * wheel, or with shift, pans. Dragging pans when zoomed in, else zooms to the stretch that was drawn; with shift, or
 * while the ruler is on, it measures. Two fingers pinch.
 */
export function listenToPointer(svg: SVGElement, target: PointerTarget): void {
  svg.addEventListener('wheel', (event) => wheel(event, svg, target), { passive: false });
  svg.addEventListener('dblclick', (event) => target.doubleClick(phaseAt(event.target)));
  svg.addEventListener('pointerleave', () => target.hover(undefined));
  const fingers = new Map<number, number>();
  let drag: Drag | undefined;
  svg.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    fingers.set(event.pointerId, xOf(event, svg));
    drag = fingers.size === 1 ? startDrag(event, svg, target) : undefined;
  });
  svg.addEventListener('pointermove', (event) => {
    const x = xOf(event, svg);
    const pinched = fingers.size === 2 && pinch(fingers, event.pointerId, x, target);
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, x);
    if (pinched) return;
    if (drag) moveDrag(drag, event, svg, target);
    else hover(event, svg, target);
  });
  const end = (event: PointerEvent): void => {
    fingers.delete(event.pointerId);
    if (drag) endDrag(drag, xOf(event, svg), target);
    drag = undefined;
  };
  svg.addEventListener('pointerup', end);
  svg.addEventListener('pointercancel', end);
}

interface Drag {
  readonly startX: number;
  readonly mode: 'pan' | 'zoom' | 'measure';
  readonly domain: Domain;
  moved: boolean;
}

const xOf = (event: MouseEvent, svg: SVGElement): number => event.clientX - svg.getBoundingClientRect().left;

/** The uid of the event whose tick the pointer is on. */
export const eventAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element
    ? (target.closest<SVGPathElement>('.event-tick')?.dataset['event'] ?? undefined)
    : undefined;

/** The id of the phase whose bar the pointer or the focus is on. */
export const phaseAt = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? (target.closest<SVGGElement>('g.bar')?.dataset['phase'] ?? undefined) : undefined;

function wheel(event: WheelEvent, svg: SVGElement, { chart, show }: PointerTarget): void {
  const now = chart();
  if (!now) return;
  const { scale } = now;
  const sideways = event.shiftKey ? event.deltaX || event.deltaY : event.deltaX;
  if (event.ctrlKey || event.metaKey || event.altKey) {
    event.preventDefault();
    const anchor = scale.time.toDrawn(scale.invert(xOf(event, svg)));
    show(zoomDomain(scale.domain, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.004)), anchor));
  } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    event.preventDefault();
    show(panDomain(scale.domain, sideways / Math.max(scale.right - scale.left, 1)));
  }
}

/** Keeps the two times under two fingers under them. */
function pinch(
  fingers: ReadonlyMap<number, number>,
  moved: number,
  x: number,
  { chart, show }: PointerTarget,
): boolean {
  const now = chart();
  const before = fingers.get(moved);
  const other = [...fingers].find(([id]) => id !== moved)?.[1];
  if (!now || before === undefined || other === undefined) return false;
  const factor = Math.max(Math.abs(x - other), 8) / Math.max(Math.abs(before - other), 8);
  show(zoomDomain(now.scale.domain, factor, now.scale.time.toDrawn(now.scale.invert(other))));
  return true;
}

function startDrag(event: PointerEvent, svg: SVGElement, { chart, measuring }: PointerTarget): Drag | undefined {
  const now = chart();
  const x = xOf(event, svg);
  if (!now || x < now.scale.left) return undefined;
  const zoomed = now.scale.domain !== now.scale.home;
  const moves = zoomed ? 'pan' : 'zoom';
  const mode = event.shiftKey || measuring() ? 'measure' : moves;
  return { startX: x, mode, domain: now.scale.domain, moved: false };
}

function moveDrag(drag: Drag, event: PointerEvent, svg: SVGElement, { chart, show, measure }: PointerTarget): void {
  const now = chart();
  const x = xOf(event, svg);
  if (!now || (!drag.moved && Math.abs(x - drag.startX) < dragThreshold)) return;
  if (!drag.moved) svg.setPointerCapture(event.pointerId);
  drag.moved = true;
  const { scale } = now;
  if (drag.mode === 'pan') show(panDomain(drag.domain, (drag.startX - x) / (scale.right - scale.left)));
  else measure({ from: scale.invert(drag.startX), to: scale.invert(x) });
}

function endDrag(drag: Drag, x: number, { chart, show, measure }: PointerTarget): void {
  const now = chart();
  if (!now || !drag.moved || drag.mode !== 'zoom') return;
  measure(undefined);
  const { scale } = now;
  const ends = [drag.startX, x].map((end) => scale.time.toDrawn(scale.invert(end))).sort((a, b) => a - b);
  show({ from: ends[0] ?? 0, to: ends[1] ?? 0 });
}

function hover(event: PointerEvent, svg: SVGElement, { hover: tell }: PointerTarget): void {
  const phaseId = phaseAt(event.target);
  const eventUid = eventAt(event.target);
  tell({
    x: xOf(event, svg),
    y: event.clientY - svg.getBoundingClientRect().top,
    ...(phaseId !== undefined && { phaseId }),
    ...(eventUid !== undefined && { eventUid }),
  });
}
