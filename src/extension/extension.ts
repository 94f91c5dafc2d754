import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { registerCommands } from './commands/commands.ts';
import { Demo, wasDemo } from './commands/demo.ts';
import {
  type KubeconfigSource,
  Disposables,
  type Disposable,
  Session,
  Emitter,
  epochMs,
  type EpochMs,
} from '../engine/engine.ts';
import type { ExtensionApi } from './extension-api.ts';
import { ObjectFiles } from './documents/object-files.ts';
import { YamlAnnotations } from './documents/yaml-annotations.ts';
import { EvidenceOpener } from './documents/evidence.ts';
import { describeError } from './base/host-language.ts';
import { Panels } from './panel/panels.ts';
import { SessionRecorder } from './commands/record-session.ts';
import { changesConnection, settings } from './base/settings.ts';
import { showContextKeys } from './views/context-keys.ts';
import { PodTree } from './views/pod-tree.ts';
import { PodView } from './views/pod-view.ts';
import { StatusBar } from './views/status-bar.ts';

/** Builds the parts and joins them. What is heavy is loaded by the first of them that is looked at. */
export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const spent = stopwatch();
  const owned = new Disposables();
  context.subscriptions.push(owned);
  const log = owned.add(vscode.window.createOutputChannel('Podfall', { log: true }));
  const live = once(() => import('./live.ts'));
  const session = owned.add(
    new Session(wasDemo(context.workspaceState) ? noKubeconfig : usualKubeconfig(), {
      door: async () => {
        const door = await live();
        return {
          ...door,
          openCluster: (source, choice) =>
            door.openCluster(source, choice, {
              fallbackNamespaces: settings.namespaces,
              editorProxy: settings.editorProxy,
              keepGone: settings.keepDeletedPods,
            }),
        };
      },
      memory: context.workspaceState,
      lingerMs: settings.disconnectAfterMs,
    }),
  );
  const panels: Panels = owned.add(
    new Panels(context.extensionUri, {
      cluster: () => session.cluster,
      clusterChanged: changesOf(session, owned),
      now,
      language: () => ({ locale: vscode.env.language, templates: vscode.l10n.bundle ?? {} }),
      showYaml: (podUid, paths) => evidence.showYaml(podUid, paths),
      showEvent: (podUid, eventUid) => evidence.showEvent(podUid, eventUid),
    }),
  );
  const activePod = (): Panels['activePod'] => panels.activePod;
  const evidence = new EvidenceOpener({ session, yaml: live, activePod });
  const files = owned.add(new ObjectFiles(session, live));
  owned.add(
    new YamlAnnotations({
      session,
      yaml: live,
      select: (podUid, phaseId) => panels.select(podUid, { kind: 'phase', id: phaseId }),
    }),
  );
  const recording = vscode.Uri.joinPath(context.extensionUri, 'media', 'demo', 'shop.ndjson.gz').fsPath;
  const demo = owned.add(
    new Demo({ session, door: live, recording, usual: usualKubeconfig, memory: context.workspaceState, now }),
  );
  demo.resume().catch((error: unknown) => log.error(`The demo cluster does not start again: ${describeError(error)}`));
  const recorder = owned.add(new SessionRecorder(session, live, now));
  const tree = owned.add(new PodTree(session, now));
  const view = owned.add(new PodView(tree, session));
  owned.add(new StatusBar(session, now));
  owned.add(showContextKeys(session));
  owned.add(holdWhile(session, panels));
  owned.add(registerCommands({ session, now, activePod, panels, view, evidence, files, demo, recorder, log }));
  owned.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('podfall.kubeconfig') && !demo.running) session.use(usualKubeconfig());
      if (changesConnection(change)) session.refresh();
    }),
  );
  owned.add(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (!demo.running) session.use(usualKubeconfig());
    }),
  );
  owned.add(
    session.changed.subscribe((state) => {
      if (state.state === 'failed') log.warn(state.problem.fact.template, state.problem.fact.args);
    }),
  );
  return { session, tree, view, activation: spent() };
}

const now = (): EpochMs => epochMs(Date.now());

/** Until the demo cluster is there again: nothing else is to be connected to meanwhile. */
const noKubeconfig: KubeconfigSource = { kind: 'files', paths: [] };

/**
 * What the settings name, else what kubectl uses. VS Code itself leaves out a workspace's value while the workspace is
 * not trusted.
 */
function usualKubeconfig(): KubeconfigSource {
  const named = settings.kubeconfig().trim();
  if (named === '') return { kind: 'default' };
  return {
    kind: 'files',
    paths: named.split(path.delimiter).map((file) => file.replace(/^~(?=$|[\\/])/, os.homedir())),
  };
}

/** Milliseconds since it was made, by the clock and by the processor. */
function stopwatch(): () => ExtensionApi['activation'] {
  const begun = performance.now();
  const used = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(used);
    return { wallMs: performance.now() - begun, cpuMs: (user + system) / 1000 };
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => (loading ??= load());
}

function changesOf(session: Session, owned: Disposables): Emitter<void> {
  const changes = new Emitter<void>();
  owned.add(session.changed.subscribe(() => changes.fire()));
  return changes;
}

/** Keeps the cluster connected while a panel is visible. */
function holdWhile(session: Session, panels: Panels): Disposable {
  let held: Disposable | undefined;
  const follow = (visible: boolean): void => {
    if (visible) held ??= session.hold();
    else {
      held?.dispose();
      held = undefined;
    }
  };
  follow(panels.anyVisible);
  const following = panels.visibilityChanged.subscribe(follow);
  return { dispose: () => [following, held].forEach((each) => each?.dispose()) };
}
