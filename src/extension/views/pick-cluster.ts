import * as vscode from 'vscode';
import type { Cluster, Session } from '../../engine/engine.ts';
import { pick, pickOrType } from '../base/pick.ts';
import { settings } from '../base/settings.ts';

/** Lets the user choose one of the kubeconfig's contexts. */
export async function pickContext(session: Session): Promise<void> {
  const contexts = session.kubeconfig?.contexts ?? [];
  const open = session.cluster?.target.context;
  const items = contexts.map(({ name, cluster, namespace }) => ({
    label: name,
    description: [cluster === name ? '' : cluster, namespace ?? ''].filter((part) => part !== '').join(' · '),
    iconPath: new vscode.ThemeIcon(name === open ? 'check' : 'server-environment'),
  }));
  const other = { label: vscode.l10n.t('Choose kubeconfig file...'), iconPath: new vscode.ThemeIcon('folder-opened') };
  const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const options = { title: vscode.l10n.t('Context to watch'), placeHolder: open ?? '' };
  const picked = await pick<vscode.QuickPickItem>([...items, separator, other], options);
  if (picked === other) await vscode.commands.executeCommand('podfall.selectKubeconfig');
  else if (picked) session.chooseContext(picked.label);
}

interface NamespaceItem extends vscode.QuickPickItem {
  /** Absent: the kubeconfig's. */
  readonly namespace?: string;
}

/**
 * Lets the user choose a namespace: those of the cluster if it lists them, else those of the settings, or any name that
 * is typed.
 */
export async function pickNamespace(session: Session): Promise<void> {
  const { cluster } = session;
  if (!cluster) return;
  let names: readonly string[] = settings.namespaces();
  const item = await pickOrType<NamespaceItem>({
    title: vscode.l10n.t('Namespace to watch in {0}', cluster.target.context),
    placeholder: vscode.l10n.t('Choose one, or type its name'),
    itemsFor: (typed) => namespaceItems(session, names, typed),
    more: listNamespaces(cluster).then((listed) => {
      if (listed.length > 0) names = listed;
    }),
  });
  if (item) await session.chooseNamespace(item.namespace);
}

/** Empty when the account may not list them: typing a name works all the same. */
const listNamespaces = (cluster: Cluster): Promise<readonly string[]> => cluster.namespaces().catch(() => []);

function namespaceItems(session: Session, names: readonly string[], typed: string): NamespaceItem[] {
  const own =
    session.kubeconfig?.contexts.find(({ name }) => name === session.cluster?.target.context)?.namespace ?? 'default';
  const chosen = session.chosenNamespace;
  const mark = (namespace: string | undefined): vscode.ThemeIcon =>
    new vscode.ThemeIcon(namespace === chosen ? 'check' : 'symbol-namespace');
  const all = vscode.l10n.t('All namespaces');
  const begun = [own, all, ...names].some((label) => label.toLowerCase().startsWith(typed.toLowerCase()));
  return [
    { label: own, description: vscode.l10n.t('of the kubeconfig'), iconPath: mark(undefined) },
    { label: all, namespace: '*', iconPath: mark('*') },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    ...names.filter((name) => name !== own).map((name) => ({ label: name, namespace: name, iconPath: mark(name) })),
    ...(begun
      ? []
      : [{ label: typed, description: vscode.l10n.t('as typed'), namespace: typed, iconPath: mark(typed) }]),
  ];
}
