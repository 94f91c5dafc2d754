import { select, type BaseType, type Selection } from 'd3';

/**
 * A selection of one element. The element's own type is left out on purpose: d3's selections of two types fit nowhere
 * together.
 */
export type Some<E extends BaseType> = Selection<E, unknown, null, undefined>;

/** The element as a selection. */
export const some = (element: HTMLElement): Some<HTMLElement> => select<HTMLElement, unknown>(element);

/**
 * The one child of that tag and class; made the first time. What is there keeps its focus, scroll position and
 * listeners.
 */
export function only(parent: Some<HTMLElement>, tag: keyof HTMLElementTagNameMap, name: string): Some<HTMLElement> {
  const found = parent.selectChild<HTMLElement>(`${tag}.${name}`);
  return found.empty() ? parent.append<HTMLElement>(tag).classed(name, true) : found;
}

/** As {@link only}, within an SVG. */
export function onlySvg(parent: Some<SVGElement>, tag: keyof SVGElementTagNameMap, name: string): Some<SVGElement> {
  const found = parent.selectChild<SVGElement>(`${tag}.${name}`);
  return found.empty() ? parent.append<SVGElement>(tag).classed(name, true) : found;
}

/** The one child that is a control of the toolkit, by its class. */
export function control(
  parent: Some<HTMLElement>,
  tag: 'vscode-button' | 'vscode-text-field',
  name: string,
): Some<HTMLElement> {
  const found = parent.selectChild<HTMLElement>(`${tag}.${name}`);
  return found.empty() ? parent.append(() => newControl(tag)).classed(name, true) : found;
}

/** Buttons are secondary before they are in the page: once there, the toolkit writes its default over it. */
function newControl(tag: string): HTMLElement {
  const element = document.createElement(tag);
  if (tag === 'vscode-button') element.setAttribute('appearance', 'secondary');
  return element;
}

/** An element like those of `place`, with children by their tags and classes, none of them inside of another. */
export function sketch(
  place: Element,
  tag: string,
  children: readonly (readonly [tag: string, name: string])[],
): Element {
  const make = (of: string): Element => place.ownerDocument.createElementNS(place.namespaceURI, of);
  const element = make(tag);
  for (const [child, name] of children) element.appendChild(make(child)).setAttribute('class', name);
  return element;
}

type Written = string | number | null;

/**
 * By element: what was last written to it. Writing the same again costs the browser as much as writing something else.
 */
const written = new WeakMap<Element, Map<string, Written>>();

/**
 * Sets an attribute where it is another one than last time; `null` takes it away. All writes of that attribute have to
 * come here.
 */
export function write(element: Element, name: string, value: Written): void {
  if (!isNews(element, name, value)) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

/** As {@link write}, the text inside of an element. */
export function writeText(element: Element, text: string): void {
  if (isNews(element, '#text', text)) element.textContent = text;
}

function isNews(element: Element, name: string, value: Written): boolean {
  const known = written.get(element) ?? new Map<string, Written>();
  if (known.size === 0) written.set(element, known);
  if (known.get(name) === value) return false;
  known.set(name, value);
  return true;
}

const drawnFrom = new WeakMap<Element, string>();

/**
 * Draws inside of an element where that is made from other facts than last time. `facts` are compared as JSON: a
 * snapshot brings new objects each time.
 */
export function drawIfNew<E extends Element>(parent: Some<E>, facts: unknown, draw: (parent: Some<E>) => void): void {
  const element = parent.node();
  const key = JSON.stringify(facts);
  if (!element || drawnFrom.get(element) === key) return;
  drawnFrom.set(element, key);
  draw(parent);
}
