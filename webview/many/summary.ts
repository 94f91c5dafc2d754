import { phaseKinds } from '../../src/timeline/phase-kinds.ts';
import type { Phase, Timeline } from '../../src/timeline/timeline.ts';
import { meaningOf, type Meaning } from '../chart/meaning.ts';
import { originOf } from '../chart/span.ts';

/** A stretch of one row. Times in epoch ms. */
export interface Stretch {
  readonly from: number;
  /** Absent while it runs. */
  readonly to?: number;
  readonly meaning: Meaning;
  readonly waiting: boolean;
  readonly failed: boolean;
}

/** What one row of many needs of its pod. */
export interface PodSummary {
  readonly uid: string;
  readonly name: string;
  readonly created: number;
  /** Creation to ready; absent when it never was. */
  readonly total?: number;
  readonly state: Timeline['outcome']['state'] | 'deleted';
  /** The critical path; of a pod that is on its way, all of what it did. */
  readonly stretches: readonly Stretch[];
  /** Time on the critical path by meaning, of what has ended. */
  readonly spent: Readonly<Partial<Record<Meaning, number>>>;
  readonly timeline: Timeline;
}

const known = new WeakMap<Timeline, PodSummary>();

/** Reads a timeline once; the same object gives the same summary. */
export function summaryOf(timeline: Timeline): PodSummary {
  const before = known.get(timeline);
  if (before) return before;
  const summary = summarize(timeline);
  known.set(timeline, summary);
  return summary;
}

function summarize(timeline: Timeline): PodSummary {
  const { outcome, pod } = timeline;
  const phases = new Map(timeline.phases.map((phase) => [phase.id, phase]));
  const critical = timeline.criticalPath.flatMap((id) => phases.get(id) ?? []);
  const total = 'startup' in outcome ? outcome.startup.ms : undefined;
  return {
    uid: pod.uid,
    name: pod.name,
    created: originOf(timeline),
    ...(total !== undefined && { total }),
    state: timeline.deleted && total === undefined ? 'deleted' : outcome.state,
    stretches: (critical.length > 0 ? critical : timeline.phases).map((phase) => stretchOf(phase, timeline)),
    spent: spentOn(critical),
    timeline,
  };
}

/** A phase as a stretch; one that a deleted pod never ended stops with the pod. */
export function stretchOf(phase: Phase, timeline: Timeline): Stretch {
  const to = phase.end?.at ?? timeline.deleted?.at;
  return { from: phase.start.at, ...(to !== undefined && { to }), meaning: meaningOf(phase.kind), waiting: phaseKinds[phase.kind].activity === 'waiting', failed: phase.outcome === 'failed' };
}

function spentOn(phases: readonly Phase[]): Partial<Record<Meaning, number>> {
  const spent: Partial<Record<Meaning, number>> = {};
  for (const phase of phases) {
    if (!phase.end) continue;
    const meaning = meaningOf(phase.kind);
    spent[meaning] = (spent[meaning] ?? 0) + phase.end.at - phase.start.at;
  }
  return spent;
}
