import { goDuration } from '../timeline/instants/event-text.ts';
import { own } from '../timeline/model/own.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { ApiConnection } from '../access/connection.ts';
import { parseTime } from '../decode/json/decode-json.ts';
import { HttpError } from '../access/problems.ts';

/** The mean number of cores that a container used between two times of the node's clock. */
export interface ContainerCpu {
  readonly container: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly cores: number;
}

export interface MetricsRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly signal: AbortSignal;
}

/**
 * What the containers of a pod used last, from the metrics API where a cluster has one
 * (k8s.io/metrics/pkg/apis/metrics/v1beta1). Nothing while there is no such API, no figure of this pod yet, or no
 * permission: it is an extra. Rejects when the cluster does not answer at all.
 */
export async function readPodMetrics(
  connection: Pick<ApiConnection, 'json'>,
  { namespace, pod, signal }: MetricsRequest,
): Promise<readonly ContainerCpu[]> {
  const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}`;
  try {
    return decodePodMetrics(await connection.json({ path, signal }));
  } catch (error) {
    if (error instanceof HttpError) return [];
    throw error;
  }
}

interface RawMetrics {
  readonly timestamp?: unknown;
  readonly window?: unknown;
  readonly containers?: readonly { readonly name?: unknown; readonly usage?: { readonly cpu?: unknown } }[];
}

/** The usage is a mean over `window`, which ends at `timestamp`. */
function decodePodMetrics(raw: unknown): readonly ContainerCpu[] {
  const { timestamp, window, containers } = raw as RawMetrics;
  const to = typeof timestamp === 'string' ? parseTime(timestamp) : undefined;
  const length = typeof window === 'string' ? (goDuration(window) ?? 0) : 0;
  if (to === undefined || length <= 0 || !Array.isArray(containers)) return [];
  return (containers as NonNullable<RawMetrics['containers']>).flatMap(({ name, usage }) => {
    const cores = typeof usage?.cpu === 'string' ? coresOf(usage.cpu) : undefined;
    return typeof name === 'string' && cores !== undefined
      ? [{ container: name, from: (to - length) as EpochMs, to, cores }]
      : [];
  });
}

const scales: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3, '': 1, k: 1e3 };

/** A quantity of CPU: `12345678n`, `250m`, `1.5`, `1e-1` (k8s.io/apimachinery/pkg/api/resource). */
function coresOf(quantity: string): number | undefined {
  const [, value, suffix = ''] = /^(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)([numk]?)$/.exec(quantity) ?? [];
  const cores = value === undefined ? NaN : Number(value) * (own(scales, suffix) ?? 1);
  return Number.isFinite(cores) ? cores : undefined;
}
