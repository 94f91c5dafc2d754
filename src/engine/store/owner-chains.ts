import type { OwnerFacts, OwnerRef, PodFacts } from '../timeline/model/facts.ts';
import type { PodEntry } from './pod-entry.ts';
import type { Retained } from './retention.ts';

/**
 * Longer chains than CronJob -> Job -> Pod and Deployment -> ReplicaSet -> Pod exist with operators; a loop must end.
 */
const MAX_DEPTH = 8;

/** A pod, or another object that may have an owner. */
type Owned = Pick<PodFacts, 'owner' | 'namespace'>;

/** Owners by uid, and the pods below each. */
export class OwnerChains implements Retained {
  readonly #owners = new Map<string, OwnerFacts>();
  /** Those that were deleted, for the pods that they had. */
  readonly #gone = new Map<string, OwnerFacts>();
  readonly #children = new Map<string, Set<string>>();
  readonly #pods = new Map<string, Set<string>>();

  owner(uid: string): OwnerFacts | undefined {
    return this.#owners.get(uid) ?? this.#gone.get(uid);
  }

  owners(): Iterable<OwnerFacts> {
    return this.#owners.values();
  }

  /** Those that were deleted, too. */
  *everSeen(): Iterable<OwnerFacts> {
    yield* this.#gone.values();
    yield* this.#owners.values();
  }

  set(owner: OwnerFacts): void {
    const above = this.owner(owner.uid)?.owner?.uid;
    if (above !== undefined && above !== owner.owner?.uid) removeFrom(this.#children, above, owner.uid);
    this.#gone.delete(owner.uid);
    this.#owners.set(owner.uid, owner);
    if (owner.owner) addTo(this.#children, owner.owner.uid, owner.uid);
  }

  /** It is remembered until it is let go: see {@link forget}. */
  delete(uid: string): void {
    const owner = this.#owners.get(uid);
    if (!owner) return;
    this.#owners.delete(uid);
    this.#gone.set(uid, owner);
  }

  has(uid: string): boolean {
    return this.#gone.has(uid);
  }

  /** It is there, or something below it is. */
  needs(uid: string, depth = 0): boolean {
    if (this.#owners.has(uid) || this.#pods.has(uid)) return true;
    if (depth >= MAX_DEPTH) return false;
    for (const child of this.#children.get(uid) ?? []) if (this.needs(child, depth + 1)) return true;
    return false;
  }

  forget(uid: string): readonly string[] {
    const above = this.#gone.get(uid)?.owner?.uid;
    this.#gone.delete(uid);
    if (above === undefined) return [];
    removeFrom(this.#children, above, uid);
    return [above];
  }

  forgetPod({ pod }: PodEntry): readonly string[] {
    this.removePod(pod);
    return pod.owner ? [pod.owner.uid] : [];
  }

  addPod(pod: PodFacts): void {
    if (pod.owner) addTo(this.#pods, pod.owner.uid, pod.uid);
  }

  removePod(pod: PodFacts): void {
    if (pod.owner) removeFrom(this.#pods, pod.owner.uid, pod.uid);
  }

  /** The pod's owners that are known, nearest first. */
  chainOf(pod: Owned): readonly OwnerFacts[] {
    const chain: OwnerFacts[] = [];
    let next = pod.owner;
    while (next && chain.length < MAX_DEPTH) {
      const owner = this.owner(next.uid);
      if (!owner || owner.namespace !== pod.namespace) break;
      chain.push(owner);
      next = owner.owner;
    }
    return chain;
  }

  /**
   * The top of the chain, by reference where the owner itself could not be read. One of another namespace is none, as
   * for Kubernetes' garbage collector: whoever makes a pod can name any. It gets a uid that is nobody's.
   */
  workloadOf(pod: Owned): OwnerRef | undefined {
    const top = this.chainOf(pod).at(-1);
    const last = top ? (top.owner ?? { kind: top.kind, name: top.name, uid: top.uid }) : pod.owner;
    const known = last && this.owner(last.uid);
    return known && known.namespace !== pod.namespace ? { ...last, uid: `${pod.namespace}/${last.uid}` } : last;
  }

  /** Pods anywhere below the owner. */
  *podsBelow(uid: string, depth = 0): Iterable<string> {
    yield* this.#pods.get(uid) ?? [];
    if (depth >= MAX_DEPTH) return;
    for (const child of this.#children.get(uid) ?? []) yield* this.podsBelow(child, depth + 1);
  }
}

function addTo(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (set) set.add(value);
  else map.set(key, new Set([value]));
}

function removeFrom(map: Map<string, Set<string>>, key: string, value: string): void {
  const set = map.get(key);
  if (!set?.delete(value)) return;
  if (set.size === 0) map.delete(key);
}
