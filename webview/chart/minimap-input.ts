import { moveGrip, type Grip, type Minimap } from './layout-minimap.ts';
import { zoomDomain, type Domain, type TimeScale } from '../parts/time-scale.ts';

/** What the overview may ask for. The functions give the state as it is now: a drag outlives many drawings. */
export interface MinimapTarget {
  readonly map: () => Minimap | undefined;
  readonly scale: () => TimeScale | undefined;
  /** Absent: everything. */
  readonly show: (domain: Domain | undefined) => void;
}

/** A key moves a grip by this share of the stretch in view. */
const keyShare = 0.1;

/**
 * Dragging a grip moves it; beside the stretch in view, a press brings it to the pointer. A double click shows
 * everything. Arrow keys, + and - do the same.
 */
export function listenToMinimap(svg: SVGElement, target: MinimapTarget): void {
  let drag: { readonly grip: Grip; readonly x: number; readonly domain: Domain } | undefined;
  svg.addEventListener('pointerdown', (event) => {
    const scale = target.scale();
    if (event.button !== 0 || !scale) return;
    const grip = gripAt(event.target);
    const domain = grip ? scale.domain : centered(xOf(event, svg), target);
    svg.setPointerCapture(event.pointerId);
    drag = domain && { grip: grip ?? 'window', x: xOf(event, svg), domain };
    if (domain && !grip) target.show(domain);
  });
  svg.addEventListener('pointermove', (event) => {
    const map = target.map();
    if (drag && map) target.show(moveGrip(drag.domain, drag.grip, map.drawnAt(xOf(event, svg)) - map.drawnAt(drag.x)));
  });
  const end = (): void => {
    drag = undefined;
  };
  svg.addEventListener('pointerup', end);
  svg.addEventListener('pointercancel', end);
  svg.addEventListener('dblclick', () => target.show(undefined));
  svg.addEventListener('keydown', (event) => press(event, target));
}

const xOf = (event: PointerEvent, svg: SVGElement): number => event.clientX - svg.getBoundingClientRect().left;

function gripAt(target: EventTarget | null): Grip | undefined {
  const grip = target instanceof SVGElement ? target.dataset['grip'] : undefined;
  return grip === 'window' || grip === 'from' || grip === 'to' ? grip : undefined;
}

/** The stretch in view, moved so that its middle is at the pointer. */
function centered(x: number, { map, scale }: MinimapTarget): Domain | undefined {
  const [overview, domain] = [map(), scale()?.domain];
  return overview && domain && moveGrip(domain, 'window', overview.drawnAt(x) - (domain.from + domain.to) / 2);
}

function press(event: KeyboardEvent, { scale, show }: MinimapTarget): void {
  const now = scale();
  const grip = gripAt(event.target);
  if (!now || !grip || event.ctrlKey || event.metaKey || event.altKey) return;
  const next = keyed(event.key, grip, now);
  if (next === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  show(next === 'all' ? undefined : next);
}

function keyed(key: string, grip: Grip, { domain, full }: TimeScale): Domain | 'all' | undefined {
  const step = (domain.to - domain.from) * keyShare;
  const middle = (domain.from + domain.to) / 2;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return moveGrip(domain, grip, -step);
    case 'ArrowRight':
    case 'ArrowUp':
      return moveGrip(domain, grip, step);
    case 'Home':
      return moveGrip(domain, grip, full.from - (grip === 'to' ? domain.to : domain.from));
    case 'End':
      return moveGrip(domain, grip, full.to - (grip === 'from' ? domain.from : domain.to));
    case '+':
    case '=':
      return zoomDomain(domain, 1.5, middle);
    case '-':
      return zoomDomain(domain, 1 / 1.5, middle);
    case '0':
    case 'Escape':
      return 'all';
    default:
      return undefined;
  }
}
