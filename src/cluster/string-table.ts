/** A small set of words (reasons, nodes, namespaces) as numbers. */
export class StringTable {
  readonly #texts: (string | undefined)[] = [undefined];
  readonly #indices = new Map<string, number>();

  /** 0 stands for none. The set is kept for good. */
  index(text: string | undefined): number {
    if (text === undefined) return 0;
    return this.#indices.get(text) ?? this.#add(text);
  }

  #add(text: string): number {
    this.#indices.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  text(index: number): string | undefined {
    return this.#texts[index];
  }
}
