import type { PodFacts } from '../timeline/model/facts.ts';
import { nameKey } from './event-index.ts';
import type { PodEntry } from './pod-entry.ts';
import type { Retained } from './retention.ts';

/** Pods by what they are called other than by uid: by name, and static ones by what the kubelet calls them. */
export class PodNames implements Retained {
  /** By namespace, then by name. */
  readonly #named = new Map<string, Map<string, PodEntry>>();
  readonly #static = new Map<string, PodEntry>();

  named(namespace: string, name: string): PodEntry | undefined {
    return this.#named.get(namespace)?.get(name);
  }

  /** The static pod with this config.hash. */
  withStaticKey(key: string): PodEntry | undefined {
    return this.#static.get(key);
  }

  /** The name goes to the newest pod of it, but never from one that lives to one that is gone. */
  set(entry: PodEntry): void {
    const { pod } = entry;
    const names = this.#named.get(pod.namespace) ?? new Map<string, PodEntry>();
    this.#named.set(pod.namespace, names);
    const holder = names.get(pod.name);
    if (!holder || holder === entry || holder.deleted || (!entry.deleted && pod.creationAt >= holder.pod.creationAt)) {
      names.set(pod.name, entry);
    }
    for (const key of staticKeys(pod)) this.#static.set(key, entry);
  }

  /** `pod`: the version of it whose names they are. The answer are keys under which events on it may be. */
  remove(entry: PodEntry, pod: PodFacts): readonly string[] {
    const keys = staticKeys(pod).filter((key) => this.#static.get(key) === entry);
    for (const key of keys) this.#static.delete(key);
    const names = this.#named.get(pod.namespace);
    if (names?.get(pod.name) !== entry) return keys;
    names.delete(pod.name);
    if (names.size === 0) this.#named.delete(pod.namespace);
    return [...keys, nameKey('Pod', pod.namespace, pod.name)];
  }

  needs(key: string): boolean {
    if (this.#static.has(key)) return true;
    const [kind, namespace, name] = key.split('/');
    return kind === 'Pod' && namespace !== undefined && name !== undefined && this.named(namespace, name) !== undefined;
  }

  forgetPod(entry: PodEntry): readonly string[] {
    return this.remove(entry, entry.pod);
  }
}

/** The kubelet's events on a static pod are on their config.hash, not on their mirror's uid. */
export function staticKeys({ staticPod }: PodFacts): readonly string[] {
  if (!staticPod) return NONE;
  return [...new Set([staticPod.hash, staticPod.mirror].filter((key) => key !== undefined))];
}

const NONE: readonly string[] = [];
