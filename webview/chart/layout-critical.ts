import type { Phase } from '../../src/engine/timeline/model/timeline.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes } from './waterfall.ts';

/**
 * One line through the rows along the phases that readiness waited for and that are on screen, as SVG path data; empty
 * when there are none.
 */
export function layoutCritical({ timeline, rows, scale, origin, at, narrow }: LayoutContext): string {
  const phases = new Map(timeline.phases.map((phase) => [phase.id, phase]));
  const top = new Map(rows.map((row) => [row.lane.id, row.y]));
  const onScreen = (phase: Phase): boolean =>
    scale.x(phase.start.at - origin) <= scale.right && scale.x((phase.end?.at ?? at) - origin) >= scale.left;
  const clip = (time: number): number =>
    Math.round(Math.min(Math.max(scale.x(time - origin), scale.left), scale.right) * 10) / 10;
  let path = '';
  for (const id of timeline.criticalPath) {
    const phase = phases.get(id);
    const row = phase && top.get(phase.lane);
    if (!phase || row === undefined || !onScreen(phase)) continue;
    const y = row + sizes.criticalLine + (narrow ? sizes.narrowLabel : 0);
    const from = clip(phase.start.at);
    path += path === '' ? `M${from} ${y}` : `H${from}V${y}`;
    path += `H${clip(phase.end?.at ?? at)}`;
  }
  return path;
}
