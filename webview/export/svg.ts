/** What an SVG needs to look the same away from the page's style sheet. */
const properties = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap', 'opacity', 'paint-order', 'font-size', 'font-weight', 'stop-color', 'stop-opacity', 'visibility', 'shape-rendering'] as const;

/** A copy of the chart that stands alone: its colours and fonts written into the elements, its ground drawn, the page's own attributes taken off. */
export function standaloneSvg(svg: SVGElement): string {
  const copy = svg.cloneNode(true) as SVGElement;
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')];
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
  originals.forEach((original, index) => {
    const target = copies[index];
    if (target) copyLook(original, target);
  });
  for (const leftover of copy.querySelectorAll('.cursor, .hit')) leftover.remove();
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', getComputedStyle(document.body).fontFamily);
  copy.prepend(ground(svg));
  return new XMLSerializer().serializeToString(copy);
}

function copyLook(original: SVGElement, target: SVGElement): void {
  const look = getComputedStyle(original);
  for (const property of properties) {
    const value = look.getPropertyValue(property);
    /* A fill that names a pattern is computed to an absolute address; the attribute has the short one. */
    if (value !== '' && value !== 'normal' && !value.startsWith('url(')) target.setAttribute(property, value);
  }
  for (const name of ['class', 'tabindex', 'data-vscode-context', 'data-phase', 'aria-pressed', 'role']) target.removeAttribute(name);
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
