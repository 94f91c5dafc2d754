import type { NodeFacts } from '../timeline/model/facts.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import { withFirstSeen } from './node-images.ts';
import type { PodEntry } from './pod-entry.ts';
import type { Retained } from './retention.ts';

/** Nodes by name, as far as they were read, and how many of the kept pods are on each. */
export class KnownNodes implements Retained {
  readonly #facts = new Map<string, NodeFacts>();
  readonly #pods = new Map<string, number>();
  #listed = false;

  all(): readonly NodeFacts[] {
    return [...this.#facts.values()];
  }

  get(name: string | undefined): NodeFacts | undefined {
    return name === undefined ? undefined : this.#facts.get(name);
  }

  set(node: NodeFacts, at: EpochMs | undefined): void {
    this.#facts.set(node.name, withFirstSeen(node, this.#facts.get(node.name), at));
  }

  delete(name: string): void {
    this.#facts.delete(name);
  }

  /** They are listed and watched: from now on a node is there until it is deleted, whether or not it has pods. */
  listed(): void {
    this.#listed = true;
  }

  addPod(name: string | undefined): void {
    if (name !== undefined) this.#pods.set(name, (this.#pods.get(name) ?? 0) + 1);
  }

  /** A node that was read for a pod goes with the last one that was on it. */
  removePod(name: string | undefined): void {
    if (name === undefined) return;
    const left = (this.#pods.get(name) ?? 0) - 1;
    if (left > 0) this.#pods.set(name, left);
    else {
      this.#pods.delete(name);
      if (!this.#listed) this.#facts.delete(name);
    }
  }

  forgetPod({ pod }: PodEntry): undefined {
    this.removePod(pod.spec.nodeName);
  }
}
