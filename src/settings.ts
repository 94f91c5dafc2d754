import * as vscode from 'vscode';

const read = <T>(name: string, fallback: T): T => vscode.workspace.getConfiguration('podfall').get(name, fallback);

/** What the user can set, each read when it is needed. Names and defaults are those of package.json. */
export const settings = {
  kubeconfig: (): string => read('kubeconfig', ''),
  setKubeconfig: (file: string): Thenable<void> => vscode.workspace.getConfiguration('podfall').update('kubeconfig', file, vscode.ConfigurationTarget.Global),
  namespaces: (): readonly string[] => read<string[]>('namespaces', []),
  keepFinishedMs: (): number => read('keepFinishedMinutes', 10) * 60_000,
  disconnectAfterMs: (): number => read('disconnectAfterSeconds', 60) * 1000,
  showManagedFields: (): boolean => read('yaml.showManagedFields', false),
};
