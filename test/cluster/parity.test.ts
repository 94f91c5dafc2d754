import * as path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseCommand } from '../../src/cli/args.ts';
import { timeline as timelineCommand } from '../../src/cli/timeline.ts';
import { startDemoCluster, type DemoCluster } from '../../src/demo-server/demo-cluster.ts';
import {
  Emitter,
  english,
  epochMs,
  formatText,
  openCluster,
  type Span,
  type Text,
  type Timeline,
} from '../../src/engine/engine.ts';
import type { ExportedTimelines } from '../../src/engine/export/timeline-json.ts';
import { exportPod } from '../../src/extension/commands/export-pod.ts';
import { SubjectView } from '../../src/extension/panel/subject-view.ts';
import { subjectOf } from '../../src/extension/panel/subjects/subject-of.ts';
import { podTooltip } from '../../src/extension/views/pod-tooltip.ts';
import { standingOf } from '../../src/extension/views/pod-standing.ts';
import { describePod } from '../../src/extension/views/pod-words.ts';
import { until } from './engine/watch/live-rig.ts';

/** What the editor's commands write. */
const written = vi.hoisted((): string[] => []);
vi.mock('vscode', async () => {
  const edge = await import('../bench/host/vscode-edge.ts');
  class MarkdownString {
    value = '';
    appendMarkdown(words: string): this {
      this.value += words;
      return this;
    }
    appendCodeblock(words: string): this {
      return this.appendMarkdown(words);
    }
  }
  return {
    ...edge,
    MarkdownString,
    ThemeIcon: vi.fn(),
    l10n: {
      bundle: undefined,
      t: (words: string, ...args: unknown[]) =>
        args.reduce<string>((said, arg, n) => said.replaceAll(`{${n}}`, String(arg)), words),
    },
    window: {
      showQuickPick: async (items: Promise<readonly { readonly label: string }[]>) =>
        (await items).find(({ label }) => label.includes('JSON')),
      showSaveDialog: () => Promise.resolve({}),
    },
    workspace: {
      fs: {
        writeFile: (_: unknown, content: Uint8Array) =>
          Promise.resolve(written.push(new TextDecoder().decode(content))),
      },
    },
  };
});

/** Pods that are there at the end: ready ones, and those that wait for a claim, a node or an image. */
const RECORDINGS = ['shop', 'rollout', 'live/notready-mid', 'live/nonode-mid', 'live/imagevolbad-mid', 'live/dra-mid'];

/** So many pods at least are there at the end. */
const MOST_OF_THEM = 24;

let demo: DemoCluster;
let cluster: Awaited<ReturnType<typeof openCluster>>;
beforeAll(async () => {
  const recordings = RECORDINGS.map((name) => path.resolve('test', 'recordings', `${name}.ndjson.gz`));
  demo = await startDemoCluster({ recordings, once: true, startedAgoMs: 1_200_000 });
  cluster = await openCluster({ kubeconfig: { kind: 'files', paths: [demo.kubeconfigPath] }, scope: { kind: 'all' } });
  cluster.start();
  await until(() =>
    cluster.status.state === 'live' && timelines().length > MOST_OF_THEM ? '' : `${timelines().length} pods are read`,
  );
  await until(() => (timelines().every(({ settled }) => settled) ? '' : 'events are not listed yet'));
  panel();
  await until(() => (timelines().some(isExamined) ? '' : 'no node is read yet'));
});
afterAll(async () => {
  cluster.dispose();
  await demo.stop();
});

/** Whether the node of this pod has been read: that it is down makes another cause. */
const isExamined = ({ pod: { node } }: Timeline): boolean =>
  cluster.store.node(node ?? '')?.conditions.some(({ type, status }) => type === 'Ready' && status !== 'True') ?? false;

/** The uids of all pods that are there. */
const uids = (): readonly string[] =>
  [...cluster.store.pods()].filter(({ deleted }) => !deleted).map(({ pod }) => pod.uid);
const timelines = (): readonly Timeline[] => uids().flatMap((uid) => cluster.store.timeline(uid) ?? []);

/** What is to be the same wherever a pod is looked at. */
interface Answer {
  readonly outcome: string;
  readonly totals: Readonly<Record<string, number>>;
  /** Of each finding what it is and says; how long it has gone on depends on when one looks. */
  readonly findings: readonly string[];
}
type Answers = Readonly<Record<string, Answer>>;

type Told = Pick<Timeline, 'pod' | 'outcome' | 'totals'> & {
  readonly findings: readonly {
    readonly id: string;
    readonly title: Said;
    readonly sentence: Said;
    readonly advice: Said;
  }[];
};

type Said = Text | string;

const words = (said: Said): string => (typeof said === 'string' ? said : formatText(said, english));

