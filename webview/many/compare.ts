import { stepName, type Step } from '../../src/timeline/phase-kinds.ts';
import type { PodRow } from '../../src/timeline/pod-row.ts';
import { text, type Text } from '../../src/timeline/text.ts';
import type { LaneId } from '../../src/timeline/timeline.ts';

/** What one step of one lane cost two starts. Absent: it did not happen there. */
export interface Difference {
  readonly lane: LaneId;
  readonly step: Step;
  readonly first?: number;
  readonly second?: number;
  /** Second less first, in ms. */
  readonly difference: number;
}

/**
 * The same phases of two pods side by side, the biggest difference first. Of ready pods it is what readiness waited for, so the differences add
 * up to that of the totals. Lanes are matched by name; attempts of one kind are added up; what still runs counts until `now`.
 */
export function comparePods(first: PodRow, second: PodRow, now: number): readonly Difference[] {
  const [one, two] = [sums(first, now), sums(second, now)];
  return [...new Set([...one.keys(), ...two.keys()])]
    .map((key) => difference(one.get(key), two.get(key)))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference));
}

interface Sum {
  readonly lane: LaneId;
  readonly step: Step;
  readonly ms: number;
}

function sums({ stretches, deletedAt }: PodRow, now: number): Map<string, Sum> {
  const found = new Map<string, Sum>();
  for (const { lane, step, from, to } of stretches) {
    if (step === 'terminating') continue;
    const key = `${lane} ${step}`;
    found.set(key, { lane, step, ms: (to ?? deletedAt ?? now) - from + (found.get(key)?.ms ?? 0) });
  }
  return found;
}

function difference(one: Sum | undefined, two: Sum | undefined): Difference {
  const { lane, step } = one ?? two ?? { lane: 'pod', step: 'scheduling' as const };
  return { lane, step, ...(one && { first: one.ms }), ...(two && { second: two.ms }), difference: (two?.ms ?? 0) - (one?.ms ?? 0) };
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
  const part = differences.reduce<{ readonly ms: number; readonly step: Step }>((most, { difference: each, step }) => ((each > 0) === (b > a) && Math.abs(each) > most.ms ? { ms: Math.abs(each), step } : most), { ms: 0, step: 'scheduling' });
  const args = { slow: slow.name, fast: fast.name, more: { ms: more }, one: { ms: slow.total ?? 0 }, other: { ms: fast.total ?? 0 }, part: { ms: part.ms }, phase: stepName(part.step) };
  if (part.ms > more * 1.05) return text('{slow} took {more} longer than {fast} ({one} against {other}): {phase} took {part} more, other steps less.', args);
  return text('{slow} took {more} longer than {fast} ({one} against {other}): {part} of it is {phase}.', args);
}

function unreadyWords(first: PodRow, second: PodRow): Text {
  const waiting = [first, second].filter(({ total }) => total === undefined);
  const ready = first.total === undefined ? second : first;
  if (waiting.length === 2) return text('Neither pod is ready yet.');
  return text('{waiting} is not ready yet; {ready} was after {total}.', { waiting: waiting[0]?.name ?? '', ready: ready.name, total: { ms: ready.total ?? 0 } });
}

function sameWords({ name: one, total }: PodRow, { name: other }: PodRow, [first, second]: readonly Difference[]): Text {
  const args = { one, other, total: { ms: total ?? 0 } };
  if (!first || !second || Math.abs(first.difference) < 500 || first.difference > 0 === second.difference > 0) return text('{one} and {other} took the same time, {total}.', args);
  const [ofOne, ofOther] = first.difference < 0 ? [first, second] : [second, first];
  return text('{one} and {other} took the same time, {total}, but spent it differently: {one} {oneTook} more on {onePhase}, {other} {otherTook} more on {otherPhase}.', {
    ...args,
    oneTook: { ms: Math.abs(ofOne.difference) },
    onePhase: stepName(ofOne.step),
    otherTook: { ms: Math.abs(ofOther.difference) },
    otherPhase: stepName(ofOther.step),
  });
}
