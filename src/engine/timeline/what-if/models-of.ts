import type { PodEvidence } from '../model/facts.ts';
import type { Timeline } from '../model/timeline.ts';
import { modelOf } from './model-of.ts';
import type { StartModel } from './start-model.ts';

/** A start with what it was read from. */
export interface KnownStart {
  readonly timeline: Timeline;
  readonly evidence: PodEvidence;
}

/**
 * The models of those starts that have one, by pod uid. Starts of one workload tell of each other when the application
 * answers.
 */
export function modelsOf(starts: readonly KnownStart[]): ReadonlyMap<string, StartModel> {
  const models = new Map<string, StartModel>();
  const byWorkload = new Map<string, KnownStart[]>();
  for (const start of starts) {
    const model = modelOf(start.timeline, start.evidence);
    if (!model) continue;
    models.set(start.timeline.pod.uid, model);
    const { workload, owner } = start.timeline.pod;
    const key = (workload ?? owner)?.uid;
    if (key !== undefined) byWorkload.set(key, [...(byWorkload.get(key) ?? []), start]);
  }
  for (const together of byWorkload.values()) tellOfEachOther(together, models);
  return models;
}

/** More starts than these tell nothing new. */
const TELLING = 12;

function tellOfEachOther(starts: readonly KnownStart[], models: Map<string, StartModel>): void {
  const first = starts.flatMap(({ timeline }) => models.get(timeline.pod.uid) ?? []).slice(0, TELLING);
  for (const { timeline, evidence } of starts) {
    const own = models.get(timeline.pod.uid);
    if (!own || first.length < 2 || !isVague(own)) continue;
    const model = modelOf(
      timeline,
      evidence,
      first.filter((other) => other !== own),
    );
    if (model) models.set(timeline.pod.uid, model);
  }
}

/** Nobody asked the application early, and its log does not say when it answered. */
const isVague = ({ containers }: StartModel): boolean =>
  containers.some(({ startupAnswer, readinessAnswer }) =>
    [startupAnswer, readinessAnswer].some((answer) => answer?.basis === 'nothing' || answer?.basis === 'log'),
  );
