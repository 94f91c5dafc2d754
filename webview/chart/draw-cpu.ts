import { onlySvg, type Some } from '../parts/dom.ts';
import type { CpuMark } from './waterfall.ts';

/** Draws the bands of CPU use under their rows. */
export function drawCpu(svg: Some<SVGElement>, marks: readonly CpuMark[]): void {
  const bands = onlySvg(svg, 'g', 'cpu')
    .selectChildren<SVGGElement, CpuMark>('g')
    .data(marks, (mark) => mark.container)
    .join((enter) => {
      const band = enter.append('g');
      band.append('path').attr('class', 'cpu-area');
      band.append('text');
      return band;
    });
  bands.select('path').attr('d', (mark) => mark.area);
  bands
    .select('text')
    .attr('x', (mark) => mark.x)
    .attr('y', (mark) => mark.y)
    .attr('text-anchor', (mark) => mark.anchor)
    .text((mark) => mark.label);
}
