import type { OwnerFacts, OwnerRef } from './model/facts.ts';
import type { Reading } from './reading/reading.ts';
import type { PodIdentity } from './model/timeline.ts';

/** Who the pod is: its names, node, owner, workload and revision. */
export function identityOf(reading: Reading): PodIdentity {
  const { pod, evidence } = reading;
  const involved = reading.events[0]?.newest.involved;
  if (!pod) return { uid: involved?.uid ?? '', namespace: involved?.namespace ?? '', name: involved?.name ?? '' };
  const chain = ownerChain(pod.owner, evidence.owners);
  const workload = chain.findLast(({ kind }) => kind !== 'Node');
  const revision = revisionOf(pod.labels, chain, evidence.owners);
  return {
    uid: pod.uid,
    namespace: pod.namespace,
    name: pod.name,
    ...(pod.spec.nodeName !== undefined && { node: pod.spec.nodeName }),
    ...(pod.owner && { owner: pod.owner }),
    ...(workload && { workload }),
    ...(revision !== undefined && { revision }),
  };
}

/** From the pod's owner to the top, as far as it is known. */
function ownerChain(owner: OwnerRef | undefined, owners: readonly OwnerFacts[]): readonly OwnerRef[] {
  const chain: OwnerRef[] = [];
  for (let next = owner; next && !chain.some(({ uid }) => uid === next?.uid);) {
    chain.push(next);
    const uid = next.uid;
    next = owners.find((known) => known.uid === uid)?.owner;
  }
  return chain;
}

function revisionOf(
  labels: Readonly<Record<string, string>>,
  chain: readonly OwnerRef[],
  owners: readonly OwnerFacts[],
): string | undefined {
  const known = owners.find(({ uid, kind }) => uid === chain[0]?.uid && kind === 'ReplicaSet')?.revision;
  return known ?? labels['controller-revision-hash'] ?? labels['pod-template-hash'];
}
