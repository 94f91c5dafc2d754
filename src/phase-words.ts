import * as vscode from 'vscode';
import { hostLanguage } from './host-language.ts';
import type { Phase } from './timeline/timeline.ts';

/** What a phase did to the line beside which it stands: "pulled in 24.3 s". */
export function phaseWords(phase: Phase): string {
  if (!phase.end) return vscode.l10n.t('{0}, still running', kindWords(phase));
  const took = hostLanguage.duration(phase.end.at - phase.start.at);
  switch (phase.kind) {
    case 'pull':
      return phase.outcome === 'failed' ? vscode.l10n.t('pull failed after {0}', took) : vscode.l10n.t('pulled in {0}', took);
    case 'pull-queue':
      return vscode.l10n.t('waited {0} for other pulls', took);
    default:
      return vscode.l10n.t('{0} {1}', kindWords(phase), took);
  }
}

/** The kind of a phase in a word or two. */
export function kindWords({ kind }: Phase): string {
  switch (kind) {
    case 'gated':
      return vscode.l10n.t('held by scheduling gates');
    case 'unschedulable':
      return vscode.l10n.t('no node fits');
    case 'preempting':
      return vscode.l10n.t('preempting other pods');
    case 'scheduling':
      return vscode.l10n.t('scheduling');
    case 'node-wait':
      return vscode.l10n.t('waiting for the node');
    case 'kubelet-pickup':
      return vscode.l10n.t('kubelet pick-up');
    case 'attach':
      return vscode.l10n.t('attaching volumes');
    case 'mount':
      return vscode.l10n.t('mounting volumes');
    case 'config-wait':
      return vscode.l10n.t('waiting for configuration');
    case 'sandbox':
      return vscode.l10n.t('sandbox and network');
    case 'turn':
      return vscode.l10n.t('waiting for its turn');
    case 'pull-queue':
      return vscode.l10n.t('waiting for other pulls');
    case 'pull':
      return vscode.l10n.t('pulling');
    case 'pull-backoff':
      return vscode.l10n.t('pull back-off');
    case 'create':
      return vscode.l10n.t('creating');
    case 'start':
      return vscode.l10n.t('starting');
    case 'post-start':
      return vscode.l10n.t('postStart hook');
    case 'startup-probe':
      return vscode.l10n.t('startup probe');
    case 'readiness':
      return vscode.l10n.t('until ready');
    case 'crash-backoff':
      return vscode.l10n.t('crash back-off');
    case 'run':
      return vscode.l10n.t('running');
    case 'readiness-gate':
      return vscode.l10n.t('readiness gate');
    case 'terminating':
      return vscode.l10n.t('terminating');
  }
}
