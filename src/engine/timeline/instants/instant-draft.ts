import type { ClockReading } from './clock-skew.ts';
import { Network } from './network.ts';
import type { Pace } from './pace.ts';
import type { Solution, Window } from './network.ts';
import type { Clock, Evidence, Instant } from '../model/timeline.ts';
import { epochMs } from '../model/units.ts';

/** A window and what it was read off. */
export interface Stamp extends Window {
  readonly source: Evidence;
}

/** A guess that lies so far outside of the bounds rests on something that was not so. */
const CONTRADICTED = 30;

/** The best time of another instant of this pod, on the reference clock. */
export type Known = (id: string) => number | undefined;

type Guess =
  | { readonly rank: number; readonly at: number; readonly clock: Clock }
  | { readonly rank: number; readonly from: (known: Known) => number | undefined };

/** The instants of one pod while their evidence is collected. Lists are by the instant's index in the network. */
export class InstantDraft {
  readonly network = new Network();
  readonly pace: Pace;
  readonly #happened: boolean[] = [];
  readonly #inner: boolean[] = [];
  readonly #guesses: (Guess[] | undefined)[] = [];
  readonly #sources: (Evidence[] | undefined)[] = [];
  readonly #prompt: (number | undefined)[] = [];
  readonly #floors: (string[] | undefined)[] = [];
  readonly #own: (number | undefined)[] = [];

  constructor(pace: Pace) {
    this.pace = pace;
  }

  /** Says that `id` happened; without this it only serves to order others. */
  happened(id: string): void {
    this.#happened[this.network.node(id)] = true;
  }

  /**
   * The same of something that only serves others: an occurrence of an event, the arrival of a flag. It is shown to
   * nobody.
   */
  inner(id: string): void {
    const node = this.network.node(id);
    this.#happened[node] = true;
    this.#inner[node] = true;
  }

  /** The ids of all that happened and is to be shown. */
  shown(): string[] {
    return this.network.ids.filter((_, node) => this.#happened[node] === true && this.#inner[node] !== true);
  }

  has(id: string): boolean {
    const node = this.network.find(id);
    return node !== undefined && this.#happened[node] === true;
  }

  stamp(id: string, stamp: Stamp): void {
    const node = this.network.node(id);
    this.network.windowAt(node, stamp);
    this.#addSource(node, stamp.source);
  }

  /** What `id` was first read off. */
  sourceOf(id: string): Evidence | undefined {
    return this.#sources[this.network.node(id)]?.[0];
  }

  source(id: string, source: Evidence | undefined): void {
    if (source !== undefined) this.#addSource(this.network.node(id), source);
  }

  #addSource(node: number, source: Evidence): void {
    const known = this.#sources[node];
    if (known === undefined) this.#sources[node] = [source];
    else if (!known.some((other) => sameSource(other, source))) known.push(source);
  }

  /** A whole second of `clock`, truncated. */
  second(id: string, at: number, clock: Clock, source: Evidence): void {
    this.stamp(id, { clock, earliest: at, latest: at + 1000, source });
  }

  /** It came to be before it arrived here. */
  arrival(id: string, at: number | undefined, what: string): void {
    if (at !== undefined) {
      this.stamp(id, { clock: 'client', latest: at + this.pace.arrivalSpread, source: { kind: 'arrival', what } });
    }
  }

  /**
   * The change was watched, and is told at once: it came to be no longer before its arrival than this pod's events take
   * to arrive. A bound that only experience gives, so it moves no other instant and yields to every other bound.
   */
  arrivedAtOnce(id: string, at: number | undefined): void {
    if (at !== undefined) this.#prompt[this.network.node(id)] = at;
  }

  /**
   * The most likely time by `clock`. It never moves the bounds. Of several guesses the one with the lowest rank counts.
   */
  guess(id: string, at: number | undefined, clock: Clock, rank: number): void {
    if (at !== undefined) this.#addGuess(id, { at, clock, rank });
  }

  /** The most likely time, worked out from those of other instants once these are known. */
  derive(id: string, rank: number, from: (known: Known) => number | undefined): void {
    this.#addGuess(id, { from, rank });
  }

  /**
   * The most likely time of `id` is not before that of `earlier`. An order in the network only bounds the two: where
   * these bounds overlap, their most likely times could cross.
   */
  notBefore(id: string, earlier: string): void {
    const node = this.network.node(id);
    const floors = this.#floors[node];
    if (floors === undefined) this.#floors[node] = [earlier];
    else floors.push(earlier);
  }

  /**
   * A whole second of the reference clock itself: whatever other clocks contradict, the most likely time lies in it.
   */
  ownSecond(id: string, at: number): void {
    this.#own[this.network.node(id)] = at;
  }

