import { stepName } from '../../model/phase-kinds.ts';
import { rowOf } from '../pod-row.ts';
import { phaseSpreadsInSteps, type PhaseSpread, type Spread, spreadOf } from '../statistics.ts';
import { atOnce } from '../steps.ts';
import { text, type Text } from '../../model/text.ts';
import type { Timeline } from '../../model/timeline.ts';
import { outliersOf, type Outliers } from './outlier.ts';

/**
 * What there is to say of many pods in one or two sentences, with figures: how long, which one was slow and why, which
 * is not ready.
 */
export const headlineOf = (timelines: readonly Timeline[]): readonly Text[] => atOnce(headlineInSteps(timelines));

/** The same in steps of a few milliseconds at most, for ten thousand pods. */
export function* headlineInSteps(timelines: readonly Timeline[]): Generator<undefined, readonly Text[]> {
  const ready = timelines.filter((timeline) => rowOf(timeline).total !== undefined);
  yield undefined;
  const outliers = outliersOf(timelines);
  yield undefined;
  const sentences = outliers ? [outlierSentence(outliers)] : yield* rangeSentences(ready);
  yield undefined;
  return [...sentences, ...waitingSentences(timelines)];
}

function outlierSentence({ slow, rest, why }: Outliers): Text {
  const [slowest] = slow;
  const spread = spreadOf(rest.map(({ total }) => total ?? 0));
  const fastest = slow.at(-1);
  const args = {
    count: rest.length,
    least: { ms: spread?.shortest ?? 0 },
    most: { ms: spread?.longest ?? 0 },
    pod: slowest?.name ?? '',
    total: { ms: slowest?.total ?? 0 },
    why,
  };
  if (slow.length === 1) return text('{count} pods were ready in {least} to {most}; {pod} took {total}: {why}.', args);
  return text(
    '{count} pods were ready in {least} to {most}; {slow} took {from} to {total}, the slowest, {pod}: {why}.',
    { ...args, slow: slow.length, from: { ms: fastest?.total ?? 0 } },
  );
}

function* rangeSentences(ready: readonly Timeline[]): Generator<undefined, readonly Text[]> {
  const rows = ready.map(rowOf);
  const spread = spreadOf(rows.map(({ total }) => total ?? 0));
  if (!spread) return [];
  const total = { ms: spread.p50 };
  if (rows.length === 1) return [text('{pod} was ready in {total}.', { pod: rows[0]?.name ?? '', total })];
  const range = { count: rows.length, least: { ms: spread.shortest }, most: { ms: spread.longest }, total };
  if (rows.every(({ state }) => state === 'completed')) {
    return [text('{count} pods completed in {least} to {most}, half of them within {total}.', range)];
  }
  yield undefined;
  return [rangeSentence(spread, range), ...phaseSentence(yield* phaseSpreadsInSteps(rows), spread)];
}

/** Below this share of the longest time, the median does not say what a step costs: it hit a few. */
const RARE = 0.1;

/** Times are alike when the longest is no more than this much longer than the shortest. */
const ALIKE = 1.15;

const isAlike = ({ shortest, longest }: Spread): boolean => longest <= shortest * ALIKE;

function rangeSentence(spread: Spread, range: Text['args']): Text {
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

function waitingSentences(timelines: readonly Timeline[]): readonly Text[] {
  const there = timelines.filter(({ deleted }) => !deleted);
  const broken = there.flatMap(({ pod, outcome }) =>
    outcome.state === 'stuck' || outcome.state === 'failed' || outcome.state === 'unready'
      ? [{ pod: pod.name, reason: outcome.reason ?? outcome.state }]
      : [],
  );
  const starting = there.filter(({ outcome }) => outcome.state === 'starting');
  const [first] = broken;
  return [
    ...(first
      ? [
          broken.length === 1
            ? text('{pod} is not ready: {reason}.', { ...first })
            : text('{count} are not ready: {reasons}.', {
                count: broken.length,
                reasons: reasonsOf(broken.map(({ reason }) => reason)),
              }),
        ]
      : []),
    ...startingSentence(starting),
  ];
}

/** More reasons than these are a list of their own: the rows have them. */
const REASONS = 4;

/** "3 ImagePullBackOff, 1 Unschedulable": the most frequent first. */
function reasonsOf(reasons: readonly string[]): Text {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const ranked = [...counts].sort(([, a], [, b]) => b - a).slice(0, REASONS);
  return ranked
    .map(([reason, count]) => text('{count} {reason}', { count, reason }))
    .reduce((list, one) => text('{list}, {one}', { list, one }));
}

function startingSentence(starting: readonly Timeline[]): readonly Text[] {
  const [first] = starting;
  if (!first) return [];
  if (starting.length > 1) return [text('{starting} are still starting.', { starting: starting.length })];
  const open = rowOf(first).stretches.findLast(({ to }) => to === undefined);
  return [
    open
      ? text('{pod} is still starting: {phase}.', { pod: first.pod.name, phase: stepName(open.step) })
      : text('{pod} is still starting.', { pod: first.pod.name }),
  ];
}
