import { ClusterError } from '../cluster/cluster.ts';
import { decodeChange } from '../cluster/decode.ts';
import { EvidenceStore } from '../cluster/evidence-store.ts';
import { problemOf } from '../cluster/problems.ts';
import { openRawCluster } from '../cluster/raw-cluster.ts';
import type { RawCluster } from '../cluster/raw-cluster.ts';
import { EVENTS, OWNERS, PODS, pathOf } from '../cluster/watched-resources.ts';
import type { WatchedResource } from '../cluster/watched-resources.ts';
import { english } from '../timeline/duration.ts';
import { formatText } from '../timeline/text.ts';
import type { ClusterArgs } from './args.ts';
import { kubeconfigSource } from './kubeconfig-source.ts';

export interface ClusterEvidence {
  readonly store: EvidenceStore;
  /** Absent: all. */
  readonly namespace?: string;
  /** What could not be read, in words. */
  readonly missing: readonly string[];
}

/** Reads once what a cluster has stored. Rejects with a {@link ClusterError} when there is no cluster, or its pods cannot be read. */
export async function readCluster(args: ClusterArgs): Promise<ClusterEvidence> {
  const cluster = await openRawCluster(kubeconfigSource(args.kubeconfig), args.context);
  const namespace = args.allNamespaces ? undefined : (args.namespace ?? cluster.namespace);
  const store = new EvidenceStore({ schedule: () => undefined });
  try {
    await readAll(cluster, PODS, namespace, store);
    const others = [readEvents(cluster, namespace, store), ...OWNERS.map((resource) => readAll(cluster, resource, namespace, store))];
    const failures = (await Promise.allSettled([...others, readVersion(cluster, store)])).flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []));
    return { store, ...(namespace !== undefined && { namespace }), missing: [...new Set(failures.map(inWords))] };
  } finally {
    cluster.close();
  }
}

/** Without events their absence says nothing: timelines then say so instead of guessing. */
async function readEvents(cluster: RawCluster, namespace: string | undefined, store: EvidenceStore): Promise<void> {
  try {
    await readAll(cluster, EVENTS, namespace, store);
  } catch (error) {
    store.setEvents(namespace, 'denied');
    throw error;
  }
}

const inWords = (error: unknown): string => (error instanceof ClusterError ? formatText(error.problem.fact, english) : String(error));

/** Lists one resource. The first failure counts: a command is not to wait for a cluster that is away. */
async function readAll(cluster: RawCluster, resource: WatchedResource, namespace: string | undefined, store: EvidenceStore): Promise<void> {
  const done = new AbortController();
  for await (const step of cluster.follow(pathOf(resource, namespace), done.signal)) {
    if (step.kind === 'objects') store.apply(step.values.flatMap(({ object, how }) => decodeChange({ resource: resource.name, object, how }) ?? []));
    if (step.kind === 'failed') throw failed(cluster, step.error, `list ${resource.name} ${namespace === undefined ? 'in all namespaces' : `in namespace ${namespace}`}`);
    if (step.kind === 'listed') break;
  }
  done.abort();
}

function failed(cluster: RawCluster, error: unknown, what: string): ClusterError {
  return new ClusterError(problemOf(error, { server: cluster.serverUrl, context: cluster.context, what }), { cause: error });
}

async function readVersion(cluster: RawCluster, store: EvidenceStore): Promise<void> {
  const version = (await cluster.json('/version', AbortSignal.timeout(10_000))) as { major?: unknown; minor?: unknown };
  if (typeof version.major === 'string' && typeof version.minor === 'string') store.setServer({ major: parseInt(version.major, 10), minor: parseInt(version.minor, 10) });
}
