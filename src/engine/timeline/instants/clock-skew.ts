import type { Network, Offsets, Solution } from './network.ts';
import type { Clock, ClockSkew } from '../model/timeline.ts';
import type { DurationMs } from '../model/units.ts';
import { durationMs } from '../model/units.ts';

/** What the clocks are found to show. */
export interface ClockReading {
  readonly skews: readonly ClockSkew[];
  readonly offset: Offsets;
  /** The network solved for every offset that was tried out as possible: true bounds span all of them. */
  readonly solutions: readonly Solution[];
  /**
   * How much later than usual everything arrived here: a clock that is ahead, or a slow line; nobody can tell which.
   */
  readonly lag: number;
  /**
   * What is told at once is here within this after it happened, by what the events took. Absent when too few events or
   * doubtful clocks tell.
   */
  readonly slowestArrival?: number;
}

/** One event that was stamped by a clock and then arrived here. */
export interface Delay {
  readonly clock: Clock;
  /** The stamp. */
  readonly at: number;
  /** Our own clock at its arrival minus the stamp. */
  readonly ms: number;
}

/**
 * Clocks of one cluster agree to a few milliseconds; a smaller contradiction is blamed on the reading, not on a clock.
 */
const TOLERANCE = 50;

/** The quickest arrivals of events on a line without delay: timing reference, section 1. */
const QUICKEST_ARRIVAL = 3;

/** In ms: over a usual connection the quickest event of a pod arrives within this; else all of them are late. */
const USUAL_ARRIVAL = 15;

/** In ms: when every event arrives later than this, our own clock is ahead; no usable connection is that slow. */
const CLOCK_LAG = 3000;

/**
 * In ms: when all events of one clock arrive this much later than those of another, that clock may be behind, or its
 * reporter was slow.
 */
const SUSPICIOUS = 300;

/** Fewer events than this say nothing about the connection. */
const ENOUGH_ARRIVALS = 3;

/** In ms: how much longer than its slowest event, and twice its jitter, a connection may take. */
const ARRIVAL_MARGIN = 50;

/** In ms: events that are closer together than this do not tell a slow connection from a wrong clock. */
const ENOUGH_APART = 100;

/** In ms: events spread over this time show whether a connection was slow only for a moment. */
const LONG_ENOUGH = 1000;

/** Late events that are needed before a clock is blamed: one or two can be late by chance. */
const CERTAIN = 3;

/** Not more than this can be wrong with a clock that still issues valid certificates and leases. */
const LARGEST_SKEW = 10 * 365 * 86_400_000;

/**
 * So many clocks are looked into, those first by which most is stamped: the network is solved some forty times for
 * each. A pod's story has five (of the API server, scheduler, controllers, its node and ours); whoever may write events
 * can make up hundreds.
 */
const MOST_CLOCKS = 8;

/** Offsets of one clock that the evidence allows, and the likeliest of these. */
interface Range {
  readonly clock: Clock;
  readonly best: number;
  readonly lowest: number;
  readonly highest: number;
  /** The violation that is left. */
  readonly left: number;
}

type Found = ReadonlyMap<Clock, Range>;

/**
 * Decides which clocks disagree. A contradiction in the network is blamed on the one clock whose shift explains it with
 * the least; where two do equally, on the one without which all delays look alike. The bounds hold for every clock that
 * could be to blame. At most three clocks; what then still contradicts stays as it is.
 */
export function readClocks(network: Network, delays: readonly Delay[]): ClockReading {
  const plain = network.solve(() => 0);
  const late = lateClock(delays);
  if (plain.violation <= TOLERANCE && late === undefined) return toReading(network, delays, new Map(), [], [plain]);
  const found = new Map<Clock, Range>();
  let doubts: readonly Range[] = [];
  for (let tries = 0; tries < 3 && (tries > 0 || plain.violation > TOLERANCE); tries += 1) {
    const [skew, ...others] = candidates(network, delays, found);
    if (skew === undefined) break;
    found.set(skew.clock, skew);
    doubts = others;
    if (skew.left <= TOLERANCE) break;
  }
  if (found.size > 0) return toReading(network, delays, found, doubts, []);
  if (late?.sure === true) found.set(late.range.clock, late.range);
  return toReading(network, delays, found, late?.sure === false ? [late.range] : [], [plain]);
}

