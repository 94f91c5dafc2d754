import { phaseKinds } from '../phase-kinds.ts';
import { rowOf } from '../pod-row.ts';
import { phaseSpreads, spreadOf } from '../statistics.ts';
import { text, type Text } from '../text.ts';
import type { Timeline } from '../timeline.ts';
import { outliersOf, type Outliers } from './outlier.ts';

/** What there is to say of many pods in one or two sentences, with figures: how long, which one was slow and why, which is not ready. */
export function headlineOf(timelines: readonly Timeline[]): readonly Text[] {
  const ready = timelines.filter((timeline) => rowOf(timeline).total !== undefined);
  const outliers = outliersOf(timelines);
  return [...(outliers ? [outlierSentence(outliers)] : rangeSentences(ready)), ...waitingSentences(timelines)];
}

function outlierSentence({ slow, rest, why }: Outliers): Text {
  const [slowest] = slow;
  const spread = spreadOf(rest.map(({ total }) => total ?? 0));
  const fastest = slow.at(-1);
  const args = { count: rest.length, least: { ms: spread?.shortest ?? 0 }, most: { ms: spread?.longest ?? 0 }, pod: slowest?.name ?? '', total: { ms: slowest?.total ?? 0 }, why };
  if (slow.length === 1) return text('{count} pods were ready in {least} to {most}; {pod} took {total}: {why}.', args);
  return text('{count} pods were ready in {least} to {most}; {slow} took {from} to {total}, the slowest, {pod}: {why}.', { ...args, slow: slow.length, from: { ms: fastest?.total ?? 0 } });
}

function rangeSentences(ready: readonly Timeline[]): readonly Text[] {
  const rows = ready.map(rowOf);
  const spread = spreadOf(rows.map(({ total }) => total ?? 0));
  const [worst] = phaseSpreads(rows);
  if (!spread) return [];
  const total = { ms: spread.p50 };
  if (rows.length === 1) return [text('{pod} was ready in {total}.', { pod: rows[0]?.name ?? '', total })];
  const range = { count: rows.length, least: { ms: spread.shortest }, most: { ms: spread.longest }, total };
  const isWork = rows.every(({ state }) => state === 'completed');
  if (isWork) return [text('{count} pods completed in {least} to {most}, half of them within {total}.', range)];
  const first = rows.length === 2 ? text('Both pods were ready, in {least} and {most}.', range) : text('{count} pods were ready in {least} to {most}, half of them within {total}.', range);
  if (!worst) return [first];
  const worstArgs = { phase: phaseKinds[worst.kind].name, p50: { ms: worst.p50 }, least: { ms: worst.shortest }, most: { ms: worst.longest } };
  return [first, rows.length === 2 ? text('What takes longest: {phase}, {least} to {most}.', worstArgs) : text('What takes longest: {phase}, {p50} in the median ({least} to {most}).', worstArgs)];
}

function waitingSentences(timelines: readonly Timeline[]): readonly Text[] {
  const there = timelines.filter(({ deleted }) => !deleted);
  const broken = there.flatMap(({ pod, outcome }) => (outcome.state === 'stuck' || outcome.state === 'failed' || outcome.state === 'unready' ? [{ pod: pod.name, reason: outcome.reason ?? outcome.state }] : []));
  const starting = there.filter(({ outcome }) => outcome.state === 'starting').length;
  const [first] = broken;
  return [
    ...(first ? [broken.length === 1 ? text('{pod} is not ready: {reason}.', { ...first }) : text('{count} are not ready, among them {pod}: {reason}.', { ...first, count: broken.length })] : []),
    ...(starting > 0 ? [starting === 1 ? text('One is still starting.') : text('{starting} are still starting.', { starting })] : []),
  ];
}
