import * as vscode from 'vscode';
import type { ConnectionStatus, Problem } from '../cluster/cluster.ts';
import type { SessionState } from '../session.ts';
import { text } from '../timeline/text.ts';
import type { EpochMs } from '../timeline/units.ts';

/** All that is wrong with the open cluster, for the rows above its workloads. */
export function clusterProblems(session: SessionState): readonly Problem[] {
  if (session.state !== 'open') return [];
  const { status } = session.cluster;
  const file = session.problem ? [session.problem] : [];
  switch (status.state) {
    case 'live':
      return [...file, ...withOneRefusal(status.missing)];
    case 'retrying':
    case 'denied':
      return [...file, status.problem];
    case 'idle':
    case 'connecting':
      return file;
  }
}

/** A server that refuses one kind often refuses more: together they are one row, in short words. */
function withOneRefusal(missing: readonly Problem[]): readonly Problem[] {
  const refused = missing.filter(({ code }) => code === 'forbidden');
  const resources = [...new Set(refused.flatMap(resourceOf))];
  if (resources.length === 0) return missing;
  const together: Problem = {
    code: 'forbidden',
    fact: text('This account may not read {resources}.', { resources: resources.join(', ') }),
    nextStep: text('What they would tell is missing here. Ask for a Role with get, list and watch on them: the README has one.'),
  };
  return [...missing.filter((problem) => !refused.includes(problem) || resourceOf(problem).length === 0), together];
}

/** "list events in namespace shop", or the resource by itself. */
function resourceOf({ fact, nextStep }: Problem): readonly string[] {
  const named = nextStep.args['resource'] ?? fact.args['resource'];
  if (typeof named === 'string') return [named];
  const { what } = fact.args;
  return typeof what === 'string' ? what.split(' ').slice(1, 2) : [];
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
