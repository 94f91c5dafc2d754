import type { Clock } from '../model/timeline.ts';

/** Evidence for one instant: it lies in [earliest, latest] by `clock`. */
export interface Window {
  readonly clock: Clock;
  readonly earliest?: number;
  readonly latest?: number;
}

/** By how much a clock is ahead of the reference clock; 0 for clocks that agree with it. */
export type Offsets = (clock: Clock) => number;

/** The tightest bounds that follow from all constraints, by index of the instant. */
export interface Solution {
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
  /** How far the worst instant's bounds contradict each other; 0 when all agree. */
  readonly violation: number;
}

/** Gaps that contradict each other push bounds apart for ever; how far says nothing then, only that they do. */
const CONTRADICTING_ROUNDS = 8;

/**
 * A Simple Temporal Network (Dechter, Meiri, Pearl 1991): instants, the windows that evidence gives them, and the least
 * gaps between them. `solve` is Bellman-Ford from and to the origin of time: the only shortest paths that are asked for
 * here. A negative cycle shows as a lower bound above an upper one.
 */
export class Network {
  readonly ids: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #clocks: Clock[] = [];
  // Windows and gaps as parallel lists: a pod has about sixty, and a burst rebuilds thousands of pods.
  readonly #windowNode: number[] = [];
  readonly #windowClock: number[] = [];
  readonly #windowEarliest: number[] = [];
  readonly #windowLatest: number[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #gap: number[] = [];
  #rounds: { readonly gaps: number; readonly most: number } | undefined;

  /** The instant's index; it is added when it is new. */
  node(id: string): number {
    const known = this.#index.get(id);
    if (known !== undefined) return known;
    this.#index.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  /** The instant's index, if it is known. */
  find(id: string): number | undefined {
    return this.#index.get(id);
  }

  window(id: string, window: Window): void {
    this.windowAt(this.node(id), window);
  }

  /** The same by the instant's index. */
  windowAt(node: number, { clock, earliest = -Infinity, latest = Infinity }: Window): void {
    this.#windowNode.push(node);
    this.#windowClock.push(this.#clockOf(clock));
    this.#windowEarliest.push(earliest);
    this.#windowLatest.push(latest);
  }

  /** `later` came at least `gap` ms after `earlier`; a negative gap says how long before it `later` may have come. */
  order(earlier: string, later: string, gap = 0): void {
    this.#from.push(this.node(earlier));
    this.#to.push(this.node(later));
    this.#gap.push(gap);
  }

  /** An instant that `id` is ordered against: the one before it where there is one. */
  neighbourOf(id: string): string {
    const node = this.#index.get(id) ?? -1;
    const before = this.#to.indexOf(node);
    const after = this.#from.indexOf(node);
    return this.ids[(before >= 0 ? this.#from[before] : this.#to[after]) ?? -1] ?? id;
  }

  /** Those by which most is stamped come first. */
  get clocks(): readonly Clock[] {
    const stamped = this.#clocks.map(() => 0);
    for (const clock of this.#windowClock) stamped[clock] = at(stamped, clock) + 1;
    return this.#clocks
      .map((clock, index) => ({ clock, count: at(stamped, index) }))
      .sort((a, b) => b.count - a.count)
      .map(({ clock }) => clock);
  }

  solve(offsets: Offsets): Solution {
    const size = this.ids.length;
    const earliest = new Float64Array(size).fill(-Infinity);
    const latest = new Float64Array(size).fill(Infinity);
    this.#cut(offsets, earliest, latest);
    this.#tighten(earliest, latest);
    let violation = 0;
    for (let node = 0; node < size; node += 1) violation = Math.max(violation, at(earliest, node) - at(latest, node));
    return { earliest, latest, violation };
  }

  #cut(offsets: Offsets, earliest: Float64Array, latest: Float64Array): void {
    const shifts = this.#clocks.map(offsets);
    for (let i = 0; i < this.#windowNode.length; i += 1) {
      const node = at(this.#windowNode, i);
      const shift = at(shifts, at(this.#windowClock, i));
      earliest[node] = Math.max(at(earliest, node), at(this.#windowEarliest, i) - shift);
      latest[node] = Math.min(at(latest, node), at(this.#windowLatest, i) - shift);
    }
  }

  /**
   * Lower bounds are carried forward and upper ones back, each in the order in which that mostly takes one round: steps
   * are entered as they happen. Without a contradiction among the gaps this ends after as many rounds as the longest
   * chain; with one it never would.
   */
  #tighten(earliest: Float64Array, latest: Float64Array): void {
    const rounds = this.#mostRounds();
    for (let round = 0; round <= rounds && this.#forward(earliest); round += 1);
    for (let round = 0; round <= rounds && this.#back(latest); round += 1);
  }

  /** How many rounds a solution takes at most. Found once: offsets move windows, never gaps. */
  #mostRounds(): number {
    if (this.#rounds?.gaps === this.#gap.length) return this.#rounds.most;
    const size = this.ids.length;
    const lowest = new Float64Array(size);
    let most = 0;
    while (most <= size && this.#forward(lowest)) most += 1;
    this.#rounds = { gaps: this.#gap.length, most: most > size ? CONTRADICTING_ROUNDS : size };
    return this.#rounds.most;
  }

  #forward(earliest: Float64Array): boolean {
    let changed = false;
    for (let edge = 0; edge < this.#from.length; edge += 1) {
      const to = at(this.#to, edge);
      const low = at(earliest, at(this.#from, edge)) + at(this.#gap, edge);
      if (low <= at(earliest, to)) continue;
      earliest[to] = low;
      changed = true;
    }
    return changed;
  }

  #back(latest: Float64Array): boolean {
    let changed = false;
    for (let edge = this.#from.length - 1; edge >= 0; edge -= 1) {
      const from = at(this.#from, edge);
      const high = at(latest, at(this.#to, edge)) - at(this.#gap, edge);
      if (high >= at(latest, from)) continue;
      latest[from] = high;
      changed = true;
    }
    return changed;
  }

  #clockOf(clock: Clock): number {
    const known = this.#clocks.indexOf(clock);
    return known < 0 ? this.#clocks.push(clock) - 1 : known;
  }
}

/** For indices that are in range by construction. */
const at = (list: ArrayLike<number>, index: number): number => list[index] ?? 0;
