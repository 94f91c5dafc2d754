import { Disposables, type Session } from '../../engine/engine.ts';

/**
 * Waits until `condition` is true, for `limitMs` milliseconds at most: it may rest on what the session, the status of
 * its cluster and its pods say, and is asked anew whenever one of them changes.
 */
export function until(condition: () => boolean, session: Session, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const owned = new Disposables();
    let ofCluster = new Disposables();
    owned.add({ dispose: () => ofCluster.dispose() });
    const finish = (): void => {
      owned.dispose();
      resolve();
    };
    const look = (): void => {
      if (condition()) finish();
    };
    const follow = (): void => {
      ofCluster.dispose();
      ofCluster = new Disposables();
      const { cluster } = session;
      if (!cluster) return;
      ofCluster.add(cluster.statusChanged.subscribe(look));
      ofCluster.add(cluster.store.changed.subscribe(look));
    };
    const timer = setTimeout(finish, limitMs);
    owned.add({ dispose: () => clearTimeout(timer) });
    owned.add(
      session.changed.subscribe(() => {
        follow();
        look();
      }),
    );
    follow();
    look();
  });
}
