/** One run that several wait for. It is ended when all of them have given up. */
interface Run<T> {
  readonly result: Promise<T>;
  readonly abort: AbortController;
  waiting: number;
}

/** Work that is done once for all who want it at the same time, by key. */
export class SharedRuns<T> {
  readonly #running = new Map<string, Run<T>>();

  /** Joins the run of this key, or begins it. Rejects with the signal's reason when this one gives up. */
  async join(key: string, begin: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const run = this.#running.get(key) ?? this.#start(key, begin);
    run.waiting += 1;
    let leave: (() => void) | undefined;
    const gaveUp = new Promise<never>((_resolve, reject) => {
      leave = () => reject(signal.reason as Error);
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([run.result, gaveUp]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      run.waiting -= 1;
      if (run.waiting === 0) run.abort.abort(new Error('nobody waits any more'));
    }
  }

  #start(key: string, begin: (signal: AbortSignal) => Promise<T>): Run<T> {
    const abort = new AbortController();
    const started: Run<T> = { abort, waiting: 0, result: begin(abort.signal) };
    this.#running.set(key, started);
    const over = (): void => {
      if (this.#running.get(key) === started) this.#running.delete(key);
    };
    started.result.then(over, over);
    abort.signal.addEventListener('abort', over, { once: true });
    return started;
  }
}
