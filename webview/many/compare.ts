import { stepName, type Step } from '../../src/engine/timeline/model/phase-kinds.ts';
import type { PodRow } from '../../src/engine/timeline/many/pod-row.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { shortName } from '../parts/ellipsize-middle.ts';
import { pairLanes, type LanePair } from './pair-lanes.ts';

/** What one step cost two starts. Absent: it did not happen there. */
export interface Difference {
  readonly lanes: LanePair;
  readonly step: Step;
  readonly first?: number;
  readonly second?: number;
  /** Second less first, in ms. */
  readonly difference: number;
}

/**
 * The same phases of two pods side by side, the biggest difference first. Of ready pods it is what readiness waited
 * for, so the differences add up to that of the totals. Attempts of one kind are added up; what still runs counts until
 * `now`.
 */
export function comparePods(first: PodRow, second: PodRow, now: number): readonly Difference[] {
  const found = new Map<string, Omit<Difference, 'difference'>>();
  const pairs = pairLanes(first.lanes, second.lanes);
  for (const [side, { stretches, deletedAt }] of [
    ['first', first],
    ['second', second],
  ] as const) {
    const pairOf = new Map(pairs.map((pair) => [pair[side]?.id, pair]));
    for (const { lane, step, from, to } of stretches) {
      const lanes = pairOf.get(lane);
      if (step === 'terminating' || !lanes) continue;
      const key = `${pairs.indexOf(lanes)} ${step}`;
      const before = found.get(key) ?? { lanes, step };
      found.set(key, { ...before, [side]: (before[side] ?? 0) + (to ?? deletedAt ?? now) - from });
    }
  }
  return [...found.values()]
    .map((one) => ({ ...one, difference: (one.second ?? 0) - (one.first ?? 0) }))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

/**
 * What of the totals is not among `shown`: steps that took about as long, or that overlap. Undefined when it is
 * nothing, or there are no totals.
 */
export function restOf(
  first: PodRow,
  second: PodRow,
  shown: readonly Difference[],
): Omit<Difference, 'lanes' | 'step'> | undefined {
  if (first.total === undefined || second.total === undefined) return undefined;
  const left = (total: number, of: 'first' | 'second'): number =>
    shown.reduce((rest, each) => rest - (each[of] ?? 0), total);
  const rest = { first: left(first.total, 'first'), second: left(second.total, 'second') };
  return Math.max(Math.abs(rest.first), Math.abs(rest.second)) < 1
    ? undefined
    : { ...rest, difference: rest.second - rest.first };
}

/** Totals closer together than this, or this share, are the same to anyone who waits. */
const same = { ms: 50, share: 0.02 } as const;

/** The comparison in one sentence: which took longer, by how much, and what of it is what. */
export function compareWords(first: PodRow, second: PodRow, differences: readonly Difference[]): Text {
  const [a, b] = [first.total, second.total];
  if (a === undefined || b === undefined) return unreadyWords(first, second);
  const more = Math.abs(b - a);
  if (more <= Math.max(same.ms, same.share * Math.max(a, b))) return sameWords(first, second, differences);
  const [slow, fast] = b > a ? [second, first] : [first, second];
  const part = differences.reduce<{ readonly ms: number; readonly step: Step }>(
    (most, { difference: each, step }) =>
      each > 0 === b > a && Math.abs(each) > most.ms ? { ms: Math.abs(each), step } : most,
    { ms: 0, step: 'scheduling' },
  );
  const args = {
    slow: shortName(slow.name),
    fast: shortName(fast.name),
    more: { ms: more },
    one: { ms: slow.total ?? 0 },
    other: { ms: fast.total ?? 0 },
    part: { ms: part.ms },
    phase: stepName(part.step),
  };
  if (part.ms > more * 1.05) {
    return text(
      '{slow} took {more} longer than {fast} ({one} against {other}): {phase} took {part} more, other steps less.',
      args,
    );
  }
  return text('{slow} took {more} longer than {fast} ({one} against {other}): {part} of it is {phase}.', args);
}

function unreadyWords(first: PodRow, second: PodRow): Text {
  const waiting = [first, second].filter(({ total }) => total === undefined);
  const ready = first.total === undefined ? second : first;
  if (waiting.length === 2) return text('Neither pod is ready yet.');
  return text('{waiting} is not ready yet; {ready} was after {total}.', {
    waiting: shortName(waiting[0]?.name ?? ''),
    ready: shortName(ready.name),
    total: { ms: ready.total ?? 0 },
  });
}

function sameWords(
  { name: one, total }: PodRow,
  { name: other }: PodRow,
  [first, second]: readonly Difference[],
): Text {
  const args = { one: shortName(one), other: shortName(other), total: { ms: total ?? 0 } };
  if (!first || !second || Math.abs(first.difference) < 500 || first.difference > 0 === second.difference > 0) {
    return text('{one} and {other} took the same time, {total}.', args);
  }
  const [ofOne, ofOther] = first.difference < 0 ? [first, second] : [second, first];
  return text(
    '{one} and {other} took the same time, {total}, but spent it differently: {one} {oneTook} more on {onePhase}, {other} {otherTook} more on {otherPhase}.',
    {
      ...args,
      oneTook: { ms: Math.abs(ofOne.difference) },
      onePhase: stepName(ofOne.step),
      otherTook: { ms: Math.abs(ofOther.difference) },
      otherPhase: stepName(ofOther.step),
    },
  );
}
