import * as vscode from 'vscode';
import {
  Disposables,
  type Disposable,
  type PodRecord,
  type Session,
  type ContainerRole,
  type Phase,
} from '../../engine/engine.ts';
import type { Demo } from './demo.ts';
import { podRef, type ObjectFiles } from '../documents/object-files.ts';
import type { EvidenceOpener } from '../documents/evidence.ts';
import { exportPod } from './export-pod.ts';
import { describeError, hostLanguage } from '../base/host-language.ts';
import { showError } from '../base/notifications.ts';
import { openDocumentPod, pickPod, podOf, uidOf, type TargetParts } from './pod-target.ts';
import { pick } from '../base/pick.ts';
import { plainText } from '../base/plain-text.ts';
import type { SessionRecorder } from './record-session.ts';
import { settings } from '../base/settings.ts';
import type { PanelSubject, PodRef } from '../../shared/subject.ts';
import { pickContext, pickNamespace } from '../views/pick-cluster.ts';
import type { PodView } from '../views/pod-view.ts';
import { withCluster, withKubeconfig } from './with-cluster.ts';

export interface CommandParts extends TargetParts {
  readonly panels: { openPod(pod: PodRef): void; open(subject: PanelSubject): void; back(podUid: string): void };
  readonly view: PodView;
  readonly evidence: EvidenceOpener;
  readonly files: ObjectFiles;
  readonly demo: Demo;
  readonly recorder: SessionRecorder;
  readonly log: vscode.LogOutputChannel;
}

/** `all`: the selected rows, when several are. */
type Handler = (parts: CommandParts, argument: unknown, all: unknown) => unknown;

/** One line of the log for one error: what a server says must not look like lines of its own. */
const LOG_CHARS = 4000;

/** What each command of package.json does. A test compares the two lists. */
const handlers: Readonly<Record<string, Handler>> = {
  'podfall.openTimeline': withPod((pod, { panels }) => panels.openPod(pod)),
  'podfall.openYaml': withPod((pod, { evidence }) => evidence.showYaml(pod.uid, [])),
  'podfall.showEvents': showEvents,
  'podfall.showLogs': withPod(showLogs),
  'podfall.openRollout': openRollout,
  'podfall.compare': comparePods,
  'podfall.compareWith': (parts, argument) => comparePods(parts, argument, undefined),
  'podfall.export': withPod((pod, { session, now, panels }) => {
    const store = session.cluster?.store;
    if (store?.timeline(pod.uid, now())) return exportPod(pod, { store, now, openTimeline: () => panels.openPod(pod) });
  }),
  'podfall.openNode': withPod((pod, { session, panels }) => {
    const node = session.cluster?.store.pod(pod.uid)?.pod.spec.nodeName;
    if (node !== undefined) panels.open({ kind: 'node', context: pod.context, node });
  }),
  'podfall.filter': ({ view }) => view.askFilter(),
  'podfall.clearFilter': ({ view }) => view.setFilter(''),
  'podfall.sort': ({ view }) => view.askOrder(),
  'podfall.copyName': (parts, argument) => copyName(parts, argument),
  'podfall.selectContext': ({ session }) => withKubeconfig(session, () => pickContext(session)),
  'podfall.selectNamespace': ({ session }) => withCluster(session, () => pickNamespace(session)),
  'podfall.watchAllNamespaces': ({ session }) => withCluster(session, () => session.chooseNamespace('*')),
  'podfall.selectKubeconfig': () => selectKubeconfig(),
  'podfall.openKubeconfig': ({ session }) => openKubeconfig(session),
  'podfall.refresh': ({ session }) => session.refresh(),
  'podfall.startDemo': ({ demo }) => demo.start(),
  'podfall.stopDemo': ({ demo }) => demo.stop(),
  'podfall.recordSession': ({ recorder }) => recorder.start(),
  'podfall.stopRecording': ({ recorder }) => recorder.stop(),
  'podfall.showLog': ({ log }) => log.show(),
  'podfall.toggleManagedFields': ({ files }) => files.toggleManagedFields(),
  'podfall.backToTimeline': ({ panels }) => {
    const pod = openDocumentPod();
    if (pod) panels.back(pod.uid);
  },
  'podfall.phase.showYaml': withPhase((podUid, phase, { evidence }) => evidence.showYaml(podUid, phase.yaml)),
  'podfall.phase.showEvent': withPhase(async (podUid, phase, { evidence }) => {
    const event = phase.events.at(-1);
    if (event !== undefined) await evidence.showEvent(podUid, event);
  }),
  'podfall.phase.copyDuration': withPhase((_podUid, phase, { now }) =>
    vscode.env.clipboard.writeText(hostLanguage.duration((phase.end?.at ?? now()) - phase.start.at)),
  ),
};

