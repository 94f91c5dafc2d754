import * as vscode from 'vscode';
import type { EditorProxy } from '../../engine/engine.ts';

const read = <T>(name: string, fallback: T): T => vscode.workspace.getConfiguration('podfall').get(name, fallback);

/** VS Code gives what stands in the file, even when it is of another type. */
function number(name: string, fallback: number): number {
  const value = read<unknown>(name, fallback);
  return typeof value === 'number' && value >= 0 ? value : fallback;
}

/** A name that a namespace can have (RFC 1123 label): a workspace's file may hold anything in place of a list of them. */
const NAMESPACE = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

function namespaces(): readonly string[] {
  const value = read<unknown>('namespaces', []);
  const names = Array.isArray(value) ? (value as readonly unknown[]) : [];
  return [...new Set(names.filter((name) => typeof name === 'string' && NAMESPACE.test(name)) as string[])];
}

/** What the user can set, each read when it is needed. Names and defaults are those of package.json. */
export const settings = {
  kubeconfig: (): string => read('kubeconfig', ''),
  setKubeconfig: (file: string): Thenable<void> =>
    vscode.workspace.getConfiguration('podfall').update('kubeconfig', file, vscode.ConfigurationTarget.Global),
  namespaces,
  keepFinishedMs: (): number => number('keepFinishedMinutes', 10) * 60_000,
  disconnectAfterMs: (): number => number('disconnectAfterSeconds', 60) * 1000,
  keepDeletedPods: (): number => number('keepDeletedPods', 2000),
  /** VS Code's own settings of a proxy. */
  editorProxy: (): EditorProxy => {
    const http = vscode.workspace.getConfiguration('http');
    const proxy = http.get('proxySupport') === 'off' ? undefined : http.get<string>('proxy');
    const authorization = http.get<string | null>('proxyAuthorization');
    return {
      ...(proxy !== undefined && { proxy }),
      noProxy: http.get('noProxy', []),
      strictSsl: http.get('proxyStrictSSL', true),
      ...(typeof authorization === 'string' && { authorization }),
    };
  },
  showManagedFields: (): boolean => read('yaml.showManagedFields', false),
};

/** Whether the way to the server, or what may be asked of it, is another one now. */
export const changesConnection = (change: vscode.ConfigurationChangeEvent): boolean =>
  [
    'podfall.namespaces',
    'http.proxy',
    'http.noProxy',
    'http.proxySupport',
    'http.proxyStrictSSL',
    'http.proxyAuthorization',
  ].some((name) => change.affectsConfiguration(name));
