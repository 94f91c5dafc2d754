import type { ClaimFacts, EventFacts, PodFacts } from '../timeline/model/facts.ts';
import { claimsOf } from '../timeline/model/needs.ts';
import type { PodEntry } from './pod-entry.ts';
import type { Retained } from './retention.ts';

/** How many uids of a claim are remembered for its events: one that is made again under its name has another uid. */
const MOST_UIDS = 16;

/** Volume claims by namespace and name: who uses them, what was read of them, and on which uids there are events. */
export class ClaimIndex implements Retained {
  readonly #facts = new Map<string, ClaimFacts>();
  readonly #users = new Map<string, Set<PodEntry>>();
  /** Claims themselves are not watched: their events say which uids a name has had. */
  readonly #keys = new Map<string, Set<string>>();
  /** The claim by the key of its events. */
  readonly #claims = new Map<string, string>();

  all(): Iterable<ClaimFacts> {
    return this.#facts.values();
  }

  of(pod: PodFacts): readonly ClaimFacts[] {
    return claimNames(pod).flatMap((claim) => this.#facts.get(claim) ?? []);
  }

  /** Keys of the events on the pod's claims. */
  eventKeys(pod: PodFacts): readonly string[] {
    return claimNames(pod).flatMap((claim) => [...(this.#keys.get(claim) ?? [])]);
  }

  /** The answer are the pods that use it. */
  set(facts: ClaimFacts): Iterable<PodEntry> {
    const claim = claimName(facts.namespace, facts.name);
    this.#facts.set(claim, facts);
    return this.#users.get(claim) ?? [];
  }

  delete({ namespace, name }: ClaimFacts): Iterable<PodEntry> {
    const claim = claimName(namespace, name);
    this.#facts.delete(claim);
    return this.#users.get(claim) ?? [];
  }

  /**
   * Takes note of an event on a claim, which is under this key. `outdated`: keys that do not count as the claim's any
   * more.
   */
  event(
    { namespace, involved }: EventFacts,
    key: string,
  ): { readonly users: Iterable<PodEntry>; readonly outdated: readonly string[] } {
    const claim = claimName(namespace, involved.name);
    const keys = this.#keys.get(claim);
    addTo(this.#keys, claim, key);
    this.#claims.set(key, claim);
    const outdated = [...(keys ?? [])].slice(0, -MOST_UIDS);
    for (const old of outdated) this.forget(old);
    return { users: this.#users.get(claim) ?? [], outdated };
  }

  addUser(entry: PodEntry): void {
    for (const claim of claimNames(entry.pod)) addTo(this.#users, claim, entry);
  }

  /**
   * The answer are keys of events on claims that nobody uses any more. `pod`: the version of it whose claims they are.
   */
  removeUser(entry: PodEntry, pod: PodFacts): readonly string[] {
    const unused = claimNames(pod).filter((claim) => removeFrom(this.#users, claim, entry));
    for (const claim of unused) this.#facts.delete(claim);
    return unused.flatMap((claim) => [...(this.#keys.get(claim) ?? [])]);
  }

  needs(key: string): boolean {
    const claim = this.#claims.get(key);
    return claim !== undefined && this.#users.has(claim);
  }

  forget(key: string): undefined {
    const claim = this.#claims.get(key);
    if (claim === undefined) return;
    this.#claims.delete(key);
    removeFrom(this.#keys, claim, key);
  }

  forgetPod(entry: PodEntry): readonly string[] {
    return this.removeUser(entry, entry.pod);
  }
}

const claimName = (namespace: string, name: string): string => `${namespace}/${name}`;

const claimNames = (pod: PodFacts): readonly string[] => claimsOf(pod).map((name) => claimName(pod.namespace, name));

function addTo<T>(map: Map<string, Set<T>>, key: string, value: T): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

/** True when it was the last one. */
function removeFrom<T>(map: Map<string, Set<T>>, key: string, value: T): boolean {
  const set = map.get(key);
  if (!set?.delete(value) || set.size > 0) return false;
  return map.delete(key);
}
