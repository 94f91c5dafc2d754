import { epochMs, type EpochMs } from '../timeline/model/units.ts';
import type { RecordedGap } from './recording.ts';

export interface RecordGapsParts {
  readonly now: () => EpochMs;
  /** Takes a gap that is over. */
  readonly write: (gap: RecordedGap) => void;
  /** In words, for the file. */
  readonly reasonOf: (error: unknown, resource: string) => string;
  /** Nothing is seen of these any more, and why not of the first of them. */
  readonly onLost: (resources: readonly string[], error: unknown) => void;
  /** All are watched again; for how many milliseconds they were not. */
  readonly onBack: (resources: readonly string[], ms: number) => void;
}

/** A watch that ends is begun again within this, and nothing is missed: that is no gap. */
const SHORTEST_GAP_MS = 1000;

interface Gap {
  readonly since: EpochMs;
  /** The newest: first the connection is lost, then it is known why. */
  error: unknown;
  told: boolean;
}

/** When a recorder sees nothing of a resource: told when it happens, and written down when it is over. */
export class RecordGaps {
  readonly #parts: RecordGapsParts;
  readonly #open = new Map<string, Gap>();
  /** Those that were told of as lost since all were last seen. */
  readonly #told = new Set<string>();
  #blindSince: EpochMs | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Milliseconds in which at least one resource was not seen, in gaps that are over. */
  blindMs = 0;

  constructor(parts: RecordGapsParts) {
    this.#parts = parts;
  }

  isOpen(resource: string): boolean {
    return this.#open.has(resource);
  }

  /** `heardAt`: when something of it was seen last, if that is when the gap begins. */
  failed(resource: string, error: unknown, heardAt = this.#parts.now()): void {
    const gap = this.#open.get(resource);
    if (gap) {
      gap.error = error;
      return;
    }
    this.#open.set(resource, { since: heardAt, error, told: false });
    this.#blindSince ??= heardAt;
    this.#timer ??= setTimeout(() => this.#tell(), SHORTEST_GAP_MS);
  }

  seen(resource: string): void {
    const gap = this.#open.get(resource);
    if (!gap) return;
    const now = this.#parts.now();
    this.#open.delete(resource);
    const isGap = now - gap.since >= SHORTEST_GAP_MS;
    if (isGap) {
      this.#parts.write({
        t: now,
        r: resource,
        type: 'GAP',
        since: gap.since,
        reason: this.#parts.reasonOf(gap.error, resource),
      });
    }
    if (this.#open.size === 0) this.#allSeen(now);
  }

  /** The recording ends; what is not seen by then was not seen to its end. */
  end(): void {
    this.#told.clear(); // nothing is back
    for (const resource of [...this.#open.keys()]) this.seen(resource);
    clearTimeout(this.#timer);
  }

  #allSeen(now: EpochMs): void {
    const ms = now - (this.#blindSince ?? epochMs(now));
    this.#blindSince = undefined;
    if (ms >= SHORTEST_GAP_MS) this.blindMs += ms;
    if (this.#told.size > 0) this.#parts.onBack([...this.#told], ms);
    this.#told.clear();
  }

  /** Once for all that were lost together. */
  #tell(): void {
    this.#timer = undefined;
    const lost = [...this.#open].filter(([, gap]) => !gap.told);
    const [first] = lost;
    if (!first) return;
    for (const [resource, gap] of lost) {
      gap.told = true;
      this.#told.add(resource);
    }
    this.#parts.onLost(
      lost.map(([resource]) => resource),
      first[1].error,
    );
  }
}
