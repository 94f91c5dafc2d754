import type { PodEvidence } from '../timeline/model/facts.ts';

/** Whether the events of a pod have been listed. */
export type EventsListed = NonNullable<PodEvidence['eventsState']>;

/**
 * How far the events of each namespace are known; `undefined` stands for all namespaces. Where nobody said anything,
 * they are listed.
 */
export class EventsCoverage {
  readonly #states = new Map<string | undefined, EventsListed>();

  /** Only these namespaces are watched from now on, and none of their events has been listed. */
  begin(namespaces: readonly (string | undefined)[]): void {
    this.#states.clear();
    for (const namespace of namespaces) this.#states.set(namespace, 'pending');
  }

  set(namespace: string | undefined, state: EventsListed): void {
    this.#states.set(namespace, state);
  }

  of(namespace: string): EventsListed {
    return this.#states.get(namespace) ?? this.#states.get(undefined) ?? 'listed';
  }
}
