import * as vscode from 'vscode';
import { type Problem, type PodRecord, type Cluster, own, type EpochMs } from '../../engine/engine.ts';
import { say, sayWords } from '../base/host-language.ts';
import { nextStepOf } from '../base/next-step.ts';
import { markdownText } from '../base/plain-text.ts';
import { problemAction, problemTitle } from './problem-words.ts';
import { podTooltip, workloadTooltip } from './pod-tooltip.ts';
import { describePod, lookOf, rowAge } from './pod-words.ts';
import { rankOf } from './pod-standing.ts';
import { rejectionReason } from './rejection-words.ts';
import { nextAgeAt } from './row-age.ts';
import type { PodEntry, TreeNode, WorkloadNode } from './tree-model.ts';

/** What items are made of. */
export interface ItemParts {
  readonly cluster: Cluster;
  readonly entry: (uid: string) => PodEntry | undefined;
  readonly problems: readonly Problem[];
  readonly now: EpochMs;
  /** The id of a command of this row's own that executes `command` with it. */
  readonly rowCommand: (row: string, command: string) => string;
}

/** What can be seen of an item: when it is the same as before, nothing has to be drawn. */
export const faceOf = (item: vscode.TreeItem): string =>
  JSON.stringify([item.label, item.description, item.iconPath, item.contextValue, item.tooltip]);

/** The same without its words, of which seconds may be one. */
export const stateOf = (item: vscode.TreeItem): string => JSON.stringify([item.iconPath, item.contextValue]);

/** When the words of a row change although nothing happens: those that count a pod's seconds. */
export function changesAt(node: TreeNode, { cluster: { store }, entry, now }: ItemParts): EpochMs | undefined {
  const pod = node.kind === 'pod' ? entry(node.uid) : undefined;
  const age = pod && rowAge(pod.record, pod.standing, store.timeline(pod.uid, now, 'when-changed')?.outcome);
  return age && nextAgeAt(age, now);
}

export function treeItem(node: TreeNode, parts: ItemParts): vscode.TreeItem {
  switch (node.kind) {
    case 'context':
      return contextItem(parts.cluster);
    case 'everywhere':
      return everywhereItem(node.id);
    case 'problem':
      return withProblem(parts, node, problemItem);
    case 'action':
      return withProblem(parts, node, actionItem);
    case 'rejected':
      return rejectedItem(node.uid, parts);
    case 'workload':
      return workloadItem(node, parts.cluster.target.namespace === undefined);
    case 'pod':
      return podItem(node, parts);
    case 'finished':
      return folderItem(node.id, vscode.l10n.t('{0} finished', node.count), 'history');
    case 'deleted':
      return folderItem(node.id, vscode.l10n.t('{0} deleted', node.count), 'trash');
    case 'more':
      return folderItem(node.id, vscode.l10n.t('{0} more', node.count), 'ellipsis');
  }
}

/** Between two snapshots a problem may be over. */
function withProblem(
  { problems }: ItemParts,
  { index, id }: { readonly index: number; readonly id: string },
  make: (problem: Problem, id: string) => vscode.TreeItem,
): vscode.TreeItem {
  const problem = problems[index];
  return problem ? make(problem, id) : new vscode.TreeItem('');
}

function contextItem({ target }: Cluster): vscode.TreeItem {
  const item = new vscode.TreeItem(target.context, vscode.TreeItemCollapsibleState.Expanded);
  item.id = 'context';
  item.contextValue = 'context';
  item.description = target.namespace ?? vscode.l10n.t('all namespaces');
  item.iconPath = new vscode.ThemeIcon('server-environment');
  item.tooltip = target.serverUrl;
  item.accessibilityInformation = { label: [target.context, item.description].join(', ') };
  return item;
}

function everywhereItem(id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Watch all namespaces'), vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.contextValue = 'action';
  item.iconPath = new vscode.ThemeIcon('search');
  item.command = { command: 'podfall.watchAllNamespaces', title: vscode.l10n.t('Watch all namespaces') };
  return item;
}

export function openingItem(id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Reading the kubeconfig...'));
  item.id = id;
  item.contextValue = 'opening';
  item.iconPath = new vscode.ThemeIcon('loading~spin');
  return item;
}

/**
 * A problem is a row of the tree; the fact and the next step stand on hover, and the first one in the view's message.
 */
