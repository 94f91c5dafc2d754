import type { PodEntry } from './pod-entry.ts';

/**
 * What keeps something of the cluster's objects, and lets go of it. A key is an object's uid, or its kind and name: see
 * `keyOf`.
 */
export interface Retained {
  /** Whether something is kept of the object. */
  has?(key: string): boolean;
  /** Whether something that is there, or a pod that is kept, still refers to the object. Not asked about pods. */
  needs?(key: string): boolean;
  /** Drops all that it has of the object. The answer are keys of objects that nobody may have a use for any more. */
  forget?(key: string): Iterable<string> | undefined;
  /** Drops what it has of the pod under anything but its uid. The answer as above. */
  forgetPod?(pod: PodEntry): Iterable<string> | undefined;
}

export interface RetentionOptions {
  /** How many pods that are gone are kept. Asked each time: it is a setting. */
  readonly keepGone: () => number;
  /** The pod with this uid, as long as it is kept. */
  readonly podOf: (key: string) => PodEntry | undefined;
}

/**
 * How much is known of which pods are there. The less, the more is kept of those that only events tell of: they may be
 * there.
 */
export type PodsKnown = 'not-listed' | 'behind' | 'up-to-date';

/** How many pods that are gone, or of which only events tell, are kept: a multiple of `keepGone`. */
const PODS_KEPT: Readonly<Record<PodsKnown, number>> = { 'not-listed': 50, behind: 10, 'up-to-date': 1 };

/**
 * How many objects that are no pods are kept for each pod, and at least in any case. They are small, and may be owners
 * that have not been listed yet.
 */
const OTHERS_KEPT = 10;
const LEAST_OTHERS = 2000;

/**
 * Owns who is gone: pods that were deleted, owners that were deleted, and objects of which only events were ever seen.
 * Each waits in a queue; what is beyond the limit is let go, the oldest first, from every index that has registered.
 * What is there, or what a kept pod refers to, stays.
 */
export class Retention {
  readonly #options: RetentionOptions;
  readonly #indexes: Retained[] = [];
  readonly #pods = new Set<string>();
  readonly #others = new Set<string>();
  #known: PodsKnown = 'not-listed';

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Each index that grows with what the cluster has says here what to drop. They are asked in this order. */
  register(...indexes: readonly Retained[]): void {
    this.#indexes.push(...indexes);
  }

  /** How many objects wait to be let go. */
  get waiting(): number {
    return this.#pods.size + this.#others.size;
  }

  podsKnown(known: PodsKnown): void {
    this.#known = known;
    this.#trim();
  }

  /** A pod was deleted, or an event tells of one that is not known. */
  podGone(key: string): void {
    this.#pods.add(key);
    this.#trim();
  }

  /** An object other than a pod was deleted, or only an event tells of it. */
  otherGone(key: string): void {
    if (this.#isNeeded(key)) return;
    this.#others.add(key);
    this.#trim();
  }

  /** Nobody may have a use for these any more. */
  release(keys: Iterable<string>): void {
    this.#release(keys);
    this.#trim();
  }

  /** It is there (again). */
  isThere(key: string): void {
    this.#pods.delete(key);
    this.#others.delete(key);
  }

  #trim(): void {
    const kept = this.#options.keepGone();
    // Also where nothing that is gone is to be kept: what may be there is not gone.
    this.#trimTo(this.#pods, this.#known === 'up-to-date' ? kept : Math.max(kept, 1) * PODS_KEPT[this.#known]);
    this.#trimTo(this.#others, Math.max(LEAST_OTHERS, kept * OTHERS_KEPT));
  }

  /** What is still needed leaves the queue all the same; it comes back when what needed it is let go. */
  #trimTo(queue: Set<string>, limit: number): void {
    for (const oldest of queue) {
      if (queue.size <= limit) return;
      queue.delete(oldest);
      if (!this.#isNeeded(oldest)) this.#forget(oldest);
    }
  }

  #isNeeded(key: string): boolean {
    const pod = this.#options.podOf(key);
    return pod ? !pod.deleted : this.#indexes.some((index) => index.needs?.(key));
  }

  #forget(key: string): void {
    const pod = this.#options.podOf(key);
    for (const index of this.#indexes) {
      if (pod) this.#release(index.forgetPod?.(pod));
      this.#release(index.forget?.(key));
    }
  }

  /** They go through the queue of others, whoever needs them. */
  #release(keys: Iterable<string> | undefined): void {
    for (const key of keys ?? []) if (this.#indexes.some((index) => index.has?.(key))) this.#others.add(key);
  }
}
