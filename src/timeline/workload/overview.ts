import { type Rollout, rolloutsOf } from '../rollout.ts';
import { text, type Text } from '../text.ts';
import type { Timeline } from '../timeline.ts';
import type { EpochMs } from '../units.ts';
import { causesOf, contradictionOf, type Cause } from './causes.ts';
import { headlineOf } from './headline.ts';
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

/** What is to be said of many pods together: for the list of them, the terminal and the summary. Sentences are whole; figures are the pods' own. */
export interface WorkloadOverview {
  readonly headline: readonly Text[];
  readonly causes: readonly Cause[];
  /** Pods of one template that got opposite diagnoses. */
  readonly contradiction?: Text;
  /** By rollout, in the order in which they began. Pods of no workload are in none. */
  readonly groups: readonly PodGroup[];
}

/** Reads many timelines together. `now`: what runs explains more every second. */
export function overviewOf(timelines: readonly Timeline[], now: EpochMs): WorkloadOverview {
  const places = new Map(timelines.map((timeline, place) => [timeline, place]));
  const rollouts = rolloutsOf(timelines);
  const several = new Set(rollouts.map(({ workload }) => workload.uid)).size > 1;
  const causes = causesOf(timelines, now);
  const contradiction = contradictionOf(causes, timelines);
  return {
    headline: timelines.length === 0 ? [text('No pods yet.')] : headlineOf(timelines),
    causes,
    ...(contradiction && { contradiction }),
    groups: rollouts.map((rollout) => groupOf(rollout, places, several)),
  };
}

const groupOf = (rollout: Rollout, places: ReadonlyMap<Timeline, number>, several: boolean): PodGroup => ({
  workload: rollout.workload.uid,
  ...groupWords(rollout, several),
  pods: rollout.pods.flatMap((timeline) => places.get(timeline) ?? []),
  waitedFor: rollout.waitedFor.length > 1 ? rollout.waitedFor : [],
});