export function problemItem(problem: Problem, id: string): vscode.TreeItem {
  const item = new vscode.TreeItem(problemTitle(problem), vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.contextValue = `problem ${problem.code}`;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.description = say(problem.fact);
  item.tooltip = `${say(problem.fact)}\n\n${say(nextStepOf(problem))}`;
  item.accessibilityInformation = { label: `${problemTitle(problem)}, ${sayWords(problem)}` };
  return item;
}

/** What to do about a problem, below it. */
export function actionItem(problem: Problem, id: string): vscode.TreeItem {
  const action = problemAction(problem);
  const item = new vscode.TreeItem(action.title, vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.contextValue = 'action';
  item.iconPath = new vscode.ThemeIcon('lightbulb');
  item.tooltip = say(nextStepOf(problem));
  item.command = action;
  return item;
}

/**
 * Below a workload: why its pods never come to be, as the label since a description is cut off first. A click shows the
 * events that say so.
 */
function rejectedItem(uid: string, { cluster: { store }, rowCommand }: ItemParts): vscode.TreeItem {
  const rejected = store.rejectedOwners().find(({ owner }) => owner.uid === uid);
  const reason = rejectionReason(rejected?.event.message ?? '');
  const item = new vscode.TreeItem(reason, vscode.TreeItemCollapsibleState.None);
  item.id = `rejected/${uid}`;
  item.contextValue = 'rejected';
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.command = { command: rowCommand(item.id, 'podfall.showEvents'), title: vscode.l10n.t('Show Events') };
  item.accessibilityInformation = { label: vscode.l10n.t('Cannot create pods: {0}', reason) };
  if (!rejected) return item;
  const { owner, event } = rejected;
  item.tooltip = new vscode.MarkdownString(
    `**${markdownText(vscode.l10n.t('{0} cannot create its pods', `${owner.kind} ${owner.namespace}/${owner.name}`))}**\n\n${markdownText(event.message)}`,
  );
  return item;
}

const workloadIcons: Readonly<Record<string, string>> = {
  Deployment: 'layers',
  StatefulSet: 'database',
  DaemonSet: 'server',
  Job: 'tasklist',
  CronJob: 'watch',
  Node: 'vm',
};

function workloadItem(node: WorkloadNode, allNamespaces: boolean): vscode.TreeItem {
  const { workload, namespace, pods, rejections, id, fits } = node;
  const urgent = rejections > 0 || pods.some(({ standing }) => rankOf(standing) < 2);
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(workload.name, fits && (urgent || pods.length <= 20) ? Expanded : Collapsed);
  item.id = id;
  item.contextValue = 'workload';
  item.iconPath = new vscode.ThemeIcon(own(workloadIcons, workload.kind) ?? 'symbol-misc');
  item.description = [countReady(pods), workload.kind, allNamespaces ? namespace : '']
    .filter((part) => part !== '')
    .join(' · ');
  item.accessibilityInformation = { label: [workload.name, item.description].join(', ') };
  return item;
}

/** As kubectl writes it: "1/3". Pods that are over do not count. */
function countReady(pods: readonly PodEntry[]): string {
  const running = pods.filter(({ standing }) => standing !== 'completed' && standing !== 'failed');
  return running.length === 0
    ? ''
    : `${running.filter(({ standing }) => standing === 'ready').length}/${running.length}`;
}

function podItem(
  { uid, id, prefix }: Extract<TreeNode, { kind: 'pod' }>,
  { cluster, entry, now, rowCommand }: ItemParts,
): vscode.TreeItem {
  const record = cluster.store.pod(uid);
  const item = new vscode.TreeItem(
    record ? shortName(record.pod.name, prefix) : uid,
    vscode.TreeItemCollapsibleState.None,
  );
  item.id = id;
  item.contextValue = record?.workload ? 'pod.owned' : 'pod';
  item.command = { command: rowCommand(id, 'podfall.openTimeline'), title: vscode.l10n.t('Open Startup Timeline') };
  const standing = entry(uid)?.standing;
  if (record && standing) fillPod(item, record, standing, cluster, now);
  return item;
}

/** Below its workload a pod is told apart by the end of its name; the room is needed for the time. */
const shortName = (name: string, prefix: string): string =>
  prefix !== '' && name.startsWith(prefix) ? `…${name.slice(prefix.length)}` : name;

function fillPod(
  item: vscode.TreeItem,
  record: PodRecord,
  standing: PodEntry['standing'],
  { store }: Cluster,
  now: EpochMs,
): void {
  const look = lookOf(standing, record.pod.deletionAt !== undefined);
  item.iconPath = new vscode.ThemeIcon(
    look.icon,
    look.color === undefined ? undefined : new vscode.ThemeColor(look.color),
  );
  item.description = describePod(record, standing, store.timeline(record.pod.uid, now, 'when-changed'), now);
  item.accessibilityInformation = { label: [record.pod.name, look.word, item.description].join(', ') };
}

function folderItem(id: string, label: string, icon: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = id;
  item.contextValue = 'folder';
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

/** Asked for when the mouse rests on a row: what costs something to say. */
export function withTooltip(
  item: vscode.TreeItem,
  node: TreeNode | undefined,
  { cluster, now }: ItemParts,
): vscode.TreeItem {
  if (node?.kind === 'workload') item.tooltip = workloadTooltip(node, cluster.store, now);
  const timeline = node?.kind === 'pod' ? cluster.store.timeline(node.uid, now) : undefined;
  if (timeline) item.tooltip = podTooltip(timeline, now);
  return item;
}
