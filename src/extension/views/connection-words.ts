import * as vscode from 'vscode';
import {
  type Problem,
  refusedTogether,
  type ConnectionStatus,
  type SessionState,
  type EpochMs,
} from '../../engine/engine.ts';

/** All that is wrong with the open cluster, for the rows above its workloads. */
export function clusterProblems(session: SessionState): readonly Problem[] {
  if (session.state !== 'open') return [];
  const { status } = session.cluster;
  const file = session.problem ? [session.problem] : [];
  switch (status.state) {
    case 'live':
      return [...file, ...status.missing.map(inShort)];
    case 'retrying':
    case 'denied':
      return [...file, status.problem];
    case 'idle':
    case 'connecting':
      return file;
  }
}

/** A refusal in short words: a row has no room for the server's own. What is watched instead stays as it is told. */
function inShort(problem: Problem): Problem {
  const resource = refusedResource(problem);
  return resource === undefined ? problem : refusedTogether([resource]);
}

/** Of "list events in namespace shop", or the resource by itself. */
function refusedResource({ code, fact, nextStep }: Problem): string | undefined {
  if (code !== 'forbidden' || 'watched' in nextStep.args) return undefined;
  const named = nextStep.args['resource'] ?? fact.args['resource'];
  if (typeof named === 'string') return named;
  const { what } = fact.args;
  return typeof what === 'string' ? what.split(' ')[1] : undefined;
}

/** The connection in a word or two. */
export function statusWord(status: ConnectionStatus, now: EpochMs): string {
  switch (status.state) {
    case 'idle':
      return vscode.l10n.t('paused');
    case 'connecting':
      return vscode.l10n.t('connecting');
    case 'live':
      return vscode.l10n.t('live');
    case 'retrying':
      return vscode.l10n.t('retrying in {0} s', Math.max(0, Math.ceil((status.nextTryAt - now) / 1000)));
    case 'denied':
      return vscode.l10n.t('denied');
  }
}

/** A codicon for it. */
export function statusIcon(status: ConnectionStatus): string {
  switch (status.state) {
    case 'idle':
      return 'debug-pause';
    case 'connecting':
      return 'sync~spin';
    case 'live':
      return 'pulse';
    case 'retrying':
      return 'sync-ignored';
    case 'denied':
      return 'lock';
  }
}
