import type { ClaimFacts, NodeFacts, NodeImage, OwnerFacts, StorageClassFacts } from '../../timeline/model/facts.ts';
import type { Json } from './decode-json.ts';
import { present } from '../../timeline/model/present.ts';
import { controllerOf, decodeConditions } from './decode-pod.ts';

/** A Deployment, ReplicaSet, StatefulSet, DaemonSet, Job or CronJob. */
export function decodeOwner(kind: string, json: Json): OwnerFacts {
  const meta = json.part('metadata');
  const spec = json.part('spec');
  return present({
    uid: meta.required('uid'),
    kind,
    namespace: meta.string('namespace') ?? '',
    name: meta.required('name'),
    resourceVersion: meta.string('resourceVersion') ?? '',
    creationAt: meta.requiredTime('creationTimestamp'),
    owner: controllerOf(meta),
    revision: meta.child('annotations')?.text('deployment.kubernetes.io/revision'),
    desired:
      spec.number('replicas') ?? spec.number('parallelism') ?? json.part('status').number('desiredNumberScheduled'),
  });
}

export function decodeNode(json: Json): NodeFacts {
  const meta = json.part('metadata');
  const status = json.part('status');
  return present({
    name: meta.required('name'),
    uid: meta.required('uid'),
    kubeletVersion: status.child('nodeInfo')?.text('kubeletVersion'),
    conditions: decodeConditions(status),
    allocatable: status.keys().includes('allocatable') ? status.strings('allocatable') : undefined,
    images: imagesOf(status),
  });
}

function imagesOf(status: Json): NodeImage[] | undefined {
  if (!status.keys().includes('images')) return undefined;
  return status
    .list('images')
    .map((image) => present({ names: image.texts('names'), sizeBytes: image.number('sizeBytes') }));
}

/** storage.k8s.io/v1 StorageClass: what a claim's wait depends on. */
export function decodeStorageClass(json: Json): StorageClassFacts {
  return present({
    exists: true as const,
    provisioner: json.text('provisioner') ?? '',
    bindingMode: json.text('volumeBindingMode'),
  });
}

export function decodeClaim(json: Json): ClaimFacts {
  const meta = json.part('metadata');
  return present({
    uid: meta.required('uid'),
    namespace: meta.string('namespace') ?? '',
    name: meta.required('name'),
    phase: json.part('status').text('phase') ?? 'Pending',
    storageClass: json.part('spec').text('storageClassName'),
  });
}
