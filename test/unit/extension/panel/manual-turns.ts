import type { Turns } from '../../../../src/extension/base/slices.ts';

/**
 * A clock that goes on by a millisecond each time that it is looked at, and turns that come when they are called for.
 */
export class ManualTurns implements Turns {
  readonly #waiting = new Set<() => void>();
  #time = 0;

  readonly now = (): number => (this.#time += 1);

  readonly later = (go: () => void) => {
    this.#waiting.add(go);
    return { dispose: () => void this.#waiting.delete(go) };
  };

  /** How many pieces of work wait for their turn. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Gives everyone who waits now a turn. */
  turn(): void {
    const all = [...this.#waiting];
    this.#waiting.clear();
    for (const go of all) go();
  }

  /** Gives turns until nobody waits; the answer is how many. */
  all(): number {
    let turns = 0;
    for (; this.waiting > 0; turns += 1) this.turn();
    return turns;
  }
}
