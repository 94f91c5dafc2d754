import * as fs from 'node:fs';
import type { Cluster } from './cluster/cluster.ts';
import { kubeconfigFiles, loadKubeconfig, type KubeconfigSource } from './cluster/kubeconfig.ts';
import { openCluster as open, type Scope } from './cluster/live-cluster.ts';
import { problemOf as wordsOf } from './cluster/problems.ts';
import type { Problem } from './cluster/cluster.ts';
import { openRawCluster } from './cluster/raw-cluster.ts';
import type { Disposable } from './disposables.ts';
import type { RecordRequest } from './record-session.ts';
import { recordCluster, type RecordSummary } from './replay/record.ts';
import type { Choice, KubeconfigRead } from './session.ts';

export { locate, writeObject } from './documents/pod-yaml.ts';
export { startDemoCluster } from './replay/demo-cluster.ts';

/*
 * The heavy half: what needs the Kubernetes client, the YAML library or the API server of the demo cluster.
 * It is a bundle of its own, loaded by the first view, panel or command that needs it.
 */

/** How often the kubeconfig's files are looked at. Looking by name also sees files that are replaced, linked, missing for a moment, or on a network share. */
const LOOK_MS = 500;

/** Tells what the kubeconfig says, now and after each change of its files. */
export function followKubeconfig(source: KubeconfigSource, tell: (read: KubeconfigRead) => void): Disposable {
  let ended = false;
  let latest = 0;
  const read = async (): Promise<void> => {
    const turn = ++latest;
    const result = await readKubeconfig(source);
    if (!ended && turn === latest) tell(result);
  };
  const onChange = (): void => void read();
  const files = kubeconfigFiles(source);
  for (const file of files) fs.watchFile(file, { interval: LOOK_MS, persistent: false }, onChange);
  void read();
  return {
    dispose: () => {
      ended = true;
      for (const file of files) fs.unwatchFile(file, onChange);
    },
  };
}

async function readKubeconfig(source: KubeconfigSource): Promise<KubeconfigRead> {
  try {
    return { config: await loadKubeconfig(source) };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** Opens the cluster of a choice; `fallbackNamespaces` are tried where listing all is forbidden. */
export function openCluster(kubeconfig: KubeconfigSource, { context, namespace }: Choice, fallbackNamespaces: readonly string[] = []): Promise<Cluster> {
  return open({ kubeconfig, scope: scopeOf(namespace), fallbackNamespaces, ...(context !== undefined && { context }) });
}

function scopeOf(namespace: string | undefined): Scope {
  if (namespace === undefined) return { kind: 'context' };
  return namespace === '*' ? { kind: 'all' } : { kind: 'namespaces', names: [namespace] };
}

/** Any error in words. */
export const problemOf = (error: unknown): Problem => wordsOf(error, { server: 'kubeconfig', context: '', what: 'open the cluster' });

/** Records a cluster over a connection of its own, until the signal is aborted. */
export async function record({ source, context, ...rest }: RecordRequest): Promise<RecordSummary> {
  const cluster = await openRawCluster(source, context);
  try {
    return await recordCluster({ cluster, overwrite: true, ...rest });
  } finally {
    cluster.close();
  }
}
