/**
 * Keeps the selected bar on screen when the panel gets another width: opening the YAML beside it halves the room, the
 * texts above the chart grow longer, and what was just clicked would be gone. A bar that the user had scrolled away
 * stays away.
 */
export class KeepInView {
  #element: Element | undefined;
  #width = 0;
  #seen = true;
  readonly #observer = new IntersectionObserver((entries) => {
    this.#seen = entries.at(-1)?.isIntersecting ?? this.#seen;
  });

  /** To be called after each drawing. `element`: the selected bar, absent while none is on the chart. */
  follow(element: Element | undefined, width: number): void {
    if (element !== this.#element) this.#observe(element);
    else if (width !== this.#width && this.#seen) element?.scrollIntoView({ block: 'nearest' });
    this.#width = width;
  }

  #observe(element: Element | undefined): void {
    this.#observer.disconnect();
    this.#element = element;
    this.#seen = true;
    if (element) this.#observer.observe(element);
  }
}
