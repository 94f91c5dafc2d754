import { stepOf, type Step } from '../model/phase-kinds.ts';
import type { Lane, LaneId, Outcome, Phase, Timeline } from '../model/timeline.ts';
import { type DurationMs, type EpochMs, epochMs } from '../model/units.ts';

/** A stretch of one row. */
export interface RowStretch {
  readonly lane: LaneId;
  readonly step: Step;
  readonly from: EpochMs;
  /** Absent while it runs. */
  readonly to?: EpochMs;
  readonly failed?: true;
}

/** What a list of many pods needs of one: a few hundred bytes instead of its whole timeline. */
export interface PodRow {
  readonly uid: string;
  readonly name: string;
  readonly created: EpochMs;
  /** Creation to ready; absent when it never was. */
  readonly total?: DurationMs;
  /** When its deletion was asked for. */
  readonly deletedAt?: EpochMs;
  readonly state: Outcome['state'] | 'deleted';
  /** The pod's own and those of its containers, in the spec's order. */
  readonly lanes: readonly Lane[];
  /** The critical path; of a pod that is on its way, all of what it did. */
  readonly stretches: readonly RowStretch[];
}

const known = new WeakMap<Timeline, PodRow>();

/** A timeline in short. The same timeline gives the same row. */
export function rowOf(timeline: Timeline): PodRow {
  const row = known.get(timeline) ?? shorten(timeline);
  known.set(timeline, row);
  return row;
}

function shorten(timeline: Timeline): PodRow {
  const { outcome, pod, deleted, lanes } = timeline;
  const total = 'startup' in outcome ? outcome.startup.ms : undefined;
  return {
    uid: pod.uid,
    name: pod.name,
    created: createdAt(timeline),
    ...(total !== undefined && { total }),
    ...(deleted && { deletedAt: deleted.at }),
    state: deleted && total === undefined ? 'deleted' : outcome.state,
    lanes,
    stretches: shownPhases(timeline).map((phase) => stretchOf(phase, timeline)),
  };
}

function shownPhases({ phases, criticalPath }: Timeline): readonly Phase[] {
  const byId = new Map(phases.map((phase) => [phase.id, phase]));
  const critical = criticalPath.flatMap((id) => byId.get(id) ?? []);
  return critical.length > 0 ? critical : phases;
}

/** A phase as a stretch; one that a deleted pod never ended stops with the pod. */
export function stretchOf(phase: Phase, { deleted }: Timeline): RowStretch {
  const { lane, start, end, outcome } = phase;
  const to = end?.at ?? deleted?.at;
  return {
    lane,
    step: stepOf(phase),
    from: start.at,
    ...(to !== undefined && { to }),
    ...(outcome === 'failed' && { failed: true }),
  };
}

/** Creation, else the first thing that is known of the pod. */
const createdAt = ({ instants, phases, events }: Timeline): EpochMs =>
  instants['created']?.at ??
  epochMs(Math.min(...phases.map(({ start }) => start.at), ...events.map(({ at }) => at.at)));
