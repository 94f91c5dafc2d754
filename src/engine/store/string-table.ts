/**
 * A small set of words (reasons, nodes, namespaces) as numbers. Each use is counted: a word that nobody uses any more
 * gives its number away.
 */
export class StringTable {
  readonly #texts: (string | undefined)[] = [undefined];
  readonly #uses: number[] = [0];
  readonly #free: number[] = [];
  readonly #indices = new Map<string, number>();

  /** The word's number, for one more use of it. 0 stands for none. */
  take(text: string | undefined): number {
    if (text === undefined) return 0;
    const index = this.#indices.get(text) ?? this.#add(text);
    this.#uses[index] = (this.#uses[index] ?? 0) + 1;
    return index;
  }

  /** One use less. */
  release(index: number): void {
    if (index === 0) return;
    const left = (this.#uses[index] ?? 0) - 1;
    this.#uses[index] = left;
    if (left > 0) return;
    this.#indices.delete(this.#texts[index] ?? '');
    this.#texts[index] = undefined;
    this.#free.push(index);
  }

  text(index: number): string | undefined {
    return this.#texts[index];
  }

  /** How many words are in use. */
  get size(): number {
    return this.#indices.size;
  }

  #add(text: string): number {
    const index = this.#free.pop() ?? this.#texts.length;
    this.#indices.set(text, index);
    this.#texts[index] = text;
    this.#uses[index] = 0;
    return index;
  }
}
