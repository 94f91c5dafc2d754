import type { PodStore } from '../../engine/engine.ts';

/** A cluster that is away lists no events: what is exported then says itself that they are missing. */
const LONGEST_WAIT_MS = 10_000;

/** Waits until the events of these pods have been listed, for ten seconds at most. */
export async function whenSettled(
  store: Pick<PodStore, 'changed' | 'timeline'>,
  uids: readonly string[],
  limitMs = LONGEST_WAIT_MS,
): Promise<void> {
  const isSettled = (): boolean => uids.every((uid) => store.timeline(uid)?.settled !== false);
  if (isSettled()) return;
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(limit);
      following.dispose();
      resolve();
    };
    const following = store.changed.subscribe(() => {
      if (isSettled()) end();
    });
    const limit = setTimeout(end, limitMs);
  });
}