const answersOf = (told: readonly Told[]): Answers =>
  Object.fromEntries(
    told
      .map(({ pod, outcome, totals, findings }): [string, Answer] => [
        pod.uid,
        {
          outcome: outcome.state === 'stuck' ? `${outcome.state} ${outcome.reason}` : outcome.state,
          totals: Object.fromEntries(
            Object.entries<Span>({ ...totals }).map(([name, { ms }]) => [name, Math.round(ms)]),
          ),
          findings: findings.map(({ id, title, sentence, advice }) =>
            [id, ...[title, sentence, advice].map(words)].join(': ').replace(/\d[\d.]* (?:ms|s|min|h)\b/g, 'TIME'),
          ),
        },
      ])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

/** Of the pods that are there. */
async function commandLine(): Promise<Answers> {
  const asked = parseCommand(['timeline', '--json', '-A', '--kubeconfig', demo.kubeconfigPath]);
  if (asked.command !== 'timeline') throw new Error('no timeline was asked for');
  let out = '';
  const notes: string[] = [];
  await timelineCommand(asked, { out: (piece) => (out += piece), err: (line) => notes.push(line), color: false });
  expect(notes).toEqual([]);
  const there = new Set(uids());
  return answersOf((JSON.parse(out) as ExportedTimelines).pods.filter(({ pod }) => there.has(pod.uid)));
}

/** Whoever looks at a pod has it examined. */
function panel(): Answers {
  const none = new Emitter<void>();
  const told = timelines().flatMap(({ pod: { uid, namespace, name } }) => {
    const pod = { context: cluster.target.context, uid, namespace, name };
    const view = new SubjectView(subjectOf({ kind: 'pod', pod }), {
      cluster: () => cluster,
      clusterChanged: none,
      now: () => epochMs(Date.now()),
      language: () => ({ locale: 'en', templates: {} }),
    } as unknown as ConstructorParameters<typeof SubjectView>[1]);
    const work = view.snapshots(() => false);
    let step = work.next();
    while (step.done !== true) step = work.next();
    view.dispose();
    return step.value.type === 'timeline' ? [step.value.timeline] : [];
  });
  return answersOf(told);
}

async function exported(): Promise<Answers> {
  written.length = 0;
  for (const { pod } of timelines()) {
    await exportPod(
      { context: cluster.target.context, uid: pod.uid, namespace: pod.namespace, name: pod.name },
      { store: cluster.store, now: () => epochMs(Date.now()), openTimeline: () => undefined },
    );
  }
  return answersOf(written.flatMap((file) => (JSON.parse(file) as ExportedTimelines).pods));
}

test('panel, command line and exports give the same outcome, totals and findings of each pod', async () => {
  const inTerminal = await commandLine();
  expect(Object.keys(inTerminal).length).toBeGreaterThan(MOST_OF_THEM);
  expect(
    new Set(Object.values(inTerminal).map(({ findings }) => findings[0]?.replace(/:.*/, ''))).size,
  ).toBeGreaterThan(5);
  const difference = (): string =>
    Object.entries(panel())
      .filter(([uid, answer]) => JSON.stringify(answer) !== JSON.stringify(inTerminal[uid]))
      .map(([uid, answer]) => `panel ${JSON.stringify(answer)}, command line ${JSON.stringify(inTerminal[uid])}`)
      .join('\n');
  await until(difference);
  expect(panel()).toEqual(inTerminal);
  expect(await exported()).toEqual(inTerminal);
});

test('the tree says the same of each pod', async () => {
  const inTerminal = await commandLine();
  await until(() => (JSON.stringify(panel()) === JSON.stringify(inTerminal) ? '' : 'not all of them are examined yet'));
  const now = epochMs(Date.now());
  for (const record of cluster.store.pods()) {
    const answer = inTerminal[record.pod.uid];
    const timeline = cluster.store.timeline(record.pod.uid);
    if (!answer || !timeline) continue;
    const standing = standingOf(record, () => timeline);
    const row = describePod(record, standing, timeline, now);
    const [state = '', reason = ''] = answer.outcome.split(' ');
    expect([record.pod.name, standing]).toEqual([record.pod.name, state]);
    expect(row).toContain(reason);
    const total = answer.totals['ready'];
    const told = [total === undefined ? '' : english.duration(timeline.totals.ready?.ms ?? 0), firstOf(timeline)];
    const tooltip = podTooltip(timeline, now).value.replace(/\\/g, '');
    expect(told.filter((part) => !tooltip.includes(part.replace(/\\/g, '')))).toEqual([]);
  }
});

const firstOf = ({ findings: [first] }: Timeline): string => (first ? formatText(first.sentence, english) : '');
