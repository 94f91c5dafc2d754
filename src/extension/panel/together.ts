import { type PodStore, type Timeline, changesFound, modelOf, likelyReady } from '../../engine/engine.ts';
import { MOST_PREDICTED } from './pod-models.ts';

/** What a start took, and would take with all changes that its findings ask for. In ms. */
export interface StartAndAfter {
  readonly from: number;
  readonly to: number;
}

/** What many starts would take after changes; each timeline is looked at once. */
export class StartsAndAfter {
  readonly #known = new WeakMap<Timeline, StartAndAfter | 'unknown'>();

  /** In steps. Empty where no finding asks for a change, and for too many pods. */
  *of(
    timelines: readonly Timeline[],
    store: Pick<PodStore, 'evidence'> | undefined,
  ): Generator<undefined, readonly StartAndAfter[]> {
    const ready = timelines.filter(({ totals }) => totals.ready);
    if (!store || ready.length > MOST_PREDICTED) return [];
    const starts: StartAndAfter[] = [];
    for (const timeline of ready) {
      const start = this.#after(timeline, store);
      if (start) starts.push(start);
      yield;
    }
    return starts.some(({ from, to }) => from !== to) ? starts : [];
  }

  #after(timeline: Timeline, store: Pick<PodStore, 'evidence'>): StartAndAfter | undefined {
    const known = this.#known.get(timeline) ?? predicted(timeline, store) ?? 'unknown';
    this.#known.set(timeline, known);
    return known === 'unknown' ? undefined : known;
  }
}

function predicted(timeline: Timeline, store: Pick<PodStore, 'evidence'>): StartAndAfter | undefined {
  const evidence = store.evidence(timeline.pod.uid);
  const model = evidence && modelOf(timeline, evidence);
  if (!model) return undefined;
  const changes = changesFound(model);
  return { from: model.ready.ms, to: changes.length === 0 ? model.ready.ms : likelyReady(model, changes) };
}
