import { stepName } from '../../model/phase-kinds.ts';
import { type PodRow, rowOf } from '../pod-row.ts';
import { phaseSpreadsInSteps, type PhaseSpread, type Spread, spreadOf } from '../statistics.ts';
import { atOnce } from '../steps.ts';
import { formatDuration } from '../../model/duration.ts';
import { text, type Text, type TextArg } from '../../model/text.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { EpochMs } from '../../model/units.ts';
import { outliersOf, type Outliers } from './outlier.ts';
import { readyOnes, type Standing, standingOf } from './standing.ts';

/**
 * What there is to say of many pods in one or two sentences, with figures: how long, which one was slow and why, which
 * is not ready. `now`: our own clock.
 */
export const headlineOf = (timelines: readonly Timeline[], now: EpochMs): readonly Text[] =>
  atOnce(headlineInSteps(timelines, now));

/** The same in steps of a few milliseconds at most, for ten thousand pods. */
export function* headlineInSteps(timelines: readonly Timeline[], now: EpochMs): Generator<undefined, readonly Text[]> {
  const ready = readyOnes(timelines, now);
  yield undefined;
  const unread = timelines.filter(({ settled }) => !settled).length;
  const outliers = unread > 0 ? undefined : outliersOf(ready);
  yield undefined;
  const sentences = outliers ? [outlierSentence(outliers)] : yield* rangeSentences(ready, timelines.length, unread);
  yield undefined;
  return [...sentences, ...unreadSentence(unread), ...otherSentences(timelines, now)];
}

/** Until the events of all are read, no step is blamed: the next event may name another one. */
function unreadSentence(count: number): readonly Text[] {
  if (count === 0) return [];
  return count === 1
    ? [text('The events of one are being read: why it took that long is not known yet.')]
    : [text('The events of {count} are being read: why they took that long is not known yet.', { count })];
}

function outlierSentence({ slow, rest, why }: Outliers): Text {
  const [slowest] = slow;
  const args = { count: rest.length, usual: rangeOf(rest), pod: slowest?.name ?? '', why };
  if (slow.length === 1) {
    const total = { ms: slowest?.total ?? 0 };
    return text('{count} pods were ready in {usual}; {pod} took {total}: {why}.', { ...args, total });
  }
  return text('{count} pods were ready in {usual}; {slow} took {range}, the slowest, {pod}: {why}.', {
    ...args,
    slow: slow.length,
    range: rangeOf(slow),
  });
}

/** Their times from the shortest to the longest; one figure where both read alike. */
function rangeOf(rows: readonly PodRow[]): TextArg {
  const spread = spreadOf(rows.map(({ total }) => total ?? 0));
  const [least, most] = [{ ms: spread?.shortest ?? 0 }, { ms: spread?.longest ?? 0 }];
  return formatDuration(least.ms) === formatDuration(most.ms) ? most : text('{least} to {most}', { least, most });
}

function* rangeSentences(
  ready: readonly Timeline[],
  all: number,
  unread: number,
): Generator<undefined, readonly Text[]> {
  const rows = ready.map(rowOf);
  const spread = spreadOf(rows.map(({ total }) => total ?? 0));
  if (!spread) return [];
  const total = { ms: spread.p50 };
  if (rows.length === 1) return [text('{pod} was ready in {total}.', { pod: rows[0]?.name ?? '', total })];
  const range = { count: rows.length, all, least: { ms: spread.shortest }, most: { ms: spread.longest }, total };
  if (rows.every(({ state }) => state === 'completed')) {
    return [
      isAlike(spread)
        ? text('{count} pods completed, each in about {total}.', range)
        : text('{count} pods completed in {least} to {most}, half of them within {total}.', range),
    ];
  }
  yield undefined;
  const whole = rangeSentence(spread, range);
  return unread > 0 ? [whole] : [whole, ...phaseSentence(yield* phaseSpreadsInSteps(rows), spread)];
}

/** Below this share of the longest time, the median does not say what a step costs: it hit a few. */
const RARE = 0.1;

/** Times are alike when the longest is no more than this much longer than the shortest. */
const ALIKE = 1.15;

const isAlike = ({ shortest, longest }: Spread): boolean => longest <= shortest * ALIKE;

function rangeSentence(spread: Spread, range: Text['args']): Text {
  if (spread.count === range['all']) return rangeOfAll(spread, range);
  if (isAlike(spread)) return text('{count} of {all} pods were ready, each in about {total}.', range);
  return spread.count === 2
    ? text('{count} of {all} pods were ready, in {least} and {most}.', range)
    : text('{count} of {all} pods were ready, in {least} to {most}, half of them within {total}.', range);
}

function rangeOfAll(spread: Spread, range: Text['args']): Text {
  if (isAlike(spread)) return text('{count} pods were ready, each in about {total}.', range);
  return spread.count === 2
    ? text('Both pods were ready, in {least} and {most}.', range)
    : text('{count} pods were ready in {least} to {most}, half of them within {total}.', range);
}

