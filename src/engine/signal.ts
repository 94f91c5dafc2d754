import type { Disposable } from './disposables.ts';

/** A value-carrying event for the rooms that must not know `vscode`. */
export interface Signal<T> {
  subscribe(listener: (value: T) => void): Disposable;
}

/**
 * The side that fires. A listener that throws does not keep the others from being called; the first error is thrown at
 * the end.
 */
export class Emitter<T> implements Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  subscribe(listener: (value: T) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
