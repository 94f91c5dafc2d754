import type { ReplayedStep } from '../../src/engine/timeline/what-if/replay.ts';
import { meaningOf } from '../parts/meaning.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type Ghost } from './waterfall.ts';

/** Narrower ghosts could not be seen. */
const least = 1.5;

/** The predicted start, a thin bar for each step at the foot of its row. */
export function layoutGhosts({ ghost = [], rows, scale, narrow, timeline, origin }: LayoutContext): Ghost[] {
  const created = (timeline.instants['created']?.at ?? origin) - origin;
  const foot = (narrow ? sizes.narrowRow : sizes.row) - sizes.ghost - 1;
  return ghost.flatMap((step: ReplayedStep): Ghost[] => {
    const row = rows.find(({ lane }) => lane.id === step.lane);
    const x = scale.x(created + step.from);
    const width = Math.max(scale.x(created + step.to) - x, least);
    if (!row || x > scale.right || x + width < scale.left) return [];
    return [
      { key: `${step.lane} ${step.kind} ${step.from}`, x, y: row.y + foot, width, meaning: meaningOf(step.kind) },
    ];
  });
}
