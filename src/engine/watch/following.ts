import type { DecodedChange } from '../decode/changes.ts';
import type { Resource } from '../decode/resources.ts';
import type { EvidenceStore, ListPass } from '../store/evidence-store.ts';
import { coveredBy } from './covered-by.ts';
import type { ReflectStep } from './reflect.ts';

/** Feeds the store with the steps of one loop. */
export class Following {
  readonly #store: EvidenceStore;
  readonly #resource: Resource;
  readonly #namespace: string | undefined;
  #pass: ListPass | undefined;

  constructor(store: EvidenceStore, resource: Resource, namespace: string | undefined) {
    this.#store = store;
    this.#resource = resource;
    this.#namespace = namespace;
  }

  take(step: ReflectStep<DecodedChange>): void {
    if (step.kind === 'listing') {
      this.#pass = this.#store.beginList(this.#resource.feeds, coveredBy(this.#resource, this.#namespace));
    } else if (step.kind === 'listed') {
      this.#pass?.end();
      this.#pass = undefined;
    } else if (step.kind === 'skipped') this.#pass?.unreadable(step.uid);
    else if (step.kind === 'objects') this.#apply(step.values);
  }

  #apply(changes: readonly DecodedChange[]): void {
    const pass = this.#pass;
    if (pass) for (const change of changes) pass.seen(change);
    else this.#store.apply(changes);
  }
}
