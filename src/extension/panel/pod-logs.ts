import { problemIn, type Cluster, type Disposable, type Text, text } from '../../engine/engine.ts';
import { nextStepOf } from '../base/next-step.ts';
import type { LogSnapshot, PodRef } from '../../shared/protocol.ts';
import { parseLog } from './parse-log.ts';

/** How many lines of a log are kept, the last ones: more would hide each other on the chart. */
const maxLines = 5000;

/** The logs of one pod that were asked for, each with what became of it. */
export class PodLogs implements Disposable {
  readonly #snapshots = new Map<string, LogSnapshot>();
  readonly #abort = new AbortController();
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  snapshots(): readonly LogSnapshot[] {
    return [...this.#snapshots.values()];
  }

  /** Reads a log again each time it is asked for. */
  async read(
    cluster: Pick<Cluster, 'readLog'>,
    pod: PodRef,
    which: { readonly container: string; readonly previous: boolean },
  ): Promise<void> {
    this.#set({ ...which, log: { state: 'loading' } });
    try {
      const request = { namespace: pod.namespace, pod: pod.name, ...which, signal: this.#abort.signal };
      const lines = parseLog(await cluster.readLog(request));
      this.#set({ ...which, log: { state: 'lines', lines: lines.slice(-maxLines), cut: lines.length > maxLines } });
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      this.#set({ ...which, log: { state: 'failed', reason: reasonOf(error) } });
    }
  }

  dispose(): void {
    this.#abort.abort();
  }

  #set(snapshot: LogSnapshot): void {
    if (this.#abort.signal.aborted) return;
    this.#snapshots.set(`${snapshot.container}/${snapshot.previous}`, snapshot);
    this.#changed();
  }
}

function reasonOf(error: unknown): Text {
  const problem = problemIn(error);
  if (problem) return text('{fact} {nextStep}', { fact: problem.fact, nextStep: nextStepOf(problem) });
  return text('The log could not be read: {reason}', {
    reason: error instanceof Error ? error.message : String(error),
  });
}
