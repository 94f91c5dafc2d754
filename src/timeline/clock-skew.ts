import type { Network, Offsets, Solution } from './network.ts';
import type { Clock, ClockSkew } from './timeline.ts';
import { durationMs } from './units.ts';

/** What the clocks are found to show. */
export interface ClockReading {
  readonly skews: readonly ClockSkew[];
  readonly offset: Offsets;
  /** The network solved for every offset that was tried out as possible: true bounds span all of them. */
  readonly solutions: readonly Solution[];
  /** How much later than usual everything arrived here: a clock that is ahead, or a slow line; nobody can tell which. */
  readonly lag: number;
}

/** One event that was stamped by a clock and then arrived here. */
export interface Delay {
  readonly clock: Clock;
  /** Our own clock at its arrival minus the stamp. */
  readonly ms: number;
}

/** Clocks of one cluster agree to a few milliseconds; a smaller contradiction is blamed on the reading, not on a clock. */
const TOLERANCE = 50;

/** The quickest arrivals of events on a line without delay: timing reference, section 1. */
const QUICKEST_ARRIVAL = 3;

/** From here on a late arrival is our clock's doing: a watch that is so late breaks. */
const CLOCK_LAG = 5000;

/** Not more than this can be wrong with a clock that still issues valid certificates and leases. */
const LARGEST_SKEW = 10 * 365 * 86_400_000;

/**
 * Decides which clocks disagree. A contradiction in the network is blamed on the one clock whose shift explains it with the least;
 * where two do equally, on the one without which all delays look alike. At most three clocks; what then still contradicts stays as it is.
 */
export function readClocks(network: Network, delays: readonly Delay[]): ClockReading {
  const plain = network.solve(() => 0);
  const lag = lagOf(delays, new Map());
  if (plain.violation <= TOLERANCE) return { skews: lagSkew(lag), offset: () => 0, solutions: [plain], lag };
  const found = new Map<Clock, Range>();
  for (let tries = 0; tries < 3; tries += 1) {
    const skew = worstClock(network, delays, found);
    if (skew === undefined) break;
    found.set(skew.clock, skew);
    if (skew.left <= TOLERANCE) break;
  }
  return toReading(network, delays, found);
}

/** Offsets of one clock that the evidence allows, and the likeliest of these. */
interface Range {
  readonly clock: Clock;
  readonly best: number;
  readonly lowest: number;
  readonly highest: number;
  /** The violation that is left. */
  readonly left: number;
}

function toReading(network: Network, delays: readonly Delay[], found: ReadonlyMap<Clock, Range>): ClockReading {
  const offset = offsetsWith(found);
  const solutions = [network.solve(offset)];
  for (const range of found.values())
    for (const at of [range.lowest, (range.lowest + range.best) / 2, (range.best + range.highest) / 2, range.highest]) solutions.push(network.solve(offsetsWith(found, range.clock, at)));
  const lag = lagOf(delays, found);
  const skews = [...found.values()].map(({ clock, best }) => ({ clock, offset: durationMs(best) }));
  return { skews: [...skews, ...(found.has('client') ? [] : lagSkew(lag))], offset, solutions, lag };
}

const offsetsWith =
  (found: ReadonlyMap<Clock, Range>, clock?: Clock, offset = 0): Offsets =>
  (asked) =>
    asked === clock ? offset : (found.get(asked)?.best ?? 0);

const lagSkew = (lag: number): ClockSkew[] => (lag < CLOCK_LAG ? [] : [{ clock: 'client', offset: durationMs(lag) }]);

/** The quickest arrival tells best: a burst holds single events back, a clock does it to all. */
function lagOf(delays: readonly Delay[], found: ReadonlyMap<Clock, Range>): number {
  const offset = offsetsWith(found);
  const all = delays.map(({ clock, ms }) => ms + offset(clock) - offset('client'));
  return all.length === 0 ? 0 : Math.max(0, Math.min(...all) - QUICKEST_ARRIVAL);
}

