/** What an SVG needs to look the same away from the page's style sheet; an element has these from the one around it. */
const inherited = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'paint-order',
  'font-size',
  'font-weight',
  'visibility',
  'shape-rendering',
] as const;
/** Properties that are not inherited, each with its value where none is set. */
const own = { opacity: '1', 'stop-color': 'rgb(0, 0, 0)', 'stop-opacity': '1' } as const;

/** What is for the pointer, and the page's own attributes. */
const leftovers = '.cursor, .hit, .ground-hit, .twist';
const attributes = [
  'class',
  'id',
  'tabindex',
  'data-vscode-context',
  'data-phase',
  'data-key',
  'data-place',
  'role',
  'style',
] as const;

/**
 * A copy of a picture that stands alone: its colours and fonts written into the elements, its ground drawn, the page's
 * own attributes taken off.
 */
export function standaloneSvg(svg: SVGElement): string {
  const copy = svg.cloneNode(true) as SVGElement;
  const originals = [...svg.querySelectorAll<SVGElement>('*')];
  const copies = [...copy.querySelectorAll<SVGElement>('*')];
  copyLook(svg, copy);
  originals.forEach((original, index) => {
    const target = copies[index];
    if (target) copyLook(original, target, original.parentElement ?? undefined);
  });
  for (const leftover of copy.querySelectorAll(leftovers)) leftover.remove();
  for (const each of copies) tidy(each);
  const drawn = copy.innerHTML;
  for (const { id, parentElement } of copy.querySelectorAll('defs [id]')) {
    if (!drawn.includes(`#${id})`)) parentElement?.querySelector(`[id='${id}']`)?.remove();
  }
  copy.removeAttribute('class');
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', getComputedStyle(document.body).fontFamily);
  copy.prepend(ground(svg));
  return new XMLSerializer().serializeToString(copy);
}

function tidy(element: SVGElement): void {
  for (const name of attributes) if (name !== 'id' || !element.closest('defs')) element.removeAttribute(name);
  for (const { name } of [...element.attributes]) if (name.startsWith('aria-')) element.removeAttribute(name);
}

function copyLook(original: SVGElement, target: SVGElement, around?: Element): void {
  const look = getComputedStyle(original);
  const outer = around && getComputedStyle(around);
  const write = (property: string, usual: string | undefined): void => {
    const value = look.getPropertyValue(property);
    /* A fill that names a pattern is computed to an absolute address; the attribute has the short one. */
    if (value !== '' && !value.startsWith('url(') && (value !== usual || target.hasAttribute(property))) {
      target.setAttribute(property, value);
    }
  };
  for (const property of inherited) write(property, outer?.getPropertyValue(property));
  for (const [property, usual] of Object.entries(own)) write(property, usual);
}

function ground(svg: SVGElement): SVGRectElement {
  const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  rect.setAttribute('width', svg.getAttribute('width') ?? '0');
  rect.setAttribute('height', svg.getAttribute('height') ?? '0');
  rect.setAttribute('fill', getComputedStyle(document.body).backgroundColor);
  return rect;
}

/** Paints an SVG at twice its size; the PNG's bytes in base64. */
export async function pngOf(svg: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * 2;
  canvas.height = height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
}
