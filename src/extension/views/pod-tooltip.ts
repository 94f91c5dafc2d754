import * as vscode from 'vscode';
import { type Cluster, type PodIdentity, type Timeline, type EpochMs, headlineOf } from '../../engine/engine.ts';
import { hostLanguage, say } from '../base/host-language.ts';
import { markdownText, plainText } from '../base/plain-text.ts';
import { kindWords } from '../base/phase-words.ts';
import { textWaterfall } from './text-waterfall.ts';
import type { TreeNode } from './tree-model.ts';

const BAR_WIDTH = 24;
/** A container's name beside a bar; those of a real cluster are no longer than 63. */
const NAME_CHARS = 63;

/** Name, place, total, what was slow and what to change, and where the time went. */
export function podTooltip(timeline: Timeline, now: EpochMs): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  const { pod, totals, findings } = timeline;
  markdown.appendMarkdown(`**${markdownText(pod.name)}**  \n${markdownText(placeOf(pod))}`);
  const headline = findings[0];
  if (totals.ready) {
    markdown.appendMarkdown(
      `\n\n${markdownText(vscode.l10n.t('Ready in {0}', hostLanguage.duration(totals.ready.ms)))}`,
    );
  }
  if (timeline.step && timeline.outcome.state === 'starting') {
    markdown.appendMarkdown(`\n\n${markdownText(vscode.l10n.t('Now: {0}', say(timeline.step.words)))}`);
  }
  if (!timeline.settled) {
    markdown.appendMarkdown(
      `\n\n${markdownText(vscode.l10n.t('Its events are being read: why it took that long is not known yet.'))}`,
    );
  }
  if (headline) {
    markdown.appendMarkdown(`\n\n${markdownText(say(headline.sentence))}  \n${markdownText(say(headline.advice))}`);
  }
  const rows = waterfallRows(timeline, now);
  if (rows.length > 0) markdown.appendMarkdown('\n\n').appendCodeblock(rows.join('\n'), 'text');
  return markdown;
}

/** How many pods a tooltip looks at: for a rollout of thousands there is the panel. */
const MOST_PODS = 100;

/** Its name, and how its pods started: how long, which one was slow and why. */
export function workloadTooltip(
  { workload, namespace, pods }: Extract<TreeNode, { kind: 'workload' }>,
  store: Pick<Cluster['store'], 'timeline'>,
  now: EpochMs,
): vscode.MarkdownString {
  const timelines = pods.slice(0, MOST_PODS).flatMap(({ uid }) => store.timeline(uid, now, 'when-changed') ?? []);
  const markdown = new vscode.MarkdownString(
    `**${markdownText(workload.name)}**  \n${markdownText([namespace, workload.kind].join(' · '))}`,
  );
  const sentences = headlineOf(timelines, now).map(say);
  return sentences.length === 0 ? markdown : markdown.appendMarkdown(`\n\n${markdownText(sentences.join(' '))}`);
}

const placeOf = ({ namespace, workload, node }: PodIdentity): string =>
  [namespace, workload ? `${workload.kind}/${workload.name}` : '', node ?? '']
    .filter((part) => part !== '')
    .join(' · ');

function waterfallRows(timeline: Timeline, now: EpochMs): readonly string[] {
  const names = new Map(
    timeline.lanes.map(({ id, role, name }) => [id, role === 'pod' ? '' : ` · ${plainText(name, NAME_CHARS)}`]),
  );
  const bars = textWaterfall(timeline, BAR_WIDTH, now).map(({ bar, phase, ms }) => ({
    bar,
    took: hostLanguage.duration(ms),
    words: `${kindWords(phase)}${names.get(phase.lane) ?? ''}`,
  }));
  const width = Math.max(...bars.map(({ took }) => took.length));
  return bars.map(({ bar, took, words }) => `${bar} ${took.padStart(width)}  ${words}`);
}