function toReading(
  network: Network,
  delays: readonly Delay[],
  found: Found,
  doubts: readonly Range[],
  solved: readonly Solution[],
): ClockReading {
  const offset = offsetsWith(found);
  const lag = lagOf(delays, found);
  const solutions = [...solved, ...(found.size > 0 || solved.length === 0 ? [network.solve(offset)] : [])];
  for (const range of found.values()) {
    for (const at of samples(range)) solutions.push(network.solve(offsetsWith(found, range.clock, at)));
  }
  const last = [...found.keys()].at(-1);
  for (const range of doubts) {
    const without: Found = new Map([...found].filter(([clock]) => clock !== last));
    for (const at of samples(range)) solutions.push(network.solve(offsetsWith(without, range.clock, at)));
  }
  const skews = [...found.values()].map(({ clock, best }) => ({ clock, offset: durationMs(best) }));
  const slowest = solutions.length === 1 ? slowestArrival(delays) : undefined;
  return {
    skews: [
      ...skews,
      ...(lag < CLOCK_LAG || found.has('client') || !isSpread(delays)
        ? []
        : [{ clock: 'client' as const, offset: durationMs(lag) }]),
    ],
    offset,
    solutions,
    lag,
    ...(slowest !== undefined && { slowestArrival: slowest }),
  };
}

/** Measured: none of 322 recorded creations and first Ready conditions took longer. */
function slowestArrival(delays: readonly Delay[]): number | undefined {
  if (delays.length < ENOUGH_ARRIVALS) return undefined;
  const values = delays.map(({ ms }) => ms);
  const slowest = Math.max(...values);
  return slowest + Math.max(ARRIVAL_MARGIN, 2 * (slowest - Math.min(...values)));
}

/** The bounds are convex in an offset, so a few places tell how far they reach. */
const samples = ({ lowest, best, highest }: Range): number[] => [
  ...new Set([lowest, (lowest + best) / 2, best, (best + highest) / 2, highest]),
];

const offsetsWith =
  (found: Found, clock?: Clock, offset = 0): Offsets =>
  (asked) =>
    asked === clock ? offset : (found.get(asked)?.best ?? 0);

const rangeOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/**
 * A line that was stuck delivers at one moment what happened over a time; a clock that is wrong leaves what comes
 * apart.
 */
const isSpread = (delays: readonly Delay[]): boolean =>
  rangeOf(delays.map(({ at }) => at)) >= ENOUGH_APART &&
  rangeOf(delays.map(({ at, ms }) => at + ms)) > rangeOf(delays.map(({ at }) => at)) / 2;

/** A clock that is behind makes every event late by the same time; a connection is slow for a while and quick again. */
const isSteady = (delays: readonly Delay[]): boolean =>
  rangeOf(delays.map(({ at }) => at)) >= LONG_ENOUGH && rangeOf(delays.map(({ ms }) => ms)) <= ENOUGH_APART;

/** The quickest arrival tells best: a burst holds single events back, a clock does it to all. */
function lagOf(delays: readonly Delay[], found: Found): number {
  const offset = offsetsWith(found);
  let least = Infinity;
  for (const { clock, ms } of delays) least = Math.min(least, ms + offset(clock) - offset('client'));
  return delays.length === 0 || least < USUAL_ARRIVAL ? 0 : least - QUICKEST_ARRIVAL;
}

/**
 * How far a clock could be off without contradicting anything that is known of this pod. Absent where nothing limits
 * it.
 */
export interface ClockMargin {
  readonly clock: Clock;
  /** 0 or negative. */
  readonly behind?: DurationMs;
  /** 0 or positive. */
  readonly ahead?: DurationMs;
}

/** What this evidence cannot know: the offsets of each clock, on its own, that it would not notice. */
export function marginsOf(network: Network): ClockMargin[] {
  return suspects(network).map((clock) => {
    const violation = (offset: number): number => network.solve((asked) => (asked === clock ? offset : 0)).violation;
    const behind = farEnd(violation, 0, -1);
    const ahead = farEnd(violation, 0, 1);
    return {
      clock,
      ...(behind === undefined ? {} : { behind: durationMs(behind) }),
      ...(ahead === undefined ? {} : { ahead: durationMs(ahead) }),
    };
  });
}

/** A clock that is behind need not contradict anything; but all that it stamps seems to arrive late. */
function lateClock(delays: readonly Delay[]): { readonly range: Range; readonly sure: boolean } | undefined {
  if (!delays.some(({ ms }) => ms >= SUSPICIOUS)) return undefined;
  const clocks = [...new Set(delays.map(({ clock }) => clock))];
  if (clocks.length < 2) return undefined;
  const quickest = clocks
    .map((clock) => ({ clock, own: delays.filter((delay) => delay.clock === clock).map(({ ms }) => ms) }))
    .map(({ clock, own }) => ({ clock, count: own.length, ms: Math.min(...own) }));
  quickest.sort((a, b) => b.ms - a.ms);
  const [slowest, next] = quickest;
  if (slowest === undefined || next === undefined || slowest.ms - next.ms < SUSPICIOUS) return undefined;
  const likeliest = (quickest.at(-1)?.ms ?? 0) - slowest.ms;
  const lowest = likeliest - USUAL_ARRIVAL * 2;
  const sure = slowest.count >= CERTAIN && isSteady(delays.filter(({ clock }) => clock === slowest.clock));
  return { sure, range: { clock: slowest.clock, best: sure ? likeliest : 0, lowest, highest: 0, left: 0 } };
}

