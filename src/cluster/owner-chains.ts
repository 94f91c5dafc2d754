import type { OwnerFacts, OwnerRef, PodFacts } from '../timeline/facts.ts';

/** Longer chains than CronJob -> Job -> Pod and Deployment -> ReplicaSet -> Pod exist with operators; a loop must end. */
const MAX_DEPTH = 8;

/** Deleted owners that are remembered for the pods that they had; more are forgotten, the oldest first. */
const MAX_GONE = 1000;

/** Owners by uid, and the pods below each. */
export class OwnerChains {
  readonly #owners = new Map<string, OwnerFacts>();
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
    this.#gone.delete(owner.uid);
    this.#owners.set(owner.uid, owner);
    if (owner.owner) addTo(this.#children, owner.owner.uid, owner.uid);
  }

  delete(uid: string): void {
    const owner = this.#owners.get(uid);
    if (!owner) return;
    if (owner.owner) removeFrom(this.#children, owner.owner.uid, uid);
    this.#owners.delete(uid);
    this.#gone.set(uid, owner);
    const [oldest] = this.#gone.keys();
    if (this.#gone.size > MAX_GONE && oldest !== undefined) this.#gone.delete(oldest);
  }

  addPod(pod: PodFacts): void {
    if (pod.owner) addTo(this.#pods, pod.owner.uid, pod.uid);
  }

  removePod(pod: PodFacts): void {
    if (pod.owner) removeFrom(this.#pods, pod.owner.uid, pod.uid);
  }

  /** The pod's owners that are known, nearest first. */
  chainOf(pod: PodFacts): readonly OwnerFacts[] {
    return this.#chainFrom(pod.owner);
  }

  /** The top of the chain, by reference where the owner itself could not be read. */
  workloadOf({ owner }: { readonly owner?: OwnerRef }): OwnerRef | undefined {
    const top = this.#chainFrom(owner).at(-1);
    if (!top) return owner;
    return top.owner ?? { kind: top.kind, name: top.name, uid: top.uid };
  }

  #chainFrom(first: OwnerRef | undefined): readonly OwnerFacts[] {
    const chain: OwnerFacts[] = [];
    let next = first;
    while (next && chain.length < MAX_DEPTH) {
      const owner = this.owner(next.uid);
      if (!owner) break;
      chain.push(owner);
      next = owner.owner;
    }
    return chain;
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
