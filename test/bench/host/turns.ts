/** The processor time of this thread in ms: what else the machine does is not in it. */
const worked = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
};

/** Shorter turns are mostly this meter's own. */
const OWN_MS = 0.2;

/** Between two looks while nothing happens, in ms. It must be less than a turn that matters. */
const REST_MS = 1;

export interface Turns {
  /** Of all turns together, in ms of the thread's processor time. */
  readonly sumMs: number;
  readonly longestMs: number;
  readonly count: number;
}

/** Looks in after each turn of the event loop, and adds up what the turns cost until `end`. */
export class TurnMeter {
  #last = worked();
  #sum = 0;
  #longest = 0;
  #count = 0;
  #running = true;

  constructor() {
    this.#look();
  }

  end(): Turns {
    this.#running = false;
    this.#take();
    return { sumMs: this.#sum, longestMs: this.#longest, count: this.#count };
  }

  #look(): void {
    setTimeout(() => {
      if (!this.#running) return;
      this.#take();
      this.#look();
    }, REST_MS);
  }

  #take(): void {
    const now = worked();
    const turn = now - this.#last;
    this.#last = now;
    if (turn < OWN_MS) return;
    this.#sum += turn;
    this.#longest = Math.max(this.#longest, turn);
    this.#count += 1;
  }
}
