import { stepName, type Step } from '../../model/phase-kinds.ts';
import { rowOf, type PodRow } from '../pod-row.ts';
import { criticalTimes, spreadOf } from '../statistics.ts';
import { text, type Text } from '../../model/text.ts';
import type { Timeline } from '../../model/timeline.ts';
import { pulledImages } from './pulled-images.ts';

/** The pods that took much longer than the rest, and what made the difference for the slowest of them. */
export interface Outliers {
  /** The slowest first. */
  readonly slow: readonly PodRow[];
  readonly rest: readonly PodRow[];
  /** "3.65 s pulling shop:2, which the others had already". */
  readonly why: Text;
}

/**
 * How far over the median a pod must be to stand out: this many times the usual distance from it, this share of it,
 * and this many ms, all three.
 */
const FAR = { distances: 4, share: 0.4, ms: 1000 } as const;

/** More than this share of the pods are no exception. */
const EXCEPTION = 1 / 3;

/** Looks for pods that stand out. Undefined when the pods that became ready are too few or too much alike. */
export function outliersOf(timelines: readonly Timeline[]): Outliers | undefined {
  const ready = timelines
    .map(rowOf)
    .filter(({ total }) => total !== undefined)
    .sort((a, b) => (b.total ?? 0) - (a.total ?? 0));
  const limit = limitOf(ready);
  const slow = ready.filter(({ total }) => (total ?? 0) > limit);
  const [slowest] = slow;
  if (!slowest || slow.length > ready.length * EXCEPTION) return undefined;
  const rest = ready.slice(slow.length);
  return { slow, rest, why: whyOf(slowest, rest, timelines) };
}

function limitOf(ready: readonly PodRow[]): number {
  const median = spreadOf(ready.map(({ total }) => total ?? 0))?.p50 ?? Infinity;
  const distance = spreadOf(ready.map(({ total }) => Math.abs((total ?? 0) - median)))?.p50 ?? 0;
  return median + Math.max(FAR.distances * distance, FAR.share * median, FAR.ms);
}

/** A time below this share of the slow pod's is as good as none. */
const NONE = 0.2;

function whyOf(slowest: PodRow, rest: readonly PodRow[], timelines: readonly Timeline[]): Text {
  const { step, ms, usual } = biggestExcess(slowest, rest);
  const args = { took: { ms }, usual: { ms: usual }, phase: stepName(step) };
  const isAlone = usual < Math.min(ms * NONE, 50);
  if (step === 'pull') {
    return isAlone
      ? pullOf(slowest, ms, timelines)
      : text('{took} pulling images, against {usual} for the others', args);
  }
  if (step === 'pull-queue' && isAlone) {
    return text('{took} waiting for other pulls of its node, which the others did not have to', args);
  }
  return isAlone
    ? text('{took} of it {phase}, which cost the others next to nothing', args)
    : text('{took} of it {phase}, against {usual} for the others', args);
}

/** Only pods of the same template need the same image: why they had it is told apart from that others needed none. */
function pullOf({ uid, created }: PodRow, ms: number, timelines: readonly Timeline[]): Text {
  const own = timelines.find(({ pod }) => pod.uid === uid);
  const images = pulledImages(own);
  const image =
    images.length === 1 && images[0] !== undefined ? images[0] : text('{count} images', { count: images.length });
  const args = { took: { ms }, image: images.length === 0 ? text('its image') : image };
  const siblings = timelines.filter(
    ({ pod }) =>
      pod.uid !== uid &&
      pod.owner !== undefined &&
      pod.owner.uid === own?.pod.owner?.uid &&
      pod.revision === own.pod.revision,
  );
  if (siblings.length === 0) return text('{took} pulling {image}, which none of the others needed', args);
  const isFirst = siblings.every((one) => one.pod.node === own?.pod.node && rowOf(one).created >= created);
  return isFirst
    ? text('{took} pulling {image}, which the pods after it found on the node', args)
    : text('{took} pulling {image}, which the nodes of the others had already', args);
}

interface Excess {
  readonly step: Step;
  readonly ms: number;
  /** The median of the others. */
  readonly usual: number;
}

function biggestExcess(slowest: PodRow, rest: readonly PodRow[]): Excess {
  const each = [...criticalTimes(slowest)].map(([step, ms]) => ({
    step,
    ms,
    usual: spreadOf(rest.map((row) => criticalTimes(row).get(step) ?? 0))?.p50 ?? 0,
  }));
  return each.reduce((most, one) => (one.ms - one.usual > most.ms - most.usual ? one : most), {
    step: 'scheduling',
    ms: 0,
    usual: 0,
  });
}
