import { drawIfNew, onlySvg, type Some } from '../parts/dom.ts';
import { sizes, type Ghost } from './waterfall.ts';

/** Draws the predicted start. The sentence about it is told elsewhere, so it is only to be seen. */
export function drawGhosts(plot: Some<SVGElement>, ghosts: readonly Ghost[]): void {
  if (ghosts.length === 0) {
    plot.selectChild('g.ghosts').remove();
    return;
  }
  drawIfNew(onlySvg(plot, 'g', 'ghosts').attr('aria-hidden', 'true'), ghosts, (group) => {
    group
      .selectChildren<SVGRectElement, Ghost>('rect')
      .data(ghosts, ({ key }) => key)
      .join('rect')
      .attr('class', ({ meaning }) => `ghost meaning-${meaning}`)
      .attr('x', ({ x }) => x.toFixed(2))
      .attr('y', ({ y }) => y)
      .attr('width', ({ width }) => width.toFixed(2))
      .attr('height', sizes.ghost);
  });
}
