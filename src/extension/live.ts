import type { Cluster, Problem } from '../engine/watch/cluster.ts';
import type { KubeconfigSource } from '../engine/access/kubeconfig.ts';
import { openCluster as open, type ClusterSettings, type Scope } from '../engine/watch/live-cluster.ts';
import { problemOf as wordsOf } from '../engine/access/problems.ts';
import { openRawCluster } from '../engine/watch/raw-cluster.ts';
import type { RecordRequest } from './commands/record-session.ts';
import { recordCluster, type RecordSummary } from '../engine/recording/record.ts';
import type { Choice } from '../engine/watch/session.ts';

export { followKubeconfig } from '../engine/access/follow-kubeconfig.ts';
export { kubeconfigFiles } from '../engine/access/kubeconfig.ts';
export { locate, writeObject } from './documents/pod-yaml.ts';
export { startDemoCluster } from '../demo-server/demo-cluster.ts';

/*
 * The heavy half: what needs the Kubernetes client, the YAML library or the API server of the demo cluster.
 * It is a bundle of its own, loaded by the first view, panel or command that needs it.
 */

/** Opens the cluster of a choice. */
export function openCluster(kubeconfig: KubeconfigSource, { context, namespace }: Choice, settings: ClusterSettings = {}): Promise<Cluster> {
  return open({ kubeconfig, scope: scopeOf(namespace), ...settings, ...(context !== undefined && { context }) });
}

function scopeOf(namespace: string | undefined): Scope {
  if (namespace === undefined) return { kind: 'context' };
  return namespace === '*' ? { kind: 'all' } : { kind: 'namespaces', names: [namespace] };
}

/** Any error in words. */
export const problemOf = (error: unknown): Problem => wordsOf(error, { server: 'kubeconfig', context: '', what: 'open the cluster' });

/** Records a cluster over a connection of its own, until the signal is aborted. */
export async function record({ source, context, editorProxy, ...rest }: RecordRequest): Promise<RecordSummary> {
  const cluster = await openRawCluster(source, context, { editorProxy });
  try {
    return await recordCluster({ cluster, overwrite: true, ...rest });
  } finally {
    cluster.close();
  }
}
