import type { Text } from '../model/text.ts';
import type { Span } from '../model/timeline.ts';
import { durationMs } from '../model/units.ts';
import { applyChanges, type Change, type Plan, planOf } from './change.ts';
import { type Draw, drawsOf } from './draws.ts';
import { replay, type Replayed, type ReplayedStep } from './replay.ts';
import { groundsOf } from './grounds.ts';
import type { StartModel } from './start-model.ts';

/** What a start would take after changes. */
export interface Prediction {
  readonly changes: readonly Change[];
  /** Creation to ready: most likely `ms`; nine of ten starts lie within. */
  readonly ready: Span;
  /** What it rests on, in sentences: how exact it is and why. */
  readonly grounds: readonly Text[];
  /** The predicted start of length `ready.ms`, for drawing: by lane, in ms since creation. */
  readonly steps: readonly ReplayedStep[];
}

/** How many possible starts are replayed for one prediction. */
const STARTS = 240;

/** The part of them that lies beyond each end of the interval. */
const BEYOND = 0.03;

/** No two starts are alike to less than this, in ms. */
const MARGIN = 20;

const draws = drawsOf(STARTS);

/**
 * What the start would take if it were set up with `changes`: replayed many times as the kubelet goes about it, with
 * what a single start leaves open (when the kubelet looks, when the application answers, how long a step takes) tried
 * out. Pure: the same model gives the same figures.
 */
export function predict(model: StartModel, changes: readonly Change[]): Prediction {
  const plan = applyChanges(model, changes);
  const middle = mostLikely(plan, draws);
  const possible = sorted(draws.map((draw) => replay(plan, draw, 'again')));
  const at = (share: number): number => possible[Math.round(share * (possible.length - 1))]?.ready ?? middle.ready;
  const ms = isWithoutEffect(model, middle) ? model.ready.ms : middle.ready;
  const ready = {
    ms: durationMs(ms),
    shortest: durationMs(Math.max(0, Math.min(ms, at(BEYOND)) - MARGIN)),
    longest: durationMs(Math.max(ms, at(1 - BEYOND)) + MARGIN),
  };
  return { changes, ready, grounds: groundsOf(plan), steps: middle.steps };
}

/**
 * What the start would most likely take with `changes`, in ms: the `ms` of `predict` to a few hundredths, in a tenth of
 * the time.
 */
export function likelyReady(model: StartModel, changes: readonly Change[]): number {
  const middle = mostLikely(applyChanges(model, changes), few);
  return isWithoutEffect(model, middle) ? model.ready.ms : middle.ready;
}

const few = drawsOf(48);

const sorted = (starts: readonly Replayed[]): readonly Replayed[] => starts.toSorted((a, b) => a.ready - b.ready);

/** The middle one of the starts in which nothing is otherwise but for the changes. */
function mostLikely(plan: Plan, among: readonly Draw[]): Replayed {
  const likely = sorted(among.map((draw) => replay(plan, draw, 'same')));
  return likely[Math.floor(likely.length / 2)] ?? { ready: plan.model.ready.ms, steps: [] };
}

/** What no change reaches is as it was, to the millisecond: replayed the same way, the start before takes as long. */
const isWithoutEffect = (model: StartModel, middle: Replayed): boolean =>
  Math.abs(mostLikely(planOf(model), few).ready - middle.ready) < 1;
