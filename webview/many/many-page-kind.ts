import type { Page, PageKind } from '../parts/page.ts';
import type { ManyMessage } from './many-input.ts';
import { ManyPage } from './many-page.ts';

/** The page of many pods, kept while one of them is shown, so that the way back leads to where one was. */
export class ManyPageKind implements PageKind<ManyMessage> {
  #page: ManyPage | undefined;

  enter(place: HTMLElement): Page<ManyMessage> {
    this.#page ??= new ManyPage();
    this.#page.enter(place);
    return this.#page;
  }
}