/** Registers all commands. What goes wrong is told in one message, since the user has just asked for it, and logged. */
export function registerCommands(parts: CommandParts): Disposable {
  const registered = new Disposables();
  for (const [id, handler] of Object.entries(handlers)) {
    registered.add(
      vscode.commands.registerCommand(id, (argument: unknown, all: unknown) =>
        run(() => handler(parts, argument, all), id, parts.log),
      ),
    );
  }
  return registered;
}

async function run(act: () => unknown, id: string, log: vscode.LogOutputChannel): Promise<void> {
  try {
    await act();
  } catch (error) {
    const words = describeError(error);
    log.error(`${id}: ${plainText(words, LOG_CHARS)}`);
    showError(words);
  }
}

function withPod(act: (pod: PodRef, parts: CommandParts) => unknown): Handler {
  return async (parts, argument) => {
    const pod = await podOf(argument, parts);
    if (pod) await act(pod, parts);
  };
}

/** The webview says which bar was clicked: `data-vscode-context` with `podUid` and `phaseId`. */
function withPhase(act: (podUid: string, phase: Phase, parts: CommandParts) => unknown): Handler {
  return async (parts, argument) => {
    const podUid = uidOf(argument);
    const phaseId =
      typeof argument === 'object' && argument !== null && 'phaseId' in argument ? argument.phaseId : undefined;
    const phase =
      podUid === undefined
        ? undefined
        : parts.session.cluster?.store.timeline(podUid)?.phases.find(({ id }) => id === phaseId);
    if (podUid !== undefined && phase) await act(podUid, phase, parts);
  };
}

async function copyName(parts: CommandParts, argument: unknown): Promise<void> {
  const name = (workloadOf(parts, argument)?.workload ?? (await podOf(argument, parts)))?.name;
  if (name !== undefined) await vscode.env.clipboard.writeText(name);
}

/** All pods of a workload's row, or of the workload of a pod. */
async function openRollout(parts: CommandParts, argument: unknown): Promise<void> {
  const known = workloadOf(parts, argument);
  const pod = known ? undefined : await podOf(argument, parts);
  const record = known ?? (pod && parts.session.cluster?.store.pod(pod.uid));
  const context = parts.session.cluster?.target.context;
  if (record?.workload && context !== undefined) {
    parts.panels.open({ kind: 'rollout', of: { context, namespace: record.pod.namespace, workload: record.workload } });
  }
}

/** Of a pod, or of the owner whose pods are rejected. */
async function showEvents(parts: CommandParts, argument: unknown): Promise<void> {
  const object = rejectedOwner(parts, argument) ?? (await podOf(argument, parts));
  if (object) await parts.evidence.showEvents(object);
}

/** An owner in a pod's place: its document is told apart by uid just as well. */
function rejectedOwner({ session: { cluster } }: CommandParts, argument: unknown): PodRef | undefined {
  const uid = typeof argument === 'string' ? /^rejected\/(.+)$/.exec(argument)?.[1] : undefined;
  const owner =
    uid === undefined
      ? undefined
      : cluster?.store.rejectedOwners().find((rejected) => rejected.owner.uid === uid)?.owner;
  return (
    cluster &&
    owner && { context: cluster.target.context, namespace: owner.namespace, name: owner.name, uid: owner.uid }
  );
}