  #addGuess(id: string, guess: Guess): void {
    const node = this.network.node(id);
    const guesses = this.#guesses[node];
    if (guesses === undefined) {
      this.#guesses[node] = [guess];
      return;
    }
    const place = guesses.findIndex((other) => other.rank > guess.rank);
    guesses.splice(place < 0 ? guesses.length : place, 0, guess);
  }

  /** Answers what became of an instant: by the reference clock, when it happened and can be bounded. */
  finish(clocks: ClockReading): (id: string) => Instant | undefined {
    const bounds = new Bounds(clocks.solutions);
    const known = this.#estimate(bounds, clocks);
    return (id) => {
      const node = this.network.find(id);
      const at = known(id);
      if (at === undefined || node === undefined) return undefined;
      // What the estimate was moved by belongs to its bounds.
      const [earliest, latest] = [
        Math.min(at, this.#earliest(node, at, bounds, clocks)),
        Math.max(at, bounds.latest(node)),
      ];
      return {
        at: epochMs(at),
        earliest: epochMs(earliest),
        latest: epochMs(latest),
        sources: this.#sourcesOf(id, node),
      };
    };
  }

  #earliest(node: number, at: number, bounds: Bounds, { slowestArrival, offset }: ClockReading): number {
    const arrived = this.#prompt[node];
    const strict = bounds.earliest(node);
    if (arrived === undefined || slowestArrival === undefined) return strict;
    const sent = arrived - offset('client') - slowestArrival;
    // Told long after it must have been: this arrival was late.
    return sent > bounds.latest(node) ? strict : Math.max(strict, Math.min(at, sent));
  }

  #estimate(bounds: Bounds, clocks: ClockReading): Known {
    const done: (number | undefined)[] = [];
    const known: Known = (id) => {
      const node = this.network.find(id);
      if (node === undefined || this.#happened[node] !== true || !bounds.has(node)) return undefined;
      if (node in done) return done[node];
      // Set first, so that guesses that refer to each other end.
      done[node] = undefined;
      const guess = this.#bestGuess(node, known, bounds, clocks) ?? (bounds.earliest(node) + bounds.latest(node)) / 2;
      const floors = this.#floors[node]?.map((earlier) => known(earlier) ?? -Infinity) ?? [];
      const bounded = Math.max(...floors, Math.min(bounds.latest(node), Math.max(bounds.earliest(node), guess)));
      return (done[node] = this.#inOwnSecond(node, bounded, clocks));
    };
    return known;
  }

  #inOwnSecond(node: number, at: number, { offset }: ClockReading): number {
    const own = this.#own[node];
    return own === undefined || offset('apiserver') !== 0 ? at : Math.min(own + 999, Math.max(own, at));
  }

  /** The first one that the bounds allow; when they allow none, the first. */
  #bestGuess(node: number, known: Known, bounds: Bounds, clocks: ClockReading): number | undefined {
    let first: number | undefined;
    for (const guess of this.#guesses[node] ?? []) {
      const at =
        'from' in guess
          ? guess.from(known)
          : guess.at - clocks.offset(guess.clock) - (guess.clock === 'client' ? clocks.lag : 0);
      if (at === undefined) continue;
      if (at >= bounds.earliest(node) - CONTRADICTED && at <= bounds.latest(node) + CONTRADICTED) return at;
      first ??= at;
    }
    return first;
  }

  #sourcesOf(id: string, node: number): Evidence[] {
    const sources = this.#sources[node];
    if (sources === undefined) return [{ kind: 'order', neighbour: this.network.neighbourOf(id) }];
    return sources.length === 1 ? sources : sources.sort((a, b) => STRENGTH[a.kind] - STRENGTH[b.kind]);
  }
}

/** Over all offsets that the evidence allows. Bounds that still contradict each other are kept, the lower one first. */
class Bounds {
  readonly #earliest: Float64Array;
  readonly #latest: Float64Array;

  constructor(solutions: readonly Solution[]) {
    const [first, ...others] = solutions;
    const size = first?.earliest.length ?? 0;
    // Mostly there is only one.
    this.#earliest = first?.earliest ?? new Float64Array(0);
    this.#latest = first?.latest ?? new Float64Array(0);
    if (first && first.violation > 0) {
      for (let node = 0; node < size; node += 1) {
        this.#add(node, first.earliest[node] ?? -Infinity, first.latest[node] ?? Infinity);
      }
    }
    for (const solution of others) {
      for (let node = 0; node < size; node += 1) {
        this.#add(node, solution.earliest[node] ?? -Infinity, solution.latest[node] ?? Infinity);
      }
    }
  }

  has(node: number): boolean {
    return Number.isFinite(this.#earliest[node]) && Number.isFinite(this.#latest[node]);
  }

  earliest(node: number): number {
    return this.#earliest[node] ?? -Infinity;
  }

  latest(node: number): number {
    return this.#latest[node] ?? Infinity;
  }

  #add(node: number, low: number, high: number): void {
    this.#earliest[node] = Math.min(this.earliest(node), low, high);
    this.#latest[node] = Math.max(this.latest(node), low, high);
  }
}

const STRENGTH: Readonly<Record<Evidence['kind'], number>> = { event: 0, log: 1, arrival: 2, field: 3, order: 4 };

function sameSource(a: Evidence, b: Evidence): boolean {
  if (a.kind === 'event' && b.kind === 'event') return a.uid === b.uid && a.stamp === b.stamp;
  if (a.kind === 'arrival' && b.kind === 'arrival') return a.what === b.what;
  if (a.kind === 'field' && b.kind === 'field') return a.path.join('/') === b.path.join('/');
  return false;
}
