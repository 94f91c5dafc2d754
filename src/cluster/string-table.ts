const RECENT = 4096;

/** The same words come again and again: each is kept once. */
export class StringTable {
  readonly #texts: (string | undefined)[] = [undefined];
  readonly #indices = new Map<string, number>();
  readonly #recent: string[] = new Array<string>(RECENT).fill('');

  /** The number of a text out of a small set (reasons, nodes, namespaces); 0 for none. The set is kept for good. */
  index(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#indices.get(text);
    if (known !== undefined) return known;
    this.#indices.set(text, this.#texts.length);
    this.#texts.push(text);
    return this.#texts.length - 1;
  }

  text(index: number): string | undefined {
    return this.#texts[index];
  }

  /** The same text, as one that was seen lately when there is one; for sets without an end. */
  recent(text: string): string {
    let hash = text.length;
    for (let at = Math.max(0, text.length - 24); at < text.length; at += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
    const slot = (hash >>> 0) % RECENT;
    const known = this.#recent[slot];
    if (known === text) return known;
    this.#recent[slot] = text;
    return text;
  }
}
