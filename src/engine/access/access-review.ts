import type { V1SelfSubjectAccessReview } from '@kubernetes/client-node/dist/gen/models/V1SelfSubjectAccessReview.js';

/** What someone may be allowed to do something with, as RBAC names it. */
export interface AccessSubject {
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: in all namespaces. */
  readonly namespace?: string;
}

/** Creates a SelfSubjectAccessReview; its answer is one with a status. */
type Ask = (review: V1SelfSubjectAccessReview) => Promise<V1SelfSubjectAccessReview>;

/** Asks the server what this account may do (authorization.k8s.io/v1 SelfSubjectAccessReview), each thing once. */
export class AccessReviews {
  readonly #ask: Ask;
  readonly #allowed = new Map<string, Promise<boolean | undefined>>();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** Those of the verbs that are not allowed. Absent when the server does not say: then nothing may be concluded. */
  async missing(subject: AccessSubject, verbs: readonly string[]): Promise<readonly string[] | undefined> {
    const answers = await Promise.all(verbs.map((verb) => this.#may(subject, verb)));
    return answers.includes(undefined) ? undefined : verbs.filter((_verb, index) => answers[index] === false);
  }

  /** Roles may have changed. */
  forget(): void {
    this.#allowed.clear();
  }

  #may(subject: AccessSubject, verb: string): Promise<boolean | undefined> {
    const key = JSON.stringify([subject, verb]);
    const known = this.#allowed.get(key);
    if (known) return known;
    const asked = this.#review({ ...subject, verb });
    this.#allowed.set(key, asked);
    return asked;
  }

  async #review(resourceAttributes: AccessSubject & { readonly verb: string }): Promise<boolean | undefined> {
    try {
      const review = {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: { resourceAttributes },
      };
      const { status } = await this.#ask(review);
      const allowed: unknown = status?.allowed; // the library's types are a promise that the server may not keep
      return typeof allowed === 'boolean' ? allowed : undefined;
    } catch {
      return undefined; // reviews may be forbidden as well: what is asked for then has to be tried
    }
  }
}
