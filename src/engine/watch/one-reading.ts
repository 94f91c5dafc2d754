import { ClusterError, type Problem } from '../access/problem.ts';
import type { DecodedChange } from '../decode/changes.ts';
import { EVENTS, type Resource } from '../decode/resources.ts';
import { messageOf } from '../errors.ts';
import type { EvidenceStore } from '../store/evidence-store.ts';
import { text } from '../timeline/model/text.ts';
import { sleep } from './backoff.ts';
import { Following } from './following.ts';
import { withOneRefusal, type Hindrance } from './one-refusal.ts';
import type { ReflectStep } from './reflect.ts';
import { isExplained, isForbidden, isNotServed, listing } from './refusals.ts';

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

/** Nodes and claims of many pods are read one after another: a slow server must not keep a command for minutes. */
const LONGEST_EXAMINATION_MS = 20_000;

type Namespace = string | undefined;

/** What a reading needs of the cluster that it reads. */
export interface ReadingParts {
  readonly store: EvidenceStore;
  readonly resources: readonly Resource[];
  /** Aborted when nobody waits for it any more. */
  readonly signal: AbortSignal;
  /** Those that are to be read; `undefined` stands for all. */
  readonly namespaces: () => readonly Namespace[];
  /** Chooses other namespaces, since pods of this one are forbidden. False when there are none to choose. */
  readonly fallBack: (namespace: Namespace) => boolean;
  readonly steps: (
    resource: Resource,
    namespace: Namespace,
    signal: AbortSignal,
  ) => AsyncGenerator<ReflectStep<DecodedChange>, void>;
  /** An error in words. `what` was tried. */
  readonly problem: (error: unknown, what: string) => Problem;
  readonly withMissingVerbs: (resource: Resource, namespace: Namespace, problem: Problem) => Promise<Problem>;
  readonly readVersion: () => Promise<void>;
  /** Reads what the timelines of these pods have a use for beyond the lists. */
  readonly examineAll: (uids: readonly string[]) => Promise<void>;
}

interface Failure {
  readonly error: unknown;
  readonly problem: Problem;
}

/** Reads a cluster once, and gathers what stands in the way. */
export class OneReading {
  readonly #parts: ReadingParts;
  readonly #hindrances: Hindrance[] = [];
  readonly #named: string[] = [];
  #others = 0;
  #instead: Problem | undefined;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
  }

  /** Rejects with a {@link ClusterError} when pods cannot be read. */
  async read(): Promise<ReadOnce> {
    const { store, signal, examineAll } = this.#parts;
    await this.#readNeeded();
    await Promise.all([this.#readOptional(), this.#readVersion()]);
    const uids = [...store.pods()].map(({ pod }) => pod.uid);
    await Promise.race([examineAll(uids), sleep(LONGEST_EXAMINATION_MS, signal)]);
    return this.#result();
  }

  /** Something may not be read: the timelines do without. */
  hinder(resource: string, problem: Problem): void {
    this.#hindrances.push({ resource, problem });
  }

  /** Of several namespaces one that cannot be read is missing, unless none can. */
  async #readNeeded(): Promise<void> {
    const { store, resources, fallBack } = this.#parts;
    const namespaces = this.#parts.namespaces();
    store.setPodsBehind(true);
    store.beginEvents(namespaces);
    const failures: Problem[] = [];
    for (const resource of resources.filter(({ need }) => need === 'needed')) {
      for (const namespace of namespaces) {
        const failure = await this.#list(resource, namespace);
        if (!failure) continue;
        if (isForbidden(failure.error) && fallBack(namespace)) return this.#readInstead(failure.problem);
        failures.push(await this.#explained(resource, namespace, failure));
      }
    }
    const [first] = failures;
    if (first && failures.length === namespaces.length) throw new ClusterError(first);
    for (const problem of failures) this.hinder('pods', problem);
    store.setPodsBehind(failures.length > 0);
  }

  #readInstead({ code, fact }: Problem): Promise<void> {
    const watched = this.#parts.namespaces().join(', ');
    this.#instead = { code, fact, nextStep: text('Podfall reads {watched} instead.', { watched }) };
    return this.#readNeeded();
  }

  async #readOptional(): Promise<void> {
    const { store, resources, namespaces } = this.#parts;
    const optional = resources.filter(({ need, read }) => need === 'optional' && read === 'watched');
    const read = async (resource: Resource, namespace: Namespace): Promise<void> => {
      const failure = await this.#list(resource, namespace);
      if (resource === EVENTS) store.setEvents(namespace, failure ? 'denied' : 'listed');
      if (!failure || isNotServed(resource, failure.error)) return;
      this.hinder(resource.name, await this.#explained(resource, namespace, failure));
    };
    await Promise.all(
      namespaces().flatMap((namespace) => {
        if (!optional.includes(EVENTS)) store.setEvents(namespace, 'denied');
        return optional.map((resource) => read(resource, namespace));
      }),
    );
  }

  /** One list, to its end; what kept it from that. The first failure counts. */
  async #list(resource: Resource, namespace: Namespace): Promise<Failure | undefined> {
    const { store, signal, steps, problem } = this.#parts;
    const ended = new AbortController();
    const loop = new Following(store, resource, namespace);
    try {
      for await (const step of steps(resource, namespace, AbortSignal.any([signal, ended.signal]))) {
        loop.take(step);
        if (step.kind === 'skipped') this.#skip(step.error);
        if (step.kind === 'failed') {
          return { error: step.error, problem: problem(step.error, listing(resource, namespace)) };
        }
        if (step.kind === 'listed') return undefined;
      }
      throw new Error('the reading was ended before it was over');
    } finally {
      ended.abort();
    }
  }

  /** With the verbs that are missing, where the server says: it refuses one at a time. */
  async #explained(resource: Resource, namespace: Namespace, { error, problem }: Failure): Promise<Problem> {
    if (!isForbidden(error) || !isExplained(resource)) return problem;
    return this.#parts.withMissingVerbs(resource, namespace, problem);
  }

  async #readVersion(): Promise<void> {
    try {
      await this.#parts.readVersion();
    } catch (error) {
      this.hinder('version', this.#parts.problem(error, 'read the version'));
    }
  }

  /** One object costs itself, not the answer that it is in. */
  #skip(error: unknown): void {
    if (this.#named.length < MOST_NAMED) this.#named.push(messageOf(error));
    else this.#others += 1;
  }

  /** What is missing in the order of the resources, whichever answer came first. */
  #result(): ReadOnce {
    const order = this.#parts.resources.map(({ name }) => name);
    const place = ({ resource }: Hindrance): number =>
      order.includes(resource) ? order.indexOf(resource) : order.length;
    return {
      missing: withOneRefusal(this.#hindrances.toSorted((a, b) => place(a) - place(b))),
      skipped: { named: this.#named, others: this.#others },
      ...(this.#instead && { instead: this.#instead }),
    };
  }
}
