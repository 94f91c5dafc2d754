import { messageOf } from '../errors.ts';
import type { Problem } from '../access/problem.ts';
import { withOneRefusal, type Hindrance } from './one-refusal.ts';

/** What came of reading a cluster once. */
export interface ReadOnce {
  /** What could not be read although pods could: one problem for all refusals. */
  readonly missing: readonly Problem[];
  /** Present when pods of all namespaces may not be read: why, and what was read instead. */
  readonly instead?: Problem;
  /** Objects that are not what the API promises and were left out: the first few by name, the others counted. */
  readonly skipped: { readonly named: readonly string[]; readonly others: number };
}

/** So many objects that cannot be read are named; the others are counted. */
const MOST_NAMED = 5;

/** Gathers what stands in the way while a cluster is read once. */
export class OneReading {
  instead: Problem | undefined;
  readonly #hindrances: Hindrance[] = [];
  readonly #named: string[] = [];
  #others = 0;

  hinder(resource: string, problem: Problem): void {
    this.#hindrances.push({ resource, problem });
  }

  /** One object costs itself, not the answer that it is in. */
  skip(error: unknown): void {
    if (this.#named.length < MOST_NAMED) this.#named.push(messageOf(error));
    else this.#others += 1;
  }

  /** `order`: the resources by name; what is told comes in this order, whichever answer came first. */
  result(order: readonly string[]): ReadOnce {
    const place = ({ resource }: Hindrance): number => (order.includes(resource) ? order.indexOf(resource) : Infinity);
    const hindrances = this.#hindrances.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
    return {
      missing: withOneRefusal(hindrances),
      skipped: { named: this.#named, others: this.#others },
      ...(this.instead && { instead: this.instead }),
    };
  }
}
