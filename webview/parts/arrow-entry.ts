/**
 * Where the arrow keys go while nothing has the focus, as after the page was opened: the bar that Tab would reach
 * first, or the list.
 */
const ENTRIES = 'g.bar[tabindex="0"], .scroller[tabindex="0"]';

const ARROWS: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight']);

/**
 * Lets a person walk the chart at once, without a walk by Tab over all that stands above it; who comes back finds the
 * selected bar.
 */
export function enterByArrows(page: Window): void {
  const { document } = page;
  const focus = (what: string): boolean => {
    const entry = isFree(document) ? document.querySelector<HTMLElement | SVGElement>(what) : null;
    entry?.focus();
    return entry !== null;
  };
  page.addEventListener('focus', () => void focus('g.bar.selected'));
  page.addEventListener('keydown', (event) => {
    if (!ARROWS.has(event.key) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (focus(ENTRIES)) event.preventDefault();
  });
}

const isFree = ({ activeElement, body }: Document): boolean => activeElement === null || activeElement === body;
