/** Watches in a row of which nothing at all came. */
const MOST_SILENT = 2;

/**
 * How long to ask for watches. A proxy that keeps an answer to itself until it is complete makes of a watch a request
 * that never answers: then watches are asked for that end soon, and changes are seen when they end.
 */
export class WatchPace {
  readonly #shortSeconds: number;
  #silent = 0;
  #late = false;

  /** `shortSeconds`: less than the time in which an answer must begin. */
  constructor(shortSeconds: number) {
    this.#shortSeconds = shortSeconds;
  }

  /** Absent: as long as usual. */
  get seconds(): number | undefined {
    return this.#silent >= MOST_SILENT ? this.#shortSeconds : undefined;
  }

  /** By how much changes are seen late. Absent: at once, as far as is known. */
  get delaySeconds(): number | undefined {
    return this.#late ? this.#shortSeconds : undefined;
  }

  /** Nothing came in the time in which something must. A network that is away looks the same: it is no proof yet. */
  gaveUp(): void {
    this.#silent += 1;
  }

  /** The head of an answer is here: an API server sends it at once, so it is the proof when it comes at the end. */
  answered(afterMs: number): void {
    this.#late = this.seconds !== undefined && afterMs >= this.#shortSeconds * 500;
  }

  /** Something came. Shortly before its end a watch has a bookmark anyway. */
  heard(afterMs: number): void {
    if (this.seconds === undefined || afterMs < this.#shortSeconds * 750) this.#silent = 0;
  }
}