/** The clock whose smallest shift leaves the least contradiction. */
function worstClock(network: Network, delays: readonly Delay[], found: ReadonlyMap<Clock, Range>): Range | undefined {
  const ranges = network.clocks.filter((clock) => !found.has(clock)).flatMap((clock) => rangeOf(network, clock, delays, found) ?? []);
  const least = Math.min(...ranges.map((range) => range.left));
  const able = ranges.filter((range) => range.left <= Math.max(least, TOLERANCE));
  const smallest = Math.min(...able.map((range) => smallestIn(range)));
  const equals = able.filter((range) => smallestIn(range) <= smallest * 1.25 + TOLERANCE);
  return equals.sort((a, b) => unlikeness(delays, a, found) - unlikeness(delays, b, found) || trust(a.clock) - trust(b.clock))[0];
}

const smallestIn = ({ lowest, highest }: Range): number => Math.min(Math.abs(lowest), Math.abs(highest));

/** Who is suspected first when nothing else tells: a laptop, then a node, then the control plane. */
const trust = (clock: Clock): number => ['client', 'kubelet', 'scheduler', 'controller', 'apiserver'].findIndex((kind) => clock.startsWith(kind));

/** How differently late the events of different clocks arrive, if `range` were the truth; in steps that no line's jitter reaches. */
function unlikeness(delays: readonly Delay[], range: Range, found: ReadonlyMap<Clock, Range>): number {
  const offset = offsetsWith(found, range.clock, range.best);
  const quickest = new Map<Clock, number>();
  for (const { clock, ms } of delays) quickest.set(clock, Math.min(quickest.get(clock) ?? Infinity, ms + offset(clock) - offset('client')));
  const values = [...quickest.values()];
  return values.length < 2 ? 0 : Math.round((Math.max(...values) - Math.min(...values)) / 200);
}

function rangeOf(network: Network, clock: Clock, delays: readonly Delay[], found: ReadonlyMap<Clock, Range>): Range | undefined {
  const violation = (offset: number): number => network.solve(offsetsWith(found, clock, offset)).violation;
  const near = [1, -1].map((side) => approach(violation, side)).filter((offset) => offset !== undefined);
  const start = near.sort((a, b) => violation(a) - violation(b) || Math.abs(a) - Math.abs(b))[0];
  if (start === undefined) return undefined;
  const left = violation(start);
  const far = left > TOLERANCE ? start : farEnd(violation, start);
  const lowest = Math.min(start, far);
  const highest = Math.max(start, far);
  return { clock, lowest, highest, best: likeliest(clock, delays, found, lowest, highest), left };
}

/**
 * The violation is convex and piecewise linear in one clock's offset, so going on by as much as is left ends at the smallest offset that
 * explains it. Undefined when the first step that way makes it worse.
 */
function approach(violation: (offset: number) => number, side: number): number | undefined {
  let offset = 0;
  let left = violation(0);
  for (let step = 0; step < 12 && left > 0.5; step += 1) {
    const next = offset + side * left;
    const now = violation(next);
    if (now >= left - 0.25) break;
    offset = next;
    left = now;
  }
  return offset === 0 ? undefined : offset;
}

/** The other end of the offsets that leave no contradiction: from far beyond, back by as much as is left. */
function farEnd(violation: (offset: number) => number, start: number): number {
  let offset = start + Math.sign(start) * LARGEST_SKEW;
  for (let step = 0; step < 12; step += 1) {
    const left = violation(offset);
    if (left <= TOLERANCE) break;
    offset -= Math.sign(start) * left;
  }
  // Nothing limits it: then only what is needed is known.
  return Math.abs(offset - start) > LARGEST_SKEW / 2 ? start : offset;
}

/** Where events of this clock would arrive as quickly as the others' do; else the middle. */
function likeliest(clock: Clock, delays: readonly Delay[], found: ReadonlyMap<Clock, Range>, lowest: number, highest: number): number {
  const quickest = (own: boolean): number => {
    const offset = offsetsWith(found);
    return Math.min(...delays.filter((delay) => (delay.clock === clock) === own).map(({ clock: of, ms }) => ms + offset(of)));
  };
  const wanted = clock === 'client' ? QUICKEST_ARRIVAL : Math.min(quickest(false), 1000);
  const offset = clock === 'client' ? quickest(false) - wanted : (Number.isFinite(wanted) ? wanted : QUICKEST_ARRIVAL) - quickest(true);
  return Number.isFinite(offset) ? Math.min(highest, Math.max(lowest, offset)) : (lowest + highest) / 2;
}
