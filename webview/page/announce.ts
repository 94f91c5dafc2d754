import type { Liveness } from '../../src/shared/protocol.ts';
import { phaseName } from '../../src/engine/timeline/model/phase-kinds.ts';
import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { short } from '../parts/plain.ts';

/** A phase that is over sooner is not worth an interruption. In ms. */
const worthWords = 1000;

interface State {
  readonly key: string;
  readonly words: Text;
}

/** What a listener has been told of the pod, and what to say next: changes of state, never the passing of time. */
export class Announcer {
  #pod = '';
  #told = '';

  /** What to say now; absent while nothing changed, and for the state in which the page was opened. */
  next(timeline: Timeline, liveness: Liveness, now: number): Text | undefined {
    const state = stateOf(timeline, liveness, now);
    const opened = this.#pod !== timeline.pod.uid;
    this.#pod = timeline.pod.uid;
    if (!state || state.key === this.#told) return undefined;
    this.#told = state.key;
    return opened ? undefined : state.words;
  }
}

function stateOf(timeline: Timeline, liveness: Liveness, now: number): State | undefined {
  if (liveness.state === 'stale') return { key: 'stale', words: liveness.reason };
  if (timeline.deleted) return { key: 'deleted', words: text('The pod was deleted.') };
  const { outcome } = timeline;
  switch (outcome.state) {
    case 'starting':
      return runningState(timeline, now);
    case 'stuck':
      return {
        key: `stuck ${outcome.reason}`,
        words: text('The pod is stuck: {reason}', { reason: short(outcome.reason, 80) }),
      };
    case 'ready':
      return {
        key: 'ready',
        words: text('The pod is ready, {total} after its creation.', { total: { ms: outcome.startup.ms } }),
      };
    case 'unready':
      return { key: 'unready', words: text('The pod is not ready any more.') };
    case 'completed':
      return { key: 'completed', words: text('The pod has completed.') };
    case 'failed':
      return { key: 'failed', words: text('The pod has failed: {reason}', { reason: short(outcome.reason, 80) }) };
  }
}

function runningState(timeline: Timeline, now: number): State | undefined {
  const phase = currentPhase(timeline.phases);
  if (!phase || now - phase.start.at < worthWords) return undefined;
  const lane = timeline.lanes.find((candidate) => candidate.id === phase.lane);
  return {
    key: phase.id,
    words: text('{row}: {phase}', {
      row: lane?.role === 'pod' || !lane ? text('Pod') : short(lane.name, 60),
      phase: phaseName(phase),
    }),
  };
}

/** What the pod is at now: of the phases that run, the one that began last; standing in line is none. */
function currentPhase(phases: readonly Phase[]): Phase | undefined {
  const running = phases.filter((phase) => !phase.end && phase.kind !== 'turn');
  return running.reduce<Phase | undefined>(
    (latest, phase) => (!latest || phase.start.at >= latest.start.at ? phase : latest),
    undefined,
  );
}
