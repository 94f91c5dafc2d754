import type { Clock, Evidence } from './timeline.ts';

/** Evidence for one instant: it lies in [earliest, latest] by `clock`. */
export interface Stamp {
  readonly clock: Clock;
  readonly earliest?: number;
  readonly latest?: number;
  readonly source: Evidence;
}

interface NodeStamp extends Stamp {
  readonly node: number;
}

/** The tightest bounds that follow from all constraints, by index of the instant. */
export interface Solution {
  readonly earliest: Float64Array;
  readonly latest: Float64Array;
  /** How far the worst instant's bounds contradict each other; 0 when they agree. */
  readonly violation: number;
}

/**
 * A Simple Temporal Network (Dechter, Meiri, Pearl 1991): instants, the windows that evidence gives them, and the least gaps between them.
 * `solve` is Bellman-Ford from and to the origin of time, which is all that is asked of the shortest paths here.
 */
export class Network {
  readonly ids: string[] = [];
  readonly #index = new Map<string, number>();
  readonly #stamps: NodeStamp[] = [];
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #gap: number[] = [];

  /** The instant's index; it is added when it is new. */
  node(id: string): number {
    const known = this.#index.get(id);
    if (known !== undefined) return known;
    this.#index.set(id, this.ids.length);
    return this.ids.push(id) - 1;
  }

  has(id: string): boolean {
    return this.#index.has(id);
  }

  stamp(id: string, stamp: Stamp): void {
    this.#stamps.push({ ...stamp, node: this.node(id) });
  }

  /** `later` came at least `gap` ms after `earlier`; a negative gap says how much earlier it may have come. */
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

  clocks(): Set<Clock> {
    return new Set(this.#stamps.map((stamp) => stamp.clock));
  }

  /** `offset` says by how much a clock is ahead; what it stamped is moved back by as much. */
  solve(offset: (clock: Clock) => number): Solution {
    const size = this.ids.length;
    const earliest = new Float64Array(size).fill(-Infinity);
    const latest = new Float64Array(size).fill(Infinity);
    for (const stamp of this.#stamps) {
      const shift = offset(stamp.clock);
      if (stamp.earliest !== undefined) earliest[stamp.node] = Math.max(earliest[stamp.node] ?? 0, stamp.earliest - shift);
      if (stamp.latest !== undefined) latest[stamp.node] = Math.min(latest[stamp.node] ?? 0, stamp.latest - shift);
    }
    this.#tighten(earliest, latest);
    let violation = 0;
    for (let i = 0; i < size; i += 1) violation = Math.max(violation, (earliest[i] ?? 0) - (latest[i] ?? 0));
    return { earliest, latest, violation };
  }

  /** The gaps only point forward in time, so without a contradiction among themselves this ends after as many rounds as the longest chain. */
  #tighten(earliest: Float64Array, latest: Float64Array): void {
    for (let round = 0, changed = true; changed && round <= earliest.length; round += 1) {
      changed = false;
      for (let e = 0; e < this.#from.length; e += 1) changed = this.#relax(e, earliest, latest) || changed;
    }
  }

  #relax(edge: number, earliest: Float64Array, latest: Float64Array): boolean {
    const from = this.#from[edge] ?? 0;
    const to = this.#to[edge] ?? 0;
    const gap = this.#gap[edge] ?? 0;
    const low = (earliest[from] ?? 0) + gap;
    const high = (latest[to] ?? 0) - gap;
    const changed = low > (earliest[to] ?? 0) || high < (latest[from] ?? 0);
    if (low > (earliest[to] ?? 0)) earliest[to] = low;
    if (high < (latest[from] ?? 0)) latest[from] = high;
    return changed;
  }
}
