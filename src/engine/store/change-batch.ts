import { Emitter, type Signal } from '../signal.ts';
import type { StoreChange } from './pod-store.ts';

/** Runs `flush` soon, once. The default is a microtask; a view that draws per frame passes a timer. */
export type Schedule = (flush: () => void) => void;

/** Collects what changed and tells it once per batch, so that 10,000 pods of a list are one refresh. */
export class ChangeBatch {
  readonly #emitter = new Emitter<StoreChange>();
  readonly #schedule: Schedule;
  #pods = new Set<string>();
  #owners = new Set<string>();
  #reset = false;
  #pending = false;

  constructor(schedule: Schedule = queueMicrotask) {
    this.#schedule = schedule;
  }

  get changed(): Signal<StoreChange> {
    return this.#emitter;
  }

  pod(uid: string): void {
    this.#pods.add(uid);
    this.#wake();
  }

  owner(uid: string): void {
    this.#owners.add(uid);
    this.#wake();
  }

  reset(): void {
    this.#reset = true;
    this.#wake();
  }

  #wake(): void {
    if (this.#pending) return;
    this.#pending = true;
    this.#schedule(() => {
      this.#flush();
    });
  }

  #flush(): void {
    const change: StoreChange = { reset: this.#reset, pods: this.#pods, owners: this.#owners };
    this.#pending = false;
    this.#reset = false;
    this.#pods = new Set();
    this.#owners = new Set();
    this.#emitter.fire(change);
  }
}
