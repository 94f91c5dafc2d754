/**
 * When the clock is further than this from where the timer left it, the machine was asleep (or this process was held up
 * as long).
 */
const JUMP_MS = 20_000;

export interface SleepWatch {
  readonly checkMs: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly woke: () => void;
}

/**
 * Calls `woke` once, the first time that the clock jumps. Timers stand still while a laptop sleeps, sockets stay open
 * without a peer.
 */
export function watchForSleep({ checkMs, now, signal, woke }: SleepWatch): void {
  let last = now();
  const timer = setInterval(() => {
    const at = now();
    const jumped = Math.abs(at - last - checkMs) > JUMP_MS;
    last = at;
    if (jumped) woke();
  }, checkMs);
  timer.unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}
