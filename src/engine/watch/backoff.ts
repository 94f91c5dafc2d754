/** How long to wait between attempts. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Between 0 and 1. */
  readonly random: () => number;
}

/** A proxy's page for maintenance may ask for days, and a timer of more than 2^31 ms would end at once. */
const MOST_ASKED_FOR_MS = 600_000;

/**
 * Doubles from the first delay to the cap, each shortened at random by up to a half, so that a thousand editors do not
 * come back at once.
 */
export class Backoff {
  readonly #options: BackoffOptions;
  #attempt = 0;

  constructor(options: BackoffOptions) {
    this.#options = options;
  }

  /** Attempts since the last success. */
  get attempt(): number {
    return this.#attempt;
  }

  /** The wait before the next attempt; at least what the server asked for, within reason. */
  next(retryAfterMs = 0): number {
    const { firstMs, maxMs, random } = this.#options;
    const full = Math.min(maxMs, firstMs * 2 ** Math.min(this.#attempt, 30));
    this.#attempt += 1;
    return Math.max(Math.min(retryAfterMs, MOST_ASKED_FOR_MS), full * (0.5 + random() / 2));
  }

  succeeded(): void {
    this.#attempt = 0;
  }
}

/** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
