import type { RawCluster } from '../watch/raw-cluster.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { KubeObject, RecordedLog } from './recording.ts';

/** Of each log, the first part is what tells of a start; the API cannot give only that, so it is cut here. */
const maxLogBytes = 1024 * 1024;

interface Status {
  readonly name: string;
  readonly containerID?: string;
  readonly restartCount?: number;
}

/**
 * Fetches the logs of all containers that have run. What is forbidden or gone is left out: a recording without logs is
 * one as well.
 */
export async function fetchLogs(
  cluster: RawCluster,
  pods: readonly KubeObject[],
  take: (log: RecordedLog, t: EpochMs) => void,
  clock: () => EpochMs,
): Promise<void> {
  for (const pod of pods) {
    for (const { name, containerID, restartCount = 0 } of statusesOf(pod)) {
      if (!containerID || typeof name !== 'string') continue;
      for (const previous of restartCount > 0 ? [false, true] : [false]) {
        const text = await fetchLog(cluster, pod, name, previous).catch(() => undefined);
        if (text === undefined) continue;
        const { namespace = '', name: podName = '', uid = '' } = pod.metadata;
        take({ metadata: { namespace, name: podName, uid }, container: name, previous, text }, clock());
      }
    }
  }
}

function fetchLog(
  cluster: RawCluster,
  { metadata }: KubeObject,
  container: string,
  previous: boolean,
): Promise<string> {
  const query = new URLSearchParams({
    container,
    timestamps: 'true',
    limitBytes: String(maxLogBytes),
    ...(previous && { previous: 'true' }),
  });
  const path = `/api/v1/namespaces/${encodeURIComponent(metadata.namespace ?? '')}/pods/${encodeURIComponent(metadata.name ?? '')}/log?${query.toString()}`;
  return cluster.beginning(path, maxLogBytes, AbortSignal.timeout(10_000));
}

function statusesOf(pod: KubeObject): readonly Status[] {
  const status = (pod['status'] ?? {}) as { initContainerStatuses?: unknown; containerStatuses?: unknown };
  return [status.initContainerStatuses, status.containerStatuses].flatMap((statuses) =>
    Array.isArray(statuses) ? statuses.filter(isStatus) : [],
  );
}

const isStatus = (value: unknown): value is Status => typeof value === 'object' && value !== null;
