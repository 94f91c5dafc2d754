import { onlySvg, type Some } from '../parts/dom.ts';
import type { LogMarks } from './layout-log.ts';

/** Below the row of its container: a tick for each line of the log, and words at the longest silence. */
export function drawLogTicks(svg: Some<SVGElement>, marks: LogMarks | undefined): void {
  const group = onlySvg(svg, 'g', 'log-ticks')
    .attr('aria-hidden', 'true')
    .attr('visibility', marks ? 'visible' : 'hidden');
  if (!marks) return;
  const ticks = group
    .attr('transform', `translate(0 ${marks.y})`)
    .selectChildren<SVGGElement, LogMarks['ticks'][number]>('g')
    .data(marks.ticks)
    .join((enter) => {
      const tick = enter.append('g');
      tick.append('path').attr('class', 'hit').attr('d', 'M-3 -7h6v8h-6z');
      tick.append('path').attr('class', 'tick').attr('d', 'M0 0v-6');
      tick.append('title');
      return tick;
    });
  ticks
    .attr('transform', (tick) => `translate(${tick.x.toFixed(1)} 0)`)
    .select('title')
    .text((tick) => tick.words);
  const { silence } = marks;
  onlySvg(group, 'path', 'silence').attr(
    'd',
    silence ? `M${silence.from.toFixed(1)} 0H${silence.to.toFixed(1)}` : null,
  );
  onlySvg(group, 'text', 'loudest')
    .attr('x', silence ? silence.from + 5 : 0)
    .attr('y', -2)
    .text(silence?.label ?? '');
}
