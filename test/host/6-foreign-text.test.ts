import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type Problem, text, type Timeline, epochMs } from '../../src/engine/engine.ts';
import {
  offer,
  showError,
  showStatus,
  showWarning,
  withWindowProgress,
} from '../../src/extension/base/notifications.ts';
import { pick } from '../../src/extension/base/pick.ts';
import { podTooltip, workloadTooltip } from '../../src/extension/views/pod-tooltip.ts';
import { problemItem } from '../../src/extension/views/tree-items.ts';
import { isReady, podfall, podOnceThere } from './podfall.ts';

/* What reaches VS Code, in every place where it reads more than text in a text. */

const words = `[Sign in](command:workbench.action.quit)\u202e $(trash) <img src=x> https://evil.example \`\`\` **x**\n\r# y`;

/** Ids by which parts refer to each other, and words of closed sets. */
const references = ['id', 'uid', 'lane', 'phases', 'events', 'criticalPath'];
const closed = ['kind', 'role', 'outcome', 'state', 'type', 'severity', 'template', 'docs'];
const kept: ReadonlySet<string> = new Set([...references, ...closed]);

/** The same with every other string hostile. */
function hostile<T>(value: T, key = ''): T {
  if (typeof value === 'string') return (kept.has(key) ? value : words) as T;
  if (Array.isArray(value)) return value.map((item) => hostile<unknown>(item, key)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hostile<unknown>(item, name)])) as T;
}

type Window = Record<string, unknown>;

/** What a function of `vscode.window` is called with meanwhile; it does nothing. */
async function callsOf(name: string, act: () => unknown): Promise<unknown[]> {
  const window = vscode.window as unknown as Window;
  const real = window[name];
  const calls: unknown[] = [];
  window[name] = (...args: unknown[]) => {
    calls.push(...args.filter((arg) => typeof arg !== 'function'));
    return Promise.resolve();
  };
  try {
    await act();
  } finally {
    window[name] = real;
  }
  return calls;
}

function assertPlain(said: unknown): void {
  const string = JSON.stringify(said);
  assert.ok(string.includes('Sign in'), string);
  assert.doesNotMatch(string, /\u202e|\\n|\\r/);
}

function assertTame(tooltip: vscode.MarkdownString | string | undefined): void {
  assert.ok(tooltip instanceof vscode.MarkdownString);
  assert.ok(!tooltip.isTrusted && tooltip.supportHtml !== true && tooltip.supportThemeIcons !== true);
  const [prose = ''] = tooltip.value.split(/^````*text$/m);
  assert.match(prose, /Sign in/);
  assert.doesNotMatch(prose, /(?<!\\)(?:\[|\]|\(|<|:|\.|`|\$|#)/);
}

describe('foreign text', () => {
  it('makes no link in a notification', async () => {
    for (const [name, act] of [
      ['showErrorMessage', () => showError(words)],
      ['showWarningMessage', () => showWarning(words)],
      ['showInformationMessage', () => offer(words, 'Show')],
    ] as const) {
      const said = await callsOf(name, act);
      assertPlain(said);
      assert.doesNotMatch(JSON.stringify(said), /\]\(/);
    }
  });

  it('makes no icon in the status bar and in pickers', async () => {
    for (const [name, act] of [
      ['setStatusBarMessage', () => showStatus(words)],
      ['withProgress', () => withWindowProgress(words, () => Promise.resolve())],
    ] as const) {
      const said = await callsOf(name, act);
      assertPlain(said);
      assert.doesNotMatch(JSON.stringify(said), /\$\(/);
    }
    const item = { label: words, description: words, detail: words };
    const [items] = await callsOf('showQuickPick', () => pick([item], { title: 'x' }));
    const [{ label, description, detail } = { label: '' }] = (await items) as readonly vscode.QuickPickItem[];
    for (const shown of [label, description, detail]) {
      assertPlain(shown);
      assert.doesNotMatch(shown ?? '', /\$\(/);
    }
  });

  it('stays text in the tooltips of pods and workloads', async () => {
    const { session } = await podfall();
    const { pod, workload } = await podOnceThere('catalog-', isReady);
    const real = session.cluster?.store.timeline(pod.uid);
    assert.ok(real && workload);
    const timeline: Timeline = hostile(real);
    assertTame(podTooltip(timeline, epochMs(Date.now())));
    const node = {
      kind: 'workload',
      id: 'x',
      workload: hostile(workload),
      namespace: words,
      rejections: 0,
      pods: [],
      fits: true,
    } as const;
    assertTame(workloadTooltip(node, { timeline: () => timeline }, epochMs(0)));
  });

  it('stays text in the row of a problem', () => {
    const said = text('{detail}', { detail: words });
    const problem: Problem = { code: 'forbidden', fact: said, nextStep: said };
    const { label, description, tooltip, command, contextValue } = problemItem(problem, 'x');
    assert.deepEqual(
      [label, description, tooltip, contextValue].map((value) => typeof value),
      Array(4).fill('string'),
    );
    assert.equal(command, undefined);
  });
});
