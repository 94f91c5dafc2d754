import * as vscode from 'vscode';
import { type Cluster, Disposables, type Disposable, type Session, type EpochMs } from '../../engine/engine.ts';
import { hostLanguage, sayWords } from '../base/host-language.ts';
import { iconText, labelText, markdownText } from '../base/plain-text.ts';
import { clusterProblems, statusIcon, statusWord } from './connection-words.ts';

/** Latency and clock are measured in passing; the tooltip follows them at this pace. */
const TOOLTIP_MS = 10_000;

/**
 * Context, namespace and connection, at the bottom of the window. It counts down to the next try only while there is
 * one.
 */
export class StatusBar implements Disposable {
  readonly #item = vscode.window.createStatusBarItem('podfall.connection', vscode.StatusBarAlignment.Left, 10);
  readonly #session: Session;
  readonly #now: () => EpochMs;
  readonly #owned = new Disposables();
  #following: Disposable | undefined;
  #countdown: NodeJS.Timeout | undefined;

  constructor(session: Session, now: () => EpochMs) {
    this.#session = session;
    this.#now = now;
    this.#item.name = vscode.l10n.t('Podfall connection');
    this.#item.command = 'podfall.selectContext';
    this.#owned.add(this.#item);
    this.#owned.add(session.changed.subscribe(() => this.#follow()));
  }

  dispose(): void {
    clearInterval(this.#countdown);
    this.#following?.dispose();
    this.#owned.dispose();
  }

  #follow(): void {
    this.#following?.dispose();
    this.#following = this.#session.cluster?.statusChanged.subscribe(() => this.#show());
    this.#show();
  }

  #show(): void {
    const { state } = this.#session;
    clearInterval(this.#countdown);
    if (state.state === 'open') this.#showCluster(state.cluster);
    else if (state.state === 'failed' && state.problem.code !== 'no-kubeconfig') {
      this.#showFailure(sayWords(state.problem));
    } else {
      this.#item.hide();
    }
  }

  #showCluster(cluster: Cluster): void {
    this.#writeCluster(cluster);
    const { state } = cluster.status;
    if (state === 'retrying') this.#countdown = setInterval(() => this.#writeCluster(cluster), 1000);
    if (state === 'live') this.#countdown = setInterval(() => this.#renewTooltip(cluster), TOOLTIP_MS);
    this.#item.show();
  }

  #writeCluster(cluster: Cluster): void {
    const { status, target } = cluster;
    const place = [target.context, target.namespace ?? vscode.l10n.t('all namespaces')].join(' / ');
    const word = status.state === 'live' ? '' : ` (${statusWord(status, this.#now())})`;
    this.#item.text = iconText(statusIcon(status), `${labelText(place)}${word}`);
    this.#item.tooltip = this.#tooltip(cluster);
    this.#item.backgroundColor =
      status.state === 'denied' || status.state === 'retrying'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
    this.#item.accessibilityInformation = {
      label: vscode.l10n.t('Podfall: {0}, {1}', place, statusWord(status, this.#now())),
    };
  }

  #showFailure(words: string): void {
    this.#item.text = iconText('warning', 'Podfall');
    this.#item.tooltip = words;
    this.#item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
    this.#item.show();
  }

  /** Only when it says something else: one that is being read must not vanish. */
  #renewTooltip(cluster: Cluster): void {
    const tooltip = this.#tooltip(cluster);
    const shown = this.#item.tooltip;
    if (shown instanceof vscode.MarkdownString && shown.value !== tooltip.value) this.#item.tooltip = tooltip;
  }

  #tooltip(cluster: Cluster): vscode.MarkdownString {
    const { target, status, health } = cluster;
    const tooltip = new vscode.MarkdownString('', true);
    const row = (name: string, value: string): unknown =>
      tooltip.appendMarkdown(`**${name}** ${markdownText(value)}  \n`);
    row(vscode.l10n.t('Context'), target.context);
    row(vscode.l10n.t('Namespace'), target.namespace ?? vscode.l10n.t('all namespaces'));
    row(vscode.l10n.t('Server'), target.serverUrl);
    row(vscode.l10n.t('Connection'), statusWord(status, this.#now()));
    if (health) row(vscode.l10n.t('Latency'), hostLanguage.duration(health.latency));
    if (health?.clockOffset) row(vscode.l10n.t('Clock'), clockWords(health.clockOffset.least, health.clockOffset.most));
    for (const problem of clusterProblems(this.#session.state)) {
      tooltip.appendMarkdown(`\n${iconText('warning', markdownText(sayWords(problem)))}  \n`);
    }
    return tooltip;
  }
}

/** The server's clock against ours; within the error of the measurement they agree. */
function clockWords(least: number, most: number): string {
  if (least <= 0 && most >= 0) return vscode.l10n.t('agrees with this machine');
  return least > 0
    ? vscode.l10n.t('{0} ahead of this machine, at least', hostLanguage.duration(least))
    : vscode.l10n.t('{0} behind this machine, at least', hostLanguage.duration(-most));
}
