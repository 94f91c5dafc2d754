import type { Cluster, ContainerCpu } from '../cluster/cluster.ts';
import type { Disposable } from '../disposables.ts';
import type { CpuBand, CpuSample, PodRef } from '../shared/protocol.ts';

/** How often is asked. A metrics server has a new figure every 15 s or so; asking more often shows it sooner. */
export interface CpuTiming {
  readonly everyMs: number;
  /** While there are no figures the questions become rarer, up to this. */
  readonly mostMs: number;
}

const usual: CpuTiming = { everyMs: 5000, mostMs: 60_000 };

type Asked = Pick<Cluster, 'readCpu'>;

/** The CPU use of one pod's containers, asked for while someone looks at the pod and it starts. Where a cluster has no metrics nothing is said. */
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

  /** Asks from now on; does nothing when it does so already. */
  start(cluster: Asked, pod: Pick<PodRef, 'namespace' | 'name'>): void {
    if (this.#asking) return;
    const asking = new AbortController();
    this.#asking = asking;
    void this.#ask(cluster, pod, asking.signal, this.#timing.everyMs);
  }

  stop(): void {
    this.#asking?.abort();
    this.#asking = undefined;
  }

  dispose(): void {
    this.stop();
  }

  async #ask(cluster: Asked, pod: Pick<PodRef, 'namespace' | 'name'>, signal: AbortSignal, wait: number): Promise<void> {
    const use = await readQuietly(cluster, pod, signal);
    if (signal.aborted) return;
    if (this.#take(use)) this.#changed();
    const next = use.length > 0 ? this.#timing.everyMs : Math.min(wait * 2, this.#timing.mostMs);
    const timer = setTimeout(() => void this.#ask(cluster, pod, signal, next), wait);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  }

  /** True when any figure is new. */
  #take(use: readonly ContainerCpu[]): boolean {
    let fresh = false;
    for (const { container, ...sample } of use) {
      const samples = this.#bands.get(container) ?? [];
      if (sample.to <= (samples.at(-1)?.to ?? -Infinity)) continue;
      this.#bands.set(container, [...samples, { ...sample, from: Math.max(sample.from, samples.at(-1)?.to ?? -Infinity) }]);
      fresh = true;
    }
    return fresh;
  }
}

/** CPU use is an extra: a cluster that does not answer says so elsewhere. */
async function readQuietly(cluster: Asked, { namespace, name }: Pick<PodRef, 'namespace' | 'name'>, signal: AbortSignal): Promise<readonly ContainerCpu[]> {
  try {
    return (await cluster.readCpu?.({ namespace, pod: name, signal })) ?? [];
  } catch {
    return [];
  }
}
