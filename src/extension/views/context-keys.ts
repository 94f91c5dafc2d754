import * as vscode from 'vscode';
import type { Disposable, Session, SessionState } from '../../engine/engine.ts';

/** Tells menus and welcome texts (`when` in package.json) how the session stands. */
export function showContextKeys(session: Session): Disposable {
  const show = (state: SessionState): void => {
    set(
      'podfall.state',
      state.state === 'failed' && state.problem.code === 'no-kubeconfig' ? 'noKubeconfig' : state.state,
    );
    set('podfall.connected', state.state === 'open');
  };
  show(session.state);
  return session.changed.subscribe(show);
}

const set = (key: string, value: unknown): void => void vscode.commands.executeCommand('setContext', key, value);
