import type { ConditionFacts, NodeFacts, NodeImage, PodEvidence } from '../model/facts.ts';
import { text, type Text } from '../model/text.ts';

/** The image as the pod's node has it, by the name that a pull asked for or by what the container runs. */
export function imageOnNode({ node, pods }: PodEvidence, image: string): NodeImage | undefined {
  const ids = new Set([image]);
  for (const { pod } of pods) {
    for (const status of pod.statuses) {
      if (status.image === image && status.imageId !== undefined) ids.add(status.imageId.replace(/^[\w-]+:\/\//, ''));
    }
  }
  return node?.images?.find(({ names }) => names.some((name) => ids.has(name) || isSameImage(name, image)));
}

/** Nodes name images in full: `docker.io/library/nginx:latest` is what a manifest may call `nginx`. */
const isSameImage = (full: string, written: string): boolean =>
  full === `docker.io/library/${tagged(written)}` ||
  full === `docker.io/${tagged(written)}` ||
  full === tagged(written);

const tagged = (image: string): string =>
  /[:@]/.test(image.slice(image.lastIndexOf('/') + 1)) ? image : `${image}:latest`;

/** What a node runs short of: the pressure conditions that held at a time, in words. */
export function pressuresAt(node: NodeFacts | undefined, at: number): string | undefined {
  const held = (node?.conditions ?? []).filter(
    ({ type, status, lastTransitionAt }) =>
      /Pressure$/.test(type) && status === 'True' && (lastTransitionAt ?? -Infinity) <= at,
  );
  return held.length === 0 ? undefined : held.map(({ type }) => type).join(', ');
}

/** Why a kubelet does not take pods on: its node is not ready. */
export function notReady(node: NodeFacts | undefined): Text | undefined {
  const ready = readyOf(node);
  if (!node || !ready || ready.status === 'True') return undefined;
  return text('{node} is not ready: {reason}. See whether its kubelet runs and reaches the API server.', {
    node: node.name,
    reason: (ready.message ?? ready.reason ?? ready.status).replace(/\.$/, ''),
  });
}

/** When the node became ready the last time, if it is. Truncated to the second. */
export function readySince(node: NodeFacts | undefined): number | undefined {
  const ready = readyOf(node);
  return ready?.status === 'True' ? ready.lastTransitionAt : undefined;
}

const readyOf = (node: NodeFacts | undefined): ConditionFacts | undefined =>
  node?.conditions.find(({ type }) => type === 'Ready');
