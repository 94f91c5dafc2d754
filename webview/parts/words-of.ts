/** What an element inside of `place` says; nothing when it is hidden or not there. */
export const wordsOf = (place: Element | null, selector: string): string =>
  place?.querySelector(`${selector}:not([hidden], [hidden] *)`)?.textContent ?? '';
