/** Remembers what something was drawn from; says whether it has to be drawn again. */
export class Drawn {
  #from: readonly unknown[] = [];

  /** Whether it was drawn before. */
  get isDrawn(): boolean {
    return this.#from.length > 0;
  }

  /** True when any part is another one than last time. */
  changed(...from: readonly unknown[]): boolean {
    const same = from.length === this.#from.length && from.every((part, index) => part === this.#from[index]);
    this.#from = from;
    return !same;
  }
}
