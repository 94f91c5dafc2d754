import { only, type Some } from './dom.ts';

export interface MenuItem {
  readonly words: string;
  readonly go: () => void;
}

/** A menu that opens under its button; what was chosen closes it, and Escape. */
export function drawMenu(
  bar: Some<HTMLElement>,
  name: string,
  words: string,
  items: readonly MenuItem[],
): Some<HTMLElement> {
  const menu = only(bar, 'details', `menu-${name}`).classed('menu', true);
  only(menu, 'summary', 'title').text(words);
  const close = () => menu.attr('open', null);
  menu.on('keydown', (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  });
  only(menu, 'div', 'items')
    .selectChildren<HTMLElement, MenuItem>('button')
    .data(items, (item) => item.words)
    .join('button')
    .attr('type', 'button')
    .text((item) => item.words)
    .on('click', (_, item) => {
      close();
      item.go();
    });
  return menu;
}
