import * as vscode from 'vscode';
import type { Demo } from './demo.ts';
import { Disposables, type Disposable } from './disposables.ts';
import type { ObjectFiles } from './documents/object-files.ts';
import type { PodName } from './documents/uris.ts';
import type { EvidenceOpener } from './evidence.ts';
import { describeError, hostLanguage } from './host-language.ts';
import { podOf, uidOf, type TargetParts } from './pod-target.ts';
import type { SessionRecorder } from './record-session.ts';
import { settings } from './settings.ts';
import type { Phase } from './timeline/timeline.ts';
import { pickContext, pickNamespace } from './views/pick-cluster.ts';

export interface CommandParts extends TargetParts {
  readonly panels: { openPod(pod: PodName): void };
  readonly evidence: EvidenceOpener;
  readonly files: ObjectFiles;
  readonly demo: Demo;
  readonly recorder: SessionRecorder;
  readonly log: vscode.LogOutputChannel;
}

type Handler = (parts: CommandParts, argument: unknown) => unknown;

/** What each command of package.json does. A test compares the two lists. */
const handlers: Readonly<Record<string, Handler>> = {
  'podfall.openTimeline': withPod((pod, { panels }) => panels.openPod(pod)),
  'podfall.openYaml': withPod((pod, { evidence }) => evidence.showYaml(pod.uid, [])),
  'podfall.showEvents': withPod((pod, { evidence }) => evidence.showEvents(pod)),
  'podfall.copyName': (parts, argument) => copyName(parts, argument),
  'podfall.selectContext': ({ session }) => pickContext(session),
  'podfall.selectNamespace': ({ session }) => pickNamespace(session),
  'podfall.selectKubeconfig': () => selectKubeconfig(),
  'podfall.refresh': ({ session }) => session.refresh(),
  'podfall.startDemo': ({ demo }) => demo.start(),
  'podfall.stopDemo': ({ demo }) => demo.stop(),
  'podfall.recordSession': ({ recorder }) => recorder.start(),
  'podfall.stopRecording': ({ recorder }) => recorder.stop(),
  'podfall.showLog': ({ log }) => log.show(),
  'podfall.toggleManagedFields': ({ files }) => files.toggleManagedFields(),
  'podfall.phase.showYaml': withPhase((podUid, phase, { evidence }) => evidence.showYaml(podUid, phase.yaml)),
  'podfall.phase.showEvent': withPhase(async (podUid, phase, { evidence }) => {
    const event = phase.events.at(-1);
    if (event !== undefined) await evidence.showEvent(podUid, event);
  }),
  'podfall.phase.copyDuration': withPhase((_podUid, phase, { now }) => vscode.env.clipboard.writeText(hostLanguage.duration((phase.end?.at ?? now()) - phase.start.at))),
};

/** Registers all commands. What goes wrong is told in one message, since the user has just asked for it, and logged. */
export function registerCommands(parts: CommandParts): Disposable {
  const registered = new Disposables();
  for (const [id, handler] of Object.entries(handlers)) registered.add(vscode.commands.registerCommand(id, (argument: unknown) => run(id, handler, parts, argument)));
  return registered;
}

async function run(id: string, handler: Handler, parts: CommandParts, argument: unknown): Promise<void> {
  try {
    await handler(parts, argument);
  } catch (error) {
    const words = describeError(error);
    parts.log.error(`${id}: ${words}`);
    void vscode.window.showErrorMessage(words);
  }
}

function withPod(act: (pod: PodName, parts: CommandParts) => unknown): Handler {
  return async (parts, argument) => {
    const pod = await podOf(argument, parts);
    if (pod) await act(pod, parts);
  };
}

/** The webview says which bar was clicked: `data-vscode-context` with `podUid` and `phaseId`. */
function withPhase(act: (podUid: string, phase: Phase, parts: CommandParts) => unknown): Handler {
  return async (parts, argument) => {
    const podUid = uidOf(argument);
    const phaseId = typeof argument === 'object' && argument !== null && 'phaseId' in argument ? argument.phaseId : undefined;
    const phase = podUid === undefined ? undefined : parts.session.cluster?.store.timeline(podUid)?.phases.find(({ id }) => id === phaseId);
    if (podUid !== undefined && phase) await act(podUid, phase, parts);
  };
}

async function copyName(parts: CommandParts, argument: unknown): Promise<void> {
  const workload = typeof argument === 'string' ? /^workload\/(.+)$/.exec(argument)?.[1] : undefined;
  const name = workload === undefined ? (await podOf(argument, parts))?.name : workloadName(parts, workload);
  if (name !== undefined) await vscode.env.clipboard.writeText(name);
}

function workloadName({ session }: CommandParts, uid: string): string | undefined {
  for (const { workload } of session.cluster?.store.pods() ?? []) if (workload?.uid === uid) return workload.name;
  return undefined;
}

/** Kept in the user's settings, so that it lasts; the session follows the setting. */
async function selectKubeconfig(): Promise<void> {
  const picked = await vscode.window.showOpenDialog({ canSelectMany: false, title: vscode.l10n.t('Kubeconfig file'), openLabel: vscode.l10n.t('Use This Kubeconfig') });
  const file = picked?.[0];
  if (file) await settings.setKubeconfig(file.fsPath);
}
