import * as vscode from 'vscode';
import type { NamedPod } from './named-pod.ts';

/*
 * Rows of the Kubernetes extension's tree (ms-kubernetes-tools.vscode-kubernetes-tools). Its public API turns such a row into a plain object
 * (vscode-kubernetes-tools-api, cluster-explorer/v1: `resolveCommandTarget`); without the API the row's own fields are read.
 */

const EXTENSION_ID = 'ms-kubernetes-tools.vscode-kubernetes-tools';

/** The pod of a row; `undefined` when it is none. */
export async function kubernetesExplorerPod(target: unknown): Promise<NamedPod | undefined> {
  if (!isRecord(target)) return undefined;
  return readNode(await resolveTarget(target)) ?? readNode(target);
}

async function resolveTarget(target: unknown): Promise<unknown> {
  const broker: unknown = await vscode.extensions.getExtension(EXTENSION_ID)?.activate();
  const explorer = call(broker, 'get', 'clusterexplorer', 'v1');
  return isRecord(explorer) && explorer['available'] === true ? call(explorer['api'], 'resolveCommandTarget', target) : undefined;
}

function call(object: unknown, method: string, ...args: readonly unknown[]): unknown {
  const found = isRecord(object) ? object[method] : undefined;
  return typeof found === 'function' ? Reflect.apply(found, object, args) : undefined;
}

function readNode(node: unknown): NamedPod | undefined {
  if (!isRecord(node) || node['nodeType'] !== 'resource') return undefined;
  const kind = node['resourceKind'] ?? node['kind'];
  if (!isRecord(kind) || kind['manifestKind'] !== 'Pod' || typeof node['name'] !== 'string') return undefined;
  return { name: node['name'], ...(typeof node['namespace'] === 'string' && { namespace: node['namespace'] }) };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
