import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, isReady, podfall, podOnceThere, whileAsked } from './podfall.ts';

describe('the evidence of a pod', () => {
  let uid = '';

  before(async function () {
    this.timeout(60_000);
    await vscode.commands.executeCommand('podfall.pods.focus');
    uid = (await podOnceThere('catalog-', isReady)).pod.uid;
  });
  after(closeEditors);

  const pullPhase = async (): Promise<string> => {
    const { session } = await podfall();
    const phase = session.cluster?.store.timeline(uid)?.phases.find(({ kind }) => kind === 'pull');
    assert.ok(phase, 'the pod has a pull');
    return phase.id;
  };
  const editorOf = (ending: string): vscode.TextEditor | undefined =>
    vscode.window.visibleTextEditors.find(
      ({ document }) => document.uri.scheme === 'podfall' && document.uri.path.endsWith(ending),
    );

  it('Open Startup Timeline opens one webview tab, however often it is asked for', async () => {
    await vscode.commands.executeCommand('podfall.openTimeline', `pod/${uid}`);
    await eventually('the tab', () => webviewTabs().length > 0);
    await vscode.commands.executeCommand('podfall.openTimeline', `pod/${uid}`);
    assert.equal(webviewTabs().length, 1);
    assert.match(webviewTabs()[0]?.label ?? '', /^catalog-/);
  });

  it('Show YAML of a pull selects the image line, beside the panel', async () => {
    await vscode.commands.executeCommand('podfall.phase.showYaml', { podUid: uid, phaseId: await pullPhase() });
    const editor = await eventually('the YAML', () => editorOf('.yaml'));
    assert.match(editor.document.getText(editor.selection), /^(- )?image: \S*\/catalog:\S+$/);
    assert.equal(editor.viewColumn, vscode.ViewColumn.Two);
  });

  it('the YAML is the live object, read-only, as YAML, without managedFields', async () => {
    const editor = await eventually('the YAML', () => editorOf('.yaml'));
    assert.equal(editor.document.languageId, 'yaml');
    assert.match(editor.document.getText(), new RegExp(`uid: ${uid}`));
    assert.doesNotMatch(editor.document.getText(), /managedFields/);
    assert.equal(vscode.workspace.fs.isWritableFileSystem('podfall'), false);
  });

  it('managedFields can be shown, and hidden again', async () => {
    const editor = await eventually('the YAML', () => editorOf('.yaml'));
    await vscode.commands.executeCommand('podfall.toggleManagedFields');
    await eventually('managedFields', () => /^ {2}managedFields:/m.test(editor.document.getText()));
    await vscode.commands.executeCommand('podfall.toggleManagedFields');
    await eventually('no managedFields', () => !/managedFields/.test(editor.document.getText()));
  });

  it('Show Event opens the event that proves the pull', async () => {
    await vscode.commands.executeCommand('podfall.phase.showEvent', { podUid: uid, phaseId: await pullPhase() });
    const editor = await eventually('the event', () => editorOf('/Pulled.yaml'));
    assert.match(editor.document.getText(), /^kind: Event$[\s\S]*^message: .*Successfully pulled image/m);
  });

  it('Copy Duration copies what the bar says', async () => {
    await vscode.commands.executeCommand('podfall.phase.copyDuration', { podUid: uid, phaseId: await pullPhase() });
    assert.match(await vscode.env.clipboard.readText(), /^[\d.]+ m?s$/);
  });

  it('Show Events lists all of them, oldest first', async () => {
    await vscode.commands.executeCommand('podfall.showEvents', `pod/${uid}`);
    const editor = await eventually('the events', () => editorOf('/events.yaml'));
    const reasons = [...editor.document.getText().matchAll(/^reason: (\w+)$/gm)].map(([, reason]) => reason);
    assert.deepEqual(reasons.slice(0, 3), ['Scheduled', 'Pulling', 'Pulled']);
  });

  it('Copy Name copies the name', async () => {
    await vscode.commands.executeCommand('podfall.copyName', `pod/${uid}`);
    assert.match(await vscode.env.clipboard.readText(), /^catalog-[\w-]+$/);
  });

  it('Export copies a summary of the timeline', async () => {
    const exported = vscode.commands.executeCommand('podfall.export', `pod/${uid}`);
    await whileAsked(exported, () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'));
    assert.match(await vscode.env.clipboard.readText(), /^### shop\/catalog[\s\S]*\| Phase \|/);
  });

  it('Compare With asks for the other pod, and opens both', async () => {
    await closeEditors();
    const compared = vscode.commands.executeCommand('podfall.compareWith', `pod/${uid}`);
    await whileAsked(compared, () => vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem'));
    await eventually('the tab', () => webviewTabs().length === 1);
  });

  it('a manifest opens the newest pod of its workload', async () => {
    await closeEditors();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder, 'catalog.yaml');
    await vscode.workspace.fs.writeFile(
      file,
      Buffer.from(
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: catalog # the shop\n  namespace: shop\nspec: {}\n',
      ),
    );
    await vscode.commands.executeCommand('podfall.openTimeline', file);
    await eventually('the tab', () => webviewTabs().some(({ label }) => label.startsWith('catalog-')));
  });

  it('a row of the Kubernetes extension opens its pod', async () => {
    await closeEditors();
    const { pod } = await podOnceThere('node-agent-');
    await vscode.commands.executeCommand('podfall.openTimeline', {
      nodeType: 'resource',
      kind: { manifestKind: 'Pod' },
      name: pod.name,
      namespace: pod.namespace,
    });
    await eventually('the tab', () => webviewTabs().some(({ label }) => label === pod.name));
  });
});

const webviewTabs = (): readonly vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview);
