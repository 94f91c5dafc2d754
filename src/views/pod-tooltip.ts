import * as vscode from 'vscode';
import { hostLanguage, say } from '../host-language.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Name, place, total and headline. */
export function podTooltip(timeline: Timeline): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  const { pod, totals, findings } = timeline;
  markdown.appendMarkdown('**').appendText(pod.name).appendMarkdown('**  \n');
  markdown.appendText([pod.namespace, pod.workload ? `${pod.workload.kind}/${pod.workload.name}` : '', pod.node ?? ''].filter((part) => part !== '').join(' · '));
  if (totals.ready) markdown.appendMarkdown('\n\n').appendText(vscode.l10n.t('Ready in {0}', hostLanguage.duration(totals.ready.ms)));
  const headline = findings[0];
  if (headline) markdown.appendMarkdown('\n\n').appendText(say(headline.sentence));
  return markdown;
}
