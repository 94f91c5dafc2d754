import * as vscode from 'vscode';
import type { Cluster, Session } from '../../engine/engine.ts';
import { sayWords } from '../base/host-language.ts';
import { until } from '../base/until.ts';
import { showWarning, withWindowProgress } from '../base/notifications.ts';

/* A command of the palette may come before anything of Podfall was looked at: nothing is connected then. */

/** In ms: how long a command waits for the cluster, or for the pod that it is about. */
export const APPEAR_MS = 10_000;

/** Calls `act` with the cluster, connected meanwhile. Where there is no cluster the user is told why. */
export async function withCluster<T>(session: Session, act: (cluster: Cluster) => Promise<T>): Promise<T | undefined> {
  const held = session.hold();
  try {
    await connecting(session, () => session.state.state === 'failed' || hasAnswered(session.cluster));
    if (session.cluster) return await act(session.cluster);
    if (session.state.state === 'failed') showWarning(sayWords(session.state.problem));
    return undefined;
  } finally {
    held.dispose();
  }
}

/** Calls `act` as soon as the kubeconfig has been read, or cannot be. */
export async function withKubeconfig(session: Session, act: () => Promise<void>): Promise<void> {
  const held = session.hold();
  try {
    await connecting(session, () => session.state.state === 'failed' || session.kubeconfig !== undefined);
    await act();
  } finally {
    held.dispose();
  }
}

const hasAnswered = (cluster: Cluster | undefined): boolean =>
  cluster !== undefined && cluster.status.state !== 'idle' && cluster.status.state !== 'connecting';

async function connecting(session: Session, done: () => boolean): Promise<void> {
  if (done()) return;
  await withWindowProgress(vscode.l10n.t('Podfall connects'), () => until(done, session, APPEAR_MS));
}
