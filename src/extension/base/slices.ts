import { Disposables, type Disposable } from '../../engine/engine.ts';

/** The clock and the turns of the event loop: what everything else in the extension host shares with us. */
export interface Turns {
  /** In ms; only differences count. */
  readonly now: () => number;
  /** Goes on in a later turn, after whatever waits for its own; not at all once disposed of. */
  readonly later: (go: () => void) => Disposable;
}

export const hostTurns: Turns = {
  now: () => performance.now(),
  later: (go) => {
    const waiting = setImmediate(go);
    return { dispose: () => clearImmediate(waiting) };
  },
};

/** In ms: how long the work holds up everything else before others have a turn; its current step ends first. */
const sliceMs = 5;

interface Sliced<Step, Result> {
  readonly turns: Turns;
  /** Takes what a step gives; what it does counts as a part of that step. */
  readonly step?: (step: Step) => void;
  /** `worked`: what all slices took together, in ms. */
  readonly done: (result: Result, worked: number) => void;
  /** The work threw; it is over. */
  readonly failed: (error: unknown) => void;
}

/**
 * Does `work` in slices of a few milliseconds, the first one now. Disposing of the answer stops it before its next
 * step; there is none when the work is over already.
 */
export function inSlices<Step, Result>(
  work: Iterator<Step, Result>,
  sliced: Sliced<Step, Result>,
): Disposable | undefined {
  const slices = new Slices(work, sliced);
  slices.go();
  return slices.isOver ? undefined : slices;
}

class Slices<Step, Result> implements Disposable {
  isOver = false;
  readonly #work: Iterator<Step, Result>;
  readonly #sliced: Sliced<Step, Result>;
  #worked = 0;
  #waiting: Disposable | undefined;

  constructor(work: Iterator<Step, Result>, sliced: Sliced<Step, Result>) {
    this.#work = work;
    this.#sliced = sliced;
  }

  go(): void {
    try {
      this.#slice();
    } catch (error) {
      this.dispose();
      this.#sliced.failed(error);
    }
  }

  dispose(): void {
    this.isOver = true;
    this.#waiting?.dispose();
  }

  #slice(): void {
    const { turns, step } = this.#sliced;
    const begun = turns.now();
    for (let took = 0; took < sliceMs; took = turns.now() - begun) {
      const next = this.#work.next();
      if (next.done) return this.#end(next.value, turns.now() - begun);
      step?.(next.value);
      if (this.isOver) return;
    }
    this.#worked += turns.now() - begun;
    this.#waiting = turns.later(() => this.go());
  }

  /** What long work gives is large: whatever is done with it has a turn of its own. */
  #end(result: Result, took: number): void {
    const { turns, done } = this.#sliced;
    const end = (): void => {
      this.isOver = true;
      done(result, this.#worked + took);
    };
    if (this.#worked === 0) end();
    else this.#waiting = turns.later(end);
  }
}

/** Work in slices that somebody waits for. */
interface AwaitedWork<Result> extends Disposable {
  /** Undefined when the work was stopped. */
  readonly result: Promise<Result | undefined>;
}

/** Does `work` in slices; disposing stops it. */
export function slicesOf<Result>(work: Iterator<unknown, Result>, turns: Turns = hostTurns): AwaitedWork<Result> {
  const stop = new Disposables();
  const result = new Promise<Result | undefined>((resolve, reject) => {
    stop.add({ dispose: () => resolve(undefined) });
    const slices = inSlices(work, { turns, done: resolve, failed: reject });
    if (slices) stop.add(slices);
  });
  return { result, dispose: () => stop.dispose() };
}
