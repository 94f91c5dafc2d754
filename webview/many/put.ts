/* The browser lays out and styles anew whatever is written to, also when nothing is different: what is there already is not written again. */

const written = new WeakMap<Element, Map<string, string | null>>();

/** Sets an attribute if it is not so already; `null` takes it away. For elements that nothing else writes to. */
export function put(element: Element, name: string, value: string | number | null): void {
  const next = typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
  const known = written.get(element) ?? new Map<string, string | null>();
  if (known.size === 0) written.set(element, known);
  if (known.get(name) === next) return;
  known.set(name, next);
  if (next === null) element.removeAttribute(name);
  else element.setAttribute(name, next);
}

const texts = new WeakMap<Element, string>();

/** Sets an element's text if it is another one. */
export function putText(element: Element, words: string): void {
  if (texts.get(element) === words) return;
  texts.set(element, words);
  element.textContent = words;
}

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
