import type { PodFacts } from '../timeline/model/facts.ts';
import type { PodEntry } from './pod-entry.ts';
import type { Retained } from './retention.ts';
import { sharePod } from './share-pod.ts';

/**
 * A pod of each owner, and of each namespace for those without one: what others have in common with it is held once.
 */
export class PodTemplates implements Retained {
  readonly #templates = new Map<string, { readonly pod: PodFacts; pods: number }>();

  /**
   * Holds once what the pod has in common with its last version, or with another pod of its owner. It must be nobody
   * else's yet.
   */
  share(pod: PodFacts, before: PodFacts | undefined): void {
    const like = before ?? this.#templates.get(templateOf(pod))?.pod;
    if (like && like !== pod) sharePod(pod, like);
  }

  add(pod: PodFacts): void {
    const template = this.#templates.get(templateOf(pod));
    if (template) template.pods += 1;
    else this.#templates.set(templateOf(pod), { pod, pods: 1 });
  }

  remove(pod: PodFacts): void {
    const template = this.#templates.get(templateOf(pod));
    if (!template) return;
    template.pods -= 1;
    if (template.pods === 0) this.#templates.delete(templateOf(pod));
  }

  forgetPod({ pod }: PodEntry): undefined {
    this.remove(pod);
  }
}

const templateOf = (pod: PodFacts): string => pod.owner?.uid ?? pod.namespace;
