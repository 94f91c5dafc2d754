import { classify, containerOf, withinLife } from '../timeline/instants/event-text.ts';
import type { EventFacts, NodePull, PodFacts } from '../timeline/model/facts.ts';
import type { PullChange } from '../timeline/reading/pull-reach.ts';
import { type EpochMs } from '../timeline/model/units.ts';
import { knownTexts } from '../decode/known-texts.ts';
import type { Retained } from './retention.ts';

/** Pulling, Pulled and Failed begin so (pkg/kubelet/images/image_manager.go). */
const IMAGE = /^(?:Pulling|Successfully pulled|Failed to pull) image "([^"]*)"/;

const ABOUT_PULLS: ReadonlySet<string> = new Set(['Pulling', 'Pulled', 'Failed']);

/** More images than a pod has containers are made up; the oldest pulls give way. */
const MOST_OF_POD = 256;

/** A pod is on one node; an event may name any. Of more than these the one that was told of first gives way. */
const MOST_NODES = 4;

/** Every node's pulls, from the Pulling, Pulled and Failed events of all pods there. */
export class NodePulls implements Retained {
  /** By node and pod; nearly every pod has one. */
  readonly #nodes = new Map<string, Map<string, readonly NodePull[]>>();
  /** Where a pod is said to have pulled: on one node, if all is well, which takes no list. */
  readonly #nodesOf = new Map<string, string | readonly string[]>();

  onNode(node: string | undefined): readonly NodePull[] {
    const pulls = node === undefined ? undefined : this.#nodes.get(node);
    return pulls ? [...pulls.values()].flat() : [];
  }

  /**
   * Takes note of a pull. The answer is what is known of it now, or nothing when the event tells nothing new of a pull.
   * `pod`: its uid and name, and what else is known: of one that is bound only its own node's word counts.
   */
  add(
    event: EventFacts,
    pod: Pick<PodFacts, 'uid' | 'name'> & Partial<Pick<PodFacts, 'creationAt' | 'staticPod' | 'spec'>>,
  ): Omit<PullChange, 'others'> | undefined {
    const node = event.host;
    if (node === undefined || !ABOUT_PULLS.has(event.reason) || event.involved.kind !== 'Pod') return undefined;
    // Who may create events in one namespace could else have pods of any other wait, on any node.
    if (pod.spec?.nodeName !== undefined && pod.spec.nodeName !== node) return undefined;
    const told = pullOf(event, pod);
    if (!told) return undefined;
    const pods = this.#podsOn(node, pod.uid);
    const known = pods.get(pod.uid) ?? NONE;
    const before = known.find(
      ({ container, image, namespace }) =>
        container === told.container && image === told.image && namespace === event.namespace,
    );
    const pull = {
      ...before,
      ...told,
      podUid: pod.uid,
      podName: pod.name,
      container: knownTexts.same(told.container),
      image: knownTexts.same(told.image),
      namespace: knownTexts.same(event.namespace),
    };
    pods.set(
      pod.uid,
      known.length === 0 ? [pull] : [...known.filter((other) => other !== before), pull].slice(-MOST_OF_POD),
    );
    return before && isSame(before, pull) ? undefined : { node, pull, ...(before && { before }) };
  }

  #podsOn(node: string, podUid: string): Map<string, readonly NodePull[]> {
    const pods = this.#nodes.get(node) ?? new Map<string, readonly NodePull[]>();
    this.#nodes.set(node, pods);
    if (!pods.has(podUid)) this.#isOn(podUid, node);
    return pods;
  }

  #isOn(podUid: string, node: string): void {
    const known = this.#nodesOf.get(podUid);
    const nodes = known === undefined ? [node] : [known, node].flat();
    for (const other of nodes.splice(0, nodes.length - MOST_NODES)) this.#forgetOn(other, podUid);
    this.#nodesOf.set(podUid, nodes.length === 1 ? node : nodes);
  }

  forget(podUid: string): undefined {
    for (const node of [this.#nodesOf.get(podUid) ?? []].flat()) this.#forgetOn(node, podUid);
    this.#nodesOf.delete(podUid);
  }

  #forgetOn(node: string, podUid: string): void {
    const pods = this.#nodes.get(node);
    pods?.delete(podUid);
    if (pods?.size === 0) this.#nodes.delete(node);
  }
}

const NONE: readonly NodePull[] = [];

const isSame = (one: NodePull, other: NodePull): boolean =>
  one.queuedAt === other.queuedAt &&
  one.endedAt === other.endedAt &&
  one.failedAt === other.failedAt &&
  one.took === other.took &&
  one.waited === other.waited;

type ToldPull = Pick<NodePull, 'container' | 'image' | 'queuedAt' | 'endedAt' | 'failedAt' | 'took' | 'waited'>;

function pullOf(event: EventFacts, pod: Partial<PodFacts>): ToldPull | undefined {
  const meaning = classify(event);
  const image = IMAGE.exec(event.message)?.[1];
  if (image === undefined) return undefined;
  const container = containerOf(event) ?? '';
  const at = happenedAt(event);
  if (meaning.kind === 'pulling') return { container, image, ...(at !== undefined && { queuedAt: at }) };
  if (meaning.kind === 'pull-failed') return { container, image, ...(at !== undefined && { failedAt: at }) };
  if (meaning.kind !== 'pulled') return undefined;
  const took = withinLife(meaning.took, event, pod);
  const waited = withinLife(meaning.waited, event, pod);
  return {
    container,
    image,
    ...(at !== undefined && { endedAt: at }),
    ...(took !== undefined && { took }),
    ...(waited !== undefined && { waited }),
  };
}

/** The first occurrence, as exactly as the event says. */
function happenedAt(event: EventFacts): EpochMs | undefined {
  return event.nameAt ?? event.eventAt ?? event.firstAt;
}
