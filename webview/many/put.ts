import { write } from '../parts/dom.ts';

/** As {@link write}; numbers to a hundredth of a pixel. */
export const put = (element: Element, name: string, value: string | number | null): void =>
  write(element, name, typeof value === 'number' ? Math.round(value * 100) / 100 : value);

const svg = 'http://www.w3.org/2000/svg';

/** A new last child. */
export function append(parent: Element, tag: 'g' | 'rect' | 'text' | 'path', name: string): SVGElement {
  const child = document.createElementNS(svg, tag);
  if (name !== '') put(child, 'class', name);
  return parent.appendChild(child);
}

/** As many children of one kind as there are things to draw; which child draws what may change from time to time. */
export function children(parent: Element, tag: 'g' | 'rect' | 'text' | 'path', count: number): readonly SVGElement[] {
  while (parent.childElementCount > count) parent.lastElementChild?.remove();
  while (parent.childElementCount < count) append(parent, tag, '');
  return [...parent.children] as SVGElement[];
}
