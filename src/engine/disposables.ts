/** Something to let go of; the shape of `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Owns what is added to it; disposes of it last in, first out. What is added after the end is disposed of at once. */
export class Disposables implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#items.splice(0).reverse()) item.dispose();
  }
}
