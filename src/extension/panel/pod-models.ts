import {
  type PodRecord,
  type PodStore,
  type LogLine,
  type Timeline,
  type KnownStart,
  modelsOf,
  type StartModel,
} from '../../engine/engine.ts';
import type { LogSnapshot } from '../../shared/protocol.ts';

type KnownPods = Pick<PodStore, 'pods' | 'timeline' | 'evidence'>;

/** Of more pods than these nothing is predicted: it would keep the extension host busy. */
export const MOST_PREDICTED = 300;

/** The models of starts, made once for the same timelines and logs. */
export class PodModels {
  #made: { readonly from: readonly unknown[]; readonly models: ReadonlyMap<string, StartModel> } | undefined;

  /** By pod uid; with the log lines that were read, and nothing else is asked for. */
  of(
    timelines: readonly Timeline[],
    store: KnownPods | undefined,
    logsOf: (uid: string) => readonly LogSnapshot[],
  ): ReadonlyMap<string, StartModel> {
    if (!store || timelines.length > MOST_PREDICTED || timelines.every(({ totals }) => !totals.ready)) return new Map();
    const logs = timelines.flatMap(({ pod }) => logsOf(pod.uid).map(({ log }) => log));
    const from = [...timelines, ...logs];
    if (this.#made?.from.length === from.length && from.every((one, index) => one === this.#made?.from[index])) {
      return this.#made.models;
    }
    const models = modelsOf(
      startsNear(timelines, store).map((start) => withLogs(start, logsOf(start.timeline.pod.uid))),
    );
    this.#made = { from, models };
    return models;
  }
}

/** More starts of a workload than these tell nothing new of when its application answers. */
const NEAR = 24;

/** Those that are asked for, then others of their workloads. */
function startsNear(timelines: readonly Timeline[], store: KnownPods): readonly KnownStart[] {
  const asked = new Set(timelines.map(({ pod }) => pod.uid));
  const workloads = new Set(timelines.flatMap(({ pod }) => pod.workload?.uid ?? []));
  const isNear = ({ pod, workload }: PodRecord): boolean => !asked.has(pod.uid) && workloads.has(workload?.uid ?? '');
  const others = workloads.size === 1 ? [...store.pods()].filter(isNear).map(({ pod }) => pod.uid) : [];
  return [...asked, ...others.slice(-NEAR)].flatMap((uid) => {
    const timeline = timelines.find(({ pod }) => pod.uid === uid) ?? store.timeline(uid);
    const evidence = store.evidence(uid);
    return timeline && evidence ? [{ timeline, evidence }] : [];
  });
}

function withLogs({ timeline, evidence }: KnownStart, logs: readonly LogSnapshot[]): KnownStart {
  const read = new Map<string, readonly LogLine[]>();
  for (const { container, previous, log } of logs) {
    if (!previous && log.state === 'lines') read.set(container, log.lines);
  }
  if (read.size === 0) return { timeline, evidence };
  return { timeline, evidence: { ...evidence, logs: { ...evidence.logs, ...Object.fromEntries(read) } } };
}