const suspects = (network: Network): readonly Clock[] => network.clocks.slice(0, MOST_CLOCKS);

/** The clocks whose shift leaves the least contradiction; the likeliest to blame first. */
function candidates(network: Network, delays: readonly Delay[], found: Found): Range[] {
  const ranges = suspects(network)
    .filter((clock) => !found.has(clock))
    .flatMap((clock) => offsetsAllowed(network, clock, delays, found) ?? []);
  const least = Math.min(...ranges.map((range) => range.left));
  const able = ranges
    .filter((range) => range.left <= Math.max(least, TOLERANCE))
    .map((range) => ({ range, unlike: unlikeness(delays, range, found) }));
  const alike = Math.min(...able.map(({ unlike }) => unlike));
  const likely = able.filter(({ unlike }) => unlike <= alike + 1);
  const smallest = Math.min(...likely.map(({ range }) => smallestIn(range)));
  const rank = ({ range, unlike }: (typeof able)[number]): number =>
    smallestIn(range) <= smallest * 1.25 + TOLERANCE ? unlike * 10 + trust(range.clock) : 1000 + smallestIn(range);
  return likely.sort((a, b) => rank(a) - rank(b)).map(({ range }) => range);
}

const smallestIn = ({ lowest, highest }: Range): number => Math.min(Math.abs(lowest), Math.abs(highest));

/** Who is suspected first when nothing else tells: a laptop, then a node, then the control plane. */
const trust = (clock: Clock): number =>
  ['client', 'kubelet', 'scheduler', 'controller', 'apiserver'].findIndex((kind) => clock.startsWith(kind));

/**
 * How differently late the events of different clocks arrive, if `range` were the truth; in steps that no line's jitter
 * reaches.
 */
function unlikeness(delays: readonly Delay[], range: Range, found: Found): number {
  const offset = offsetsWith(found, range.clock, range.best);
  const quickest = new Map<Clock, number>();
  for (const { clock, ms } of delays) {
    quickest.set(clock, Math.min(quickest.get(clock) ?? Infinity, ms + offset(clock) - offset('client')));
  }
  const values = [...quickest.values()];
  return values.length < 2 ? 0 : Math.round((Math.max(...values) - Math.min(...values)) / 200);
}

function offsetsAllowed(network: Network, clock: Clock, delays: readonly Delay[], found: Found): Range | undefined {
  const violation = (offset: number): number => network.solve(offsetsWith(found, clock, offset)).violation;
  const near = [1, -1].map((side) => approach(violation, side)).filter((offset) => offset !== undefined);
  const start = near.sort((a, b) => violation(a) - violation(b) || Math.abs(a) - Math.abs(b))[0];
  if (start === undefined) return undefined;
  const left = violation(start);
  // Where nothing limits it, only what is needed is known.
  const far = left > TOLERANCE ? start : (farEnd(violation, start, Math.sign(start)) ?? start);
  const lowest = Math.min(start, far);
  const highest = Math.max(start, far);
  return { clock, lowest, highest, best: likeliest(clock, delays, found, lowest, highest), left };
}

/**
 * The violation is convex and piecewise linear in one clock's offset, so going on by as much as is left ends at the
 * smallest offset that explains it. Undefined when the first step that way makes it worse.
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

/**
 * The last offset on that side that leaves no contradiction: from far beyond, back by as much as is left. Undefined
 * when nothing limits it.
 */
function farEnd(violation: (offset: number) => number, start: number, side: number): number | undefined {
  let offset = start + side * LARGEST_SKEW;
  for (let step = 0; step < 12; step += 1) {
    const left = violation(offset);
    if (left <= TOLERANCE) break;
    offset -= side * left;
  }
  return Math.abs(offset - start) > LARGEST_SKEW / 2 ? undefined : offset;
}

/** Where events of this clock would arrive as quickly as the others' do; else the middle. */
function likeliest(clock: Clock, delays: readonly Delay[], found: Found, lowest: number, highest: number): number {
  const quickest = (own: boolean): number => {
    const offset = offsetsWith(found);
    return Math.min(
      ...delays.filter((delay) => (delay.clock === clock) === own).map(({ clock: of, ms }) => ms + offset(of)),
    );
  };
  const wanted = clock === 'client' ? QUICKEST_ARRIVAL : Math.min(quickest(false), 1000);
  const offset =
    clock === 'client'
      ? quickest(false) - wanted
      : (Number.isFinite(wanted) ? wanted : QUICKEST_ARRIVAL) - quickest(true);
  return Number.isFinite(offset) ? Math.min(highest, Math.max(lowest, offset)) : (lowest + highest) / 2;
}
