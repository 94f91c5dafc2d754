import { rowOf } from '../pod-row.ts';
import { rolloutsInSteps } from '../rollouts.ts';
import { criticalTimes } from '../statistics.ts';
import { atOnce } from '../steps.ts';
import { text, type Text } from '../../model/text.ts';
import type { Timeline } from '../../model/timeline.ts';
import type { EpochMs } from '../../model/units.ts';
import type { Rollout } from '../rollout.ts';
import { causesInSteps, contradictionOf, type Cause } from './causes.ts';
import { headlineInSteps } from './headline.ts';
import { groupWords } from './group-words.ts';

/** The pods of one rollout, in words. */
export interface PodGroup {
  /** Uid of the workload. */
  readonly workload: string;
  /** "Revision 2". */
  readonly title: Text;
  /** "3 pods, one after another: all ready after 9.33 s". */
  readonly detail: Text;
  /** Their places in the list, by creation. */
  readonly pods: readonly number[];
  /** Uids of those that the rollout waited for, in their order. One is no chain. */
  readonly waitedFor: readonly string[];
}

/**
 * What is to be said of many pods together: for the list of them, the terminal and the summary. Sentences are whole;
 * figures are the pods' own.
 */
export interface WorkloadOverview {
  readonly headline: readonly Text[];
  readonly causes: readonly Cause[];
  /** Pods of one template that got opposite diagnoses. */
  readonly contradiction?: Text;
  /** By rollout, in the order in which they began. Pods of no workload are in none. */
  readonly groups: readonly PodGroup[];
}

/** Reads many timelines together. `now`: our own clock; what goes on is explained up to the moment that each was built for. */
export const overviewOf = (timelines: readonly Timeline[], now: EpochMs): WorkloadOverview =>
  atOnce(overviewInSteps(timelines, now));

/**
 * The same in steps of a few milliseconds at most, for ten thousand pods: whoever has others to wait for lets them have
 * their turn in between.
 */
export function* overviewInSteps(timelines: readonly Timeline[], now: EpochMs): Generator<undefined, WorkloadOverview> {
  for (const timeline of timelines) {
    criticalTimes(rowOf(timeline));
    yield undefined;
  }
  const places = new Map(timelines.map((timeline, place) => [timeline, place]));
  yield undefined;
  const rollouts = yield* rolloutsInSteps(timelines);
  yield undefined;
  const several = new Set(rollouts.map(({ workload }) => workload.uid)).size > 1;
  const causes = yield* causesInSteps(timelines);
  const contradiction = contradictionOf(timelines);
  yield undefined;
  const headline = timelines.length === 0 ? [text('No pods yet.')] : yield* headlineInSteps(timelines, now);
  yield undefined;
  const groups: PodGroup[] = [];
  for (const rollout of rollouts) {
    groups.push(groupOf(rollout, places, several));
    yield undefined;
  }
  return { headline, causes, ...(contradiction && { contradiction }), groups };
}

const groupOf = (rollout: Rollout, places: ReadonlyMap<Timeline, number>, several: boolean): PodGroup => ({
  workload: rollout.workload.uid,
  ...groupWords(rollout, several),
  pods: rollout.pods.flatMap((timeline) => places.get(timeline) ?? []),
  waitedFor: rollout.waitedFor.length > 1 ? rollout.waitedFor : [],
});
