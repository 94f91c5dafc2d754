import * as vscode from 'vscode';
import { makesPods, type NamedPod } from './named-pod.ts';
import { isRecord } from '../../engine/engine.ts';

/*
 * Rows of the Kubernetes extension's tree (ms-kubernetes-tools.vscode-kubernetes-tools). Its public API turns such a
 * row into a plain object (vscode-kubernetes-tools-api, cluster-explorer/v1: `resolveCommandTarget`); without the API
 * the row's own fields are read.
 */

const EXTENSION_ID = 'ms-kubernetes-tools.vscode-kubernetes-tools';

/** The pod of a row, or the workload whose pods are meant; `undefined` when it is neither. */
export async function kubernetesExplorerPod(target: unknown): Promise<NamedPod | undefined> {
  if (!isRecord(target)) return undefined;
  return readNode(await resolveTarget(target)) ?? readNode(target);
}

async function resolveTarget(target: unknown): Promise<unknown> {
  const broker: unknown = await vscode.extensions.getExtension(EXTENSION_ID)?.activate();
  const explorer = call(broker, 'get', 'clusterexplorer', 'v1');
  return isRecord(explorer) && explorer['available'] === true
    ? call(explorer['api'], 'resolveCommandTarget', target)
    : undefined;
}

function call(object: unknown, method: string, ...args: readonly unknown[]): unknown {
  const found = isRecord(object) ? object[method] : undefined;
  return typeof found === 'function' ? Reflect.apply(found, object, args) : undefined;
}

function readNode(node: unknown): NamedPod | undefined {
  if (!isRecord(node) || node['nodeType'] !== 'resource') return undefined;
  const kind = node['resourceKind'] ?? node['kind'];
  const manifestKind = isRecord(kind) ? kind['manifestKind'] : undefined;
  const { name, namespace } = node;
  if (typeof manifestKind !== 'string' || !makesPods(manifestKind) || typeof name !== 'string') return undefined;
  return {
    name,
    ...(typeof namespace === 'string' && { namespace }),
    ...(manifestKind !== 'Pod' && { workloadKind: manifestKind }),
  };
}
