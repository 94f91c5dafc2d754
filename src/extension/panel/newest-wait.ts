import type { EpochMs, Timeline } from '../../engine/engine.ts';

/** When the newest of the waits began that go on in a timeline; undefined where nothing goes on. */
export function newestWait({ phases }: Timeline): EpochMs | undefined {
  let newest: EpochMs | undefined;
  for (const { outcome, start } of phases) {
    if (outcome === 'running' && start.at > (newest ?? -Infinity)) newest = start.at;
  }
  return newest;
}
