import {
  type Cluster,
  type KubeconfigSource,
  type Problem,
  openCluster as open,
  type ClusterSettings,
  type Scope,
  problemOf as wordsOf,
  openRawCluster,
  recordCluster,
  type RecordSummary,
  type Choice,
} from '../engine/engine.ts';
import type { RecordRequest } from './commands/record-session.ts';

export { followKubeconfig, kubeconfigFiles } from '../engine/engine.ts';
export { locate, writeObject } from './documents/pod-yaml.ts';
export { startDemoCluster } from '../demo-server/demo-cluster.ts';

/*
 * The heavy half: what needs the Kubernetes client, the YAML library or the API server of the demo cluster.
 * It is a bundle of its own, loaded by the first view, panel or command that needs it.
 */

/** Opens the cluster of a choice. */
export function openCluster(
  kubeconfig: KubeconfigSource,
  { context, namespace }: Choice,
  settings: ClusterSettings = {},
): Promise<Cluster> {
  return open({ kubeconfig, scope: scopeOf(namespace), ...settings, ...(context !== undefined && { context }) });
}

function scopeOf(namespace: string | undefined): Scope {
  if (namespace === undefined) return { kind: 'context' };
  return namespace === '*' ? { kind: 'all' } : { kind: 'namespaces', names: [namespace] };
}

/** Any error in words. */
export const problemOf = (error: unknown): Problem =>
  wordsOf(error, { server: 'kubeconfig', context: '', what: 'open the cluster' });

/** Records a cluster over a connection of its own, until the signal is aborted. */
export async function record({ source, context, editorProxy, ...rest }: RecordRequest): Promise<RecordSummary> {
  const cluster = await openRawCluster(source, context, { editorProxy });
  try {
    return await recordCluster({ cluster, overwrite: true, ...rest });
  } finally {
    cluster.close();
  }
}
