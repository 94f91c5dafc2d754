import { onlySvg, type Some } from '../parts/dom.ts';
import type { Meaning } from '../parts/meaning.ts';
import { legend } from '../parts/meaning.ts';

/** What is laid over a colour, so that meanings are told apart without it. Path data in an 8 by 8 cell. */
const textures: Readonly<Partial<Record<Meaning, string>>> = {
  sched: 'M2 2h1v1h-1zM6 6h1v1h-1z',
  node: 'M0 4h8',
  start: 'M4 0v8M0 4h8',
  run: 'M0 8l8 -8',
  startup: 'M4 0v8',
  ready: 'M1 6h2v-2h2v2h2',
  gate: 'M0 2h8M0 6h8',
  end: 'M0 0l8 8M0 8l8 -8',
};

/**
 * Defines fills for each meaning, worked on and waited for, and the veil over an uncertain edge. The style sheet gives
 * the colours.
 */
export function drawDefs(svg: Some<SVGElement>): void {
  const defs = onlySvg(svg, 'defs', 'fills');
  if (!defs.selectChild().empty()) return;
  const veils = defs.append('g').attr('class', 'veil');
  addFade(veils, 'veil-in', ['full', 'clear']);
  addFade(veils, 'veil-out', ['clear', 'full']);
  for (const { meaning } of legend) {
    const group = defs.append('g').attr('class', `meaning-${meaning}`);
    addWork(group, meaning);
    addWait(group, meaning);
  }
}

type Group = Some<SVGGElement>;

function addPattern(group: Group, id: string, size: number, turned: boolean) {
  const pattern = group
    .append('pattern')
    .attr('id', id)
    .attr('width', size)
    .attr('height', size)
    .attr('patternUnits', 'userSpaceOnUse');
  if (turned) pattern.attr('patternTransform', 'rotate(45)');
  return pattern;
}

function addWork(group: Group, meaning: Meaning): void {
  const pattern = addPattern(group, `work-${meaning}`, 8, false);
  pattern.append('rect').attr('class', 'ground').attr('width', 8).attr('height', 8);
  const texture = textures[meaning];
  if (texture) pattern.append('path').attr('class', 'texture').attr('d', texture);
}

function addWait(group: Group, meaning: Meaning): void {
  const pattern = addPattern(group, `wait-${meaning}`, 6, true);
  pattern.append('rect').attr('class', 'ground faint').attr('width', 6).attr('height', 6);
  pattern.append('rect').attr('class', 'ground stripe').attr('width', 2).attr('height', 6);
}

function addFade(group: Group, id: string, stops: readonly string[]): void {
  const gradient = group.append('linearGradient').attr('id', id);
  stops.forEach((stop, index) => gradient.append('stop').attr('class', stop).attr('offset', index));
}
