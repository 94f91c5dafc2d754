import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, eventually, isReady, podfall, podOnceThere, rows } from './podfall.ts';

describe('the tree', () => {
  before(async () => {
    await vscode.commands.executeCommand('podfall.pods.focus');
  });

  it('connects as soon as it is visible', async () => {
    const { session } = await podfall();
    await eventually('a live connection', () => session.cluster?.status.state === 'live');
  });

  it('lists context, workloads through owner references, and pods', async () => {
    await podOnceThere('node-agent-', isReady);
    const all = await eventuallyRows((lines) => lines.some((line) => line.startsWith('node-agent ')));
    assert.match(all[0] ?? '', /^podfall-demo shop$/);
    assert.ok(
      all.some((line) => /^node-agent \d\/1 · DaemonSet$/.test(line)),
      all.join('\n'),
    );
    assert.ok(
      all.some((line) => /^…\w{5} [\d.]+ m?s$/.test(line)),
      all.join('\n'),
    );
  });

  // fraud-model never finds a node: it is stuck whenever the suite comes to it
  const stuck = (lines: readonly string[]): string | undefined =>
    lines.find((line) => /^…\w{5} stuck [\w ]+: Unschedulable$/.test(line));

  it('shows a pod that no node takes as stuck, with the reason', async () => {
    await podOnceThere('fraud-model-');
    await eventuallyRows((lines) => stuck(lines) !== undefined);
  });

  /** From a minute on a row tells whole minutes. */
  const COUNTED_MS = 65_000;

  it('counts the seconds while it is stuck, and then the minutes', async function () {
    this.timeout(100_000);
    const first = stuck(await eventuallyRows((lines) => stuck(lines) !== undefined));
    await eventuallyRows((lines) => stuck(lines) !== undefined && stuck(lines) !== first, COUNTED_MS);
  });

  it('leaves the row alone whose tooltip is read, and counts on afterwards', async function () {
    this.timeout(200_000);
    const { tree } = await podfall();
    const { pod } = await podOnceThere('fraud-model-');
    const id = `pod/${pod.uid}`;
    const redrawn: string[] = [];
    const following = tree.onDidChangeTreeData((ids) => void redrawn.push(...(ids ?? [])));
    await eventually('the row counts', () => redrawn.includes(id), COUNTED_MS);
    tree.resolveTreeItem(tree.getTreeItem(id), id);
    redrawn.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 3000));
    assert.ok(!redrawn.includes(id), redrawn.join(' '));
    await eventually('the row counts again', () => redrawn.includes(id), COUNTED_MS);
    following.dispose();
  });

  it('says in the tooltip of a workload how its pods started', async () => {
    const { tree } = await podfall();
    const { workload } = await podOnceThere('catalog-', isReady);
    const id = `workload/${workload?.uid ?? ''}`;
    const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(id), id);
    assert.match(tooltip instanceof vscode.MarkdownString ? tooltip.value : '', /^\*\*catalog[\s\S]*ready/);
  });

  it('says in the tooltip of a pod what was slow, and draws it', async () => {
    const { tree } = await podfall();
    const { pod } = await podOnceThere('catalog-', isReady);
    const { tooltip } = tree.resolveTreeItem(tree.getTreeItem(`pod/${pod.uid}`), `pod/${pod.uid}`);
    assert.match(
      tooltip instanceof vscode.MarkdownString ? tooltip.value : '',
      /^\*\*catalog[\s\S]*Ready in [\s\S]*```text[\s\S]*█/,
    );
  });

  it('opens a row by the command that it has of its own, also after it was drawn anew', async () => {
    const { tree } = await podfall();
    const { pod } = await podOnceThere('catalog-', isReady);
    const before = tree.getTreeItem(`pod/${pod.uid}`).command?.command ?? '';
    assert.equal(tree.getTreeItem(`pod/${pod.uid}`).command?.command, before);
    await vscode.commands.executeCommand(before);
    await eventually('its timeline', () =>
      vscode.window.tabGroups.all.some(({ activeTab }) => activeTab?.label === pod.name),
    );
    await closeEditors();
  });

  it('gives the command of no row arguments: VS Code forgets them when the row is drawn anew', async () => {
    const { tree } = await podfall();
    const read = (id?: string): vscode.Command[] =>
      tree.getChildren(id).flatMap((child) => [tree.getTreeItem(child).command ?? [], read(child)].flat());
    const commands = read();
    assert.ok(commands.some(({ command }) => command.startsWith('podfall.row.')));
    assert.deepEqual(
      commands.filter((command) => command.arguments !== undefined),
      [],
    );
  });

  it('gives each row an id of its own that stays', async () => {
    const { tree } = await podfall();
    const { pod } = await podOnceThere('node-agent-');
    assert.equal(tree.getTreeItem(`pod/${pod.uid}`).id, `pod/${pod.uid}`);
  });

  it('wears the number of pods that are starting', async () => {
    const { view } = await podfall();
    await eventually('a badge', () => (view.view.badge?.value ?? 0) > 0);
  });
});

async function eventuallyRows(fits: (lines: readonly string[]) => boolean, limitMs = 25_000): Promise<string[]> {
  const end = Date.now() + limitMs;
  for (;;) {
    const lines = await rows();
    if (fits(lines)) return lines;
    if (Date.now() > end) throw new Error(`not seen:\n${lines.join('\n')}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