/** Which step takes longest, and, where the pods differ, which makes the difference. */
function phaseSentence(phases: readonly PhaseSpread[], total: Spread): readonly Text[] {
  const [longest] = phases;
  if (!longest) return [];
  const widest = phases.reduce((most, one) => (widthOf(one) > widthOf(most) ? one : most), longest);
  const args = {
    phase: stepName(longest.step),
    p50: { ms: longest.p50 },
    least: { ms: longest.shortest },
    most: { ms: longest.longest },
  };
  if (!isAlike(total) && widest !== longest && widthOf(widest) > widthOf(total) / 2) {
    const differs = {
      other: stepName(widest.step),
      otherLeast: { ms: widest.shortest },
      otherMost: { ms: widest.longest },
    };
    if (isAlike(longest)) {
      return [
        text('What takes longest: {phase}, {p50}; what differs most: {other}, {otherLeast} to {otherMost}.', {
          ...args,
          ...differs,
        }),
      ];
    }
    return [
      text('What takes longest: {phase}, {least} to {most}; what differs most: {other}, {otherLeast} to {otherMost}.', {
        ...args,
        ...differs,
      }),
    ];
  }
  if (longest.count < 3 && !isAlike(longest)) return [text('What takes longest: {phase}, {least} to {most}.', args)];
  if (longest.p50 < longest.longest * RARE) {
    return [text('What costs most: {phase}, up to {most} ({p50} in the median).', args)];
  }
  return [
    isAlike(longest)
      ? text('What takes longest: {phase}, {p50}.', args)
      : text('What takes longest: {phase}, {p50} in the median ({least} to {most}).', args),
  ];
}

const widthOf = ({ shortest, longest }: Spread): number => longest - shortest;

/** The pods that are not ready, by what became of them. */
function otherSentences(timelines: readonly Timeline[], now: EpochMs): readonly Text[] {
  const groups = new Map<Standing, Timeline[]>();
  for (const timeline of timelines) {
    const standing = standingOf(timeline, now);
    const known = groups.get(standing);
    if (known) known.push(timeline);
    else groups.set(standing, [timeline]);
  }
  const of = (standing: Standing): readonly Timeline[] => groups.get(standing) ?? [];
  return [
    ...brokenSentence(of('broken')),
    ...failingSentence(of('failing')),
    ...failedSentence(of('failed')),
    ...deletedSentence(of('deleted')),
    ...startingSentence(of('starting')),
  ];
}

function reasonOf({ outcome }: Timeline): string {
  return ('reason' in outcome ? outcome.reason : undefined) ?? outcome.state;
}

function brokenSentence(broken: readonly Timeline[]): readonly Text[] {
  const [first] = broken;
  if (!first) return [];
  return [
    broken.length === 1
      ? text('{pod} is not ready: {reason}.', { pod: first.pod.name, reason: reasonOf(first) })
      : text('{count} are not ready: {reasons}.', { count: broken.length, reasons: reasonsOf(broken.map(reasonOf)) }),
  ];
}

function failingSentence(failing: readonly Timeline[]): readonly Text[] {
  const [first] = failing;
  if (!first) return [];
  return [
    failing.length === 1
      ? text('{pod} failed again and again.', { pod: first.pod.name })
      : text('{count} failed again and again.', { count: failing.length }),
  ];
}

function failedSentence(failed: readonly Timeline[]): readonly Text[] {
  const [first] = failed;
  if (!first) return [];
  return [
    failed.length === 1
      ? text('{pod} failed: {reason}.', { pod: first.pod.name, reason: reasonOf(first) })
      : text('{count} failed: {reasons}.', { count: failed.length, reasons: reasonsOf(failed.map(reasonOf)) }),
  ];
}

function deletedSentence(deleted: readonly Timeline[]): readonly Text[] {
  const [first] = deleted;
  if (!first) return [];
  return [
    deleted.length === 1
      ? text('{pod} was deleted before it was ready.', { pod: first.pod.name })
      : text('{count} were deleted before they were ready.', { count: deleted.length }),
  ];
}

/** More reasons than these are a list of their own: the rows have them. */
const REASONS = 4;

/** "3 ImagePullBackOff, 1 Unschedulable": the most frequent first. */
function reasonsOf(reasons: readonly string[]): Text {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 1) return text('{reason}', { reason: reasons[0] ?? '' });
  const ranked = [...counts].sort(([, a], [, b]) => b - a).slice(0, REASONS);
  return ranked
    .map(([reason, count]) => text('{count} {reason}', { count, reason }))
    .reduce((list, one) => text('{list}, {one}', { list, one }));
}

function startingSentence(starting: readonly Timeline[]): readonly Text[] {
  const [first] = starting;
  if (!first) return [];
  if (starting.length > 1) return [text('{starting} are still starting.', { starting: starting.length })];
  const open = first.settled ? rowOf(first).stretches.findLast(({ to }) => to === undefined) : undefined;
  return [
    open
      ? text('{pod} is still starting: {phase}.', { pod: first.pod.name, phase: stepName(open.step) })
      : text('{pod} is still starting.', { pod: first.pod.name }),
  ];
}
