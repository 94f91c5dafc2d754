import type { EventFacts, NodePull } from '../timeline/facts.ts';
import type { PullChange } from '../timeline/pull-reach.ts';
import { durationMs, type EpochMs } from '../timeline/units.ts';
import { knownTexts } from './known-texts.ts';
import type { Retained } from './retention.ts';

/** `Successfully pulled image "x" in 1m2.5s (1m3s including waiting). Image size: 12 bytes.` (pkg/kubelet/images/image_manager.go) */
const PULLED = /^Successfully pulled image "([^"]*)"(?: in (\S+?)(?: \((\S+) including waiting\))?)?[.\s]*(?:Image size:.*)?$/;
const PULLING = /^Pulling image "([^"]*)"/;
const GO_DURATION = /(\d+(?:\.\d+)?)(ns|us|µs|ms|h|m|s)/g;
const ONE_UNIT = /^(\d+(?:\.\d+)?)(ns|us|µs|ms|s)$/;
const UNIT_MS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** More images than a pod has containers are made up; the oldest pulls give way. */
const MOST_OF_POD = 256;

/** Every node's pulls, from the Pulling and Pulled events of all pods there. */
export class NodePulls implements Retained {
  /** By node and pod; nearly every pod has one. */
  readonly #nodes = new Map<string, Map<string, readonly NodePull[]>>();
  /** Where a pod is said to have pulled: on one node, if all is well, which takes no list. */
  readonly #nodesOf = new Map<string, string | readonly string[]>();

  onNode(node: string | undefined): readonly NodePull[] {
    const pulls = node === undefined ? undefined : this.#nodes.get(node);
    return pulls ? [...pulls.values()].flat() : [];
  }

  /** Takes note of a pull. The answer is what is known of it now, or nothing when the event tells nothing new of a pull. `pod`: its uid and name. */
  add(event: EventFacts, pod: { readonly uid: string; readonly name: string }): Omit<PullChange, 'others'> | undefined {
    const node = event.host;
    if (node === undefined || (event.reason !== 'Pulled' && event.reason !== 'Pulling') || event.involved.kind !== 'Pod') return undefined;
    const told = pullOf(event);
    if (!told) return undefined;
    const pods = this.#podsOn(node, pod.uid);
    const known = pods.get(pod.uid) ?? NONE;
    const before = known.find(({ container, image }) => container === told.container && image === told.image);
    const pull = { ...before, ...told, podUid: pod.uid, podName: pod.name, container: knownTexts.same(told.container), image: knownTexts.same(told.image), namespace: knownTexts.same(event.namespace) };
    pods.set(pod.uid, known.length === 0 ? [pull] : [...known.filter((other) => other !== before), pull].slice(-MOST_OF_POD));
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
    this.#nodesOf.set(podUid, known === undefined ? node : [known, node].flat());
  }

  forget(podUid: string): undefined {
    for (const node of [this.#nodesOf.get(podUid) ?? []].flat()) {
      const pods = this.#nodes.get(node);
      pods?.delete(podUid);
      if (pods?.size === 0) this.#nodes.delete(node);
    }
    this.#nodesOf.delete(podUid);
  }
}

const NONE: readonly NodePull[] = [];

const isSame = (one: NodePull, other: NodePull): boolean =>
  one.queuedAt === other.queuedAt && one.endedAt === other.endedAt && one.took === other.took && one.waited === other.waited;

type ToldPull = Pick<NodePull, 'container' | 'image' | 'queuedAt' | 'endedAt' | 'took' | 'waited'>;

function pullOf(event: EventFacts): ToldPull | undefined {
  const container = /\{(.*)\}$/.exec(event.involved.fieldPath ?? '')?.[1] ?? '';
  const at = happenedAt(event);
  if (event.reason === 'Pulling') {
    const image = PULLING.exec(event.message)?.[1];
    return image === undefined ? undefined : { container, image, ...(at !== undefined && { queuedAt: at }) };
  }
  const pulled = event.reason === 'Pulled' ? PULLED.exec(event.message) : undefined;
  const image = pulled?.[1];
  if (image === undefined) return undefined;
  // The only duration of kubelets before 1.27 counts the time in the queue as well.
  const took = pulled?.[3] === undefined ? undefined : goDuration(pulled[2]);
  const waited = goDuration(pulled?.[3] ?? pulled?.[2]);
  return { container, image, ...(at !== undefined && { endedAt: at }), ...(took !== undefined && { took: durationMs(took) }), ...(waited !== undefined && { waited: durationMs(waited) }) };
}

/** The first occurrence, as exactly as the event says. */
function happenedAt(event: EventFacts): EpochMs | undefined {
  return event.nameAt ?? event.eventAt ?? event.firstAt;
}

function goDuration(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  const single = ONE_UNIT.exec(written); // nearly all of them
  if (single) return Number(single[1]) * (UNIT_MS[single[2] ?? ''] ?? 0);
  let total: number | undefined;
  for (const [, count, unit] of written.matchAll(GO_DURATION)) total = (total ?? 0) + Number(count) * (UNIT_MS[unit ?? ''] ?? 0);
  return total;
}
