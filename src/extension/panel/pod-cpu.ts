import type { Cluster, Disposable, Timeline, ContainerCpu } from '../../engine/engine.ts';
import type { CpuBand, CpuSample, PodRef } from '../../shared/protocol.ts';

/** How often is asked. A metrics server has a new figure every 15 s or so; asking more often shows it sooner. */
export interface CpuTiming {
  readonly everyMs: number;
  /** While there are no figures the questions become rarer, up to this. */
  readonly mostMs: number;
}

const usual: CpuTiming = { everyMs: 5000, mostMs: 60_000 };

type Asked = Pick<Cluster, 'readCpu'>;

interface Asking {
  readonly cluster: Asked;
  readonly pod: Pick<PodRef, 'namespace' | 'name'>;
  readonly wanted: () => boolean;
  readonly signal: AbortSignal;
}

/** The figures of a start come after it: so long after the last step they are still asked for. */
const lateMs = 60_000;

/** Whether a pod is at its start, or was a moment ago. */
export function isStartingNow({ phases, deleted, outcome }: Timeline, now: number): boolean {
  if (deleted) return false;
  const last = Math.max(...phases.map((phase) => phase.end?.at ?? now));
  return outcome.state === 'starting' || now - last < lateMs;
}

/**
 * The CPU use of one pod's containers, asked for while someone looks at the pod and it starts. Where a cluster has no
 * metrics nothing is said.
 */
export class PodCpu implements Disposable {
  readonly #bands = new Map<string, CpuSample[]>();
  readonly #changed: () => void;
  readonly #timing: CpuTiming;
  #asking: AbortController | undefined;

  constructor(changed: () => void, timing: CpuTiming = usual) {
    this.#changed = changed;
    this.#timing = timing;
  }

  bands(): readonly CpuBand[] {
    return [...this.#bands].map(([container, samples]) => ({ container, samples }));
  }

  /** Asks from now on, as long as `wanted`; does nothing when it does so already. */
  start(cluster: Asked, pod: Pick<PodRef, 'namespace' | 'name'>, wanted: () => boolean): void {
    if (this.#asking) return;
    const asking = new AbortController();
    this.#asking = asking;
    void this.#ask({ cluster, pod, wanted, signal: asking.signal }, this.#timing.everyMs);
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
  }

  dispose(): void {
    this.stop();
  }

  async #ask(asking: Asking, wait: number): Promise<void> {
    const { cluster, pod, wanted, signal } = asking;
    if (!wanted()) return this.stop();
    const use = await readQuietly(cluster, pod, signal);
    if (signal.aborted) return;
    if (this.#take(use)) this.#changed();
    const next = use.length > 0 ? this.#timing.everyMs : Math.min(wait * 2, this.#timing.mostMs);
    const timer = setTimeout(() => void this.#ask(asking, next), wait);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** True when any figure is new. */
  #take(use: readonly ContainerCpu[]): boolean {
    let fresh = false;
    for (const { container, ...sample } of use) {
      const samples = this.#bands.get(container) ?? [];
      if (sample.to <= (samples.at(-1)?.to ?? -Infinity)) continue;
      this.#bands.set(container, [
        ...samples,
        { ...sample, from: Math.max(sample.from, samples.at(-1)?.to ?? -Infinity) },
      ]);
      fresh = true;
    }
    return fresh;
  }
}

/** CPU use is an extra: a cluster that does not answer says so elsewhere. */
async function readQuietly(
  cluster: Asked,
  { namespace, name }: Pick<PodRef, 'namespace' | 'name'>,
  signal: AbortSignal,
): Promise<readonly ContainerCpu[]> {
  try {
    return (await cluster.readCpu?.({ namespace, pod: name, signal })) ?? [];
  } catch {
    return [];
  }
}