function workloadOf({ session }: CommandParts, argument: unknown): PodRecord | undefined {
  const uid = typeof argument === 'string' ? /^workload\/(.+)$/.exec(argument)?.[1] : undefined;
  if (uid === undefined) return undefined;
  for (const record of session.cluster?.store.pods() ?? []) if (record.workload?.uid === uid) return record;
  return undefined;
}

/** The selected pods; with one of them, the user is asked for the other. */
async function comparePods(parts: CommandParts, argument: unknown, all: unknown): Promise<void> {
  const { cluster } = parts.session;
  if (!cluster) return;
  const selected = (Array.isArray(all) ? all : [])
    .map(uidOf)
    .flatMap((uid) => (uid === undefined ? [] : (podRef(cluster, uid) ?? [])));
  if (selected.length > 1) return parts.panels.open({ kind: 'pods', pods: selected });
  const one = await podOf(argument, parts);
  const other = one && (await pickPod(parts, vscode.l10n.t('Compare {0} with', one.name), one));
  if (one && other) parts.panels.open({ kind: 'pods', pods: [one, other] });
}

/** The application is asked for more often than what runs before or beside it. */
const logOrder: readonly ContainerRole[] = ['container', 'sidecar', 'init', 'ephemeral'];

function roleWord(role: ContainerRole): string {
  switch (role) {
    case 'container':
      return '';
    case 'sidecar':
      return vscode.l10n.t('sidecar');
    case 'init':
      return vscode.l10n.t('init');
    case 'ephemeral':
      return vscode.l10n.t('ephemeral');
  }
}

/** One container's log; of several the user chooses, previous runs included. */
async function showLogs(pod: PodRef, { session, evidence }: CommandParts): Promise<void> {
  if ((await session.cluster?.mayReadLogs?.(pod.namespace)) === false) {
    throw new Error(
      vscode.l10n.t(
        'This account may not read logs in the namespace {0}. It needs get on pods/log: the README has the Role.',
        pod.namespace,
      ),
    );
  }
  const record = session.cluster?.store.pod(pod.uid)?.pod;
  const logs = (record?.spec.containers ?? [])
    .toSorted((a, b) => logOrder.indexOf(a.role) - logOrder.indexOf(b.role))
    .flatMap(({ name, role }) => {
      const restarted = (record?.statuses.find((status) => status.name === name)?.restartCount ?? 0) > 0;
      return [{ name, role, previous: false }, ...(restarted ? [{ name, role, previous: true }] : [])];
    });
  const items = logs.map((log) => ({
    ...log,
    label: log.name,
    description: [roleWord(log.role), log.previous ? vscode.l10n.t('previous run') : '']
      .filter((word) => word !== '')
      .join(' · '),
  }));
  const picked =
    items.length > 1 ? await pick(items, { title: vscode.l10n.t('Container of {0}', pod.name) }) : items[0];
  if (picked) await evidence.showLog(pod, picked.name, picked.previous);
}

/** Kept in the user's settings, so that it lasts; the session follows the setting. */
async function selectKubeconfig(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({
    canSelectMany: false,
    title: vscode.l10n.t('Kubeconfig file'),
    openLabel: vscode.l10n.t('Use This Kubeconfig'),
  });
  const file = picked?.[0];
  if (file) await settings.setKubeconfig(file.fsPath);
}

async function openKubeconfig({ files }: Session): Promise<void> {
  const items = files.map((file) => ({ label: file, file }));
  const picked = items.length > 1 ? await pick(items, { title: vscode.l10n.t('Kubeconfig file') }) : items[0];
  if (picked) await vscode.window.showTextDocument(vscode.Uri.file(picked.file));
}
