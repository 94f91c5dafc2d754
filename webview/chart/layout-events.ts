import type { LayoutContext } from './layout-context.ts';
import { sizes, type EventTick } from './waterfall.ts';

const manyEvents = 300;
/** Between the middles of a dot and of a triangle that just do not touch. */
const apart = 8;

/** A tick for each event that is on screen, below the row that it is about. */
export function layoutEvents({ timeline, rows, scale, origin, narrow }: LayoutContext): EventTick[] {
  const lane = new Map(timeline.phases.map((phase) => [phase.id, phase.lane]));
  const top = new Map(rows.map((row) => [row.lane.id, row.y]));
  const taken = new Set<string>();
  const ticks = timeline.events.flatMap((event): EventTick[] => {
    const x = scale.x(event.at.at - origin);
    const onLane =
      event.container === undefined ? (lane.get(event.phase ?? '') ?? 'pod') : `container/${event.container}`;
    const y = top.get(onLane) ?? top.get('pod');
    if (y === undefined || x < scale.left - 3 || x > scale.right + 3) return [];
    /* Of very many only those that can be told apart. */
    const spot = `${y} ${event.type} ${Math.round(x / 3)}`;
    if (timeline.events.length > manyEvents && taken.has(spot)) return [];
    taken.add(spot);
    return [
      {
        uid: event.uid,
        x,
        y: y + sizes.eventTick + (narrow ? sizes.narrowLabel : 0),
        warning: event.type === 'Warning',
      },
    ];
  });
  return ticks.length > manyEvents ? ticks : sideBySide(ticks);
}

/** A warning stands beside the dots of its row, not on them: on the side on which it is already. */
function sideBySide(ticks: readonly EventTick[]): EventTick[] {
  return ticks.map((tick) => {
    if (!tick.warning) return tick;
    const dots = ticks.filter((other) => !other.warning && other.y === tick.y && Math.abs(other.x - tick.x) < apart);
    if (dots.length === 0) return tick;
    const [first, last] = [Math.min(...dots.map(({ x }) => x)), Math.max(...dots.map(({ x }) => x))];
    return { ...tick, x: tick.x < first ? first - apart : last + apart };
  });
}
