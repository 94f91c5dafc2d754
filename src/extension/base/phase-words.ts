import * as vscode from 'vscode';
import { phaseKinds, type Phase } from '../../engine/engine.ts';
import { hostLanguage, say } from './host-language.ts';

/** What a phase did to the line beside which it stands: "pulled in 24.3 s". */
export function phaseWords(phase: Phase): string {
  if (!phase.end) return vscode.l10n.t('{0}, still running', kindWords(phase));
  const took = hostLanguage.duration(phase.end.at - phase.start.at);
  if (phase.kind === 'pull-queue') return vscode.l10n.t('waited {0} for other pulls', took);
  if (phase.kind !== 'pull') return vscode.l10n.t('{0} {1}', kindWords(phase), took);
  return phase.outcome === 'failed'
    ? vscode.l10n.t('pull failed after {0}', took)
    : vscode.l10n.t('pulled in {0}', took);
}

/** The kind of a phase in a word or two. */
export const kindWords = ({ kind }: Phase): string => say(phaseKinds[kind].name);
