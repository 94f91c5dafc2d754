import type { PodEvidence, PodFacts } from './facts.ts';
import { own } from './own.ts';
import { quantity } from './quantity.ts';

/** A resource of which the pod asks for more than any node has. */
export interface TooMuch {
  readonly resource: string;
  /** What all of the pod's containers ask for together. */
  readonly requested: number;
  /** What the node that has most of it has. As the API writes it. */
  readonly most: string;
}

/**
 * What no node could give even if it were empty. Nothing when not all of the nodes are known that the scheduler looked
 * at ("0/3 nodes are available: ..."), or when one of them is large enough.
 */
export function tooMuch({ nodes }: PodEvidence, pod: PodFacts, message: string): TooMuch | undefined {
  const looked = Number(/^0\/(\d+) nodes are available/.exec(message)?.[1]);
  if (!nodes || nodes.length !== looked || looked === 0) return undefined;
  const resources = new Set(pod.spec.containers.flatMap(({ requests }) => Object.keys(requests)));
  for (const resource of resources) {
    const most = mostOf(nodes, resource);
    const requested = requestOf(pod, resource);
    if (most && requested > most.value) return { resource, requested, most: most.written };
  }
  return undefined;
}

function mostOf(
  nodes: NonNullable<PodEvidence['nodes']>,
  resource: string,
): { readonly value: number; readonly written: string } | undefined {
  let most: { readonly value: number; readonly written: string } | undefined;
  for (const { allocatable } of nodes) {
    if (!allocatable) return undefined;
    const written = own(allocatable, resource) ?? '0';
    const value = quantity(written);
    if (value === undefined) return undefined;
    if (!most || value > most.value) most = { value, written };
  }
  return most;
}

/**
 * Containers and sidecars run together; an init container alone, beside the sidecars before it (pkg/api/v1/resource,
 * PodRequests).
 */
function requestOf({ spec }: PodFacts, resource: string): number {
  const of = (role: string): number =>
    spec.containers
      .filter((container) => container.role === role)
      .reduce((sum, { requests }) => sum + (quantity(own(requests, resource) ?? '0') ?? 0), 0);
  const init = Math.max(
    0,
    ...spec.containers
      .filter(({ role }) => role === 'init')
      .map(({ requests }) => quantity(own(requests, resource) ?? '0') ?? 0),
  );
  return Math.max(of('container') + of('sidecar'), init);
}
