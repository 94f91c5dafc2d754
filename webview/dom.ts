import { select, type BaseType, type Selection } from 'd3';

/** A selection of one element. The element's own type is left out on purpose: d3's selections of two types fit nowhere together. */
export type Some<E extends BaseType> = Selection<E, unknown, null, undefined>;

/** The element as a selection. */
export const some = (element: HTMLElement): Some<HTMLElement> => select<HTMLElement, unknown>(element);

/** The one child of that tag and class; made the first time. What is there keeps its focus, scroll position and listeners. */
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
export function control(parent: Some<HTMLElement>, tag: 'vscode-button' | 'vscode-dropdown' | 'vscode-option' | 'vscode-text-field', name: string): Some<HTMLElement> {
  const found = parent.selectChild<HTMLElement>(`${tag}.${name}`);
  return found.empty() ? parent.append(() => newControl(tag)).classed(name, true) : found;
}

/** Buttons are secondary before they are in the page: once there, the toolkit writes its default over it. */
function newControl(tag: string): HTMLElement {
  const element = document.createElement(tag);
  if (tag === 'vscode-button') element.setAttribute('appearance', 'secondary');
  return element;
}
