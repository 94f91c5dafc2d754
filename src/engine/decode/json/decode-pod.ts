import type { ConditionFacts, OwnerRef, PodFacts } from '../../timeline/model/facts.ts';
import type { EpochMs } from '../../timeline/model/units.ts';
import type { Json } from './decode-json.ts';
import { present } from '../../timeline/model/present.ts';
import { parseTime } from './decode-json.ts';
import { ConditionShape, PodShape } from '../shapes.ts';
import { decodePodSpec } from './decode-pod-spec.ts';
import { decodeStatuses } from './decode-pod-status.ts';

/** A core/v1 Pod. */
export function decodePod(json: Json): PodFacts {
  const meta = json.part('metadata');
  const status = json.part('status');
  const notes = meta.child('annotations');
  return new PodShape({
    uid: meta.required('uid'),
    namespace: meta.string('namespace') ?? '',
    name: meta.required('name'),
    resourceVersion: meta.string('resourceVersion') ?? '',
    creationAt: meta.requiredTime('creationTimestamp'),
    deletionAt: meta.time('deletionTimestamp'),
    deletionGraceSeconds: meta.number('deletionGracePeriodSeconds'),
    labels: meta.strings('labels'),
    owner: controllerOf(meta),
    staticPod: staticPodOf((key) => notes?.text(key)),
    spec: decodePodSpec(json.part('spec')),
    phase: status.text('phase') ?? 'Unknown',
    reason: status.text('reason'),
    message: status.text('message'),
    podIp: status.text('podIP'),
    nominatedNodeName: status.text('nominatedNodeName'),
    startAt: status.time('startTime'),
    statusAt: statusTimeOf(meta),
    conditions: decodeConditions(status),
    statuses: decodeStatuses(status),
  });
}

/** The owner that manages the object, if there is one. */
export function controllerOf(meta: Json): OwnerRef | undefined {
  const ref = meta.list('ownerReferences').find((owner) => owner.flag('controller') === true);
  return ref === undefined
    ? undefined
    : { kind: ref.required('kind'), name: ref.required('name'), uid: ref.required('uid') };
}

export function decodeConditions(status: Json): ConditionFacts[] {
  return status.list('conditions').map((condition) => {
    return new ConditionShape({
      type: condition.required('type'),
      status: conditionStatus(condition.string('status')),
      reason: condition.text('reason'),
      message: condition.text('message'),
      lastTransitionAt: condition.time('lastTransitionTime'),
    });
  });
}

const conditionStatus = (value: string | undefined): ConditionFacts['status'] =>
  value === 'True' || value === 'False' ? value : 'Unknown';

/** The annotations by which a kubelet marks the mirror of a static pod (kubernetes pkg/kubelet/types/pod_update.go). */
export function staticPodOf(note: (key: string) => string | undefined): PodFacts['staticPod'] {
  const mirror = note('kubernetes.io/config.mirror');
  const source = note('kubernetes.io/config.source');
  if (mirror === undefined && (source === undefined || source === 'api')) return undefined;
  const seen = note('kubernetes.io/config.seen');
  return present({
    hash: note('kubernetes.io/config.hash'),
    mirror,
    source,
    seenAt: seen === undefined ? undefined : parseTime(seen),
  });
}

/** The managers of fields are named after the programs, and the status has entries of its own. */
function statusTimeOf(meta: Json): EpochMs | undefined {
  const writes = meta
    .list('managedFields')
    .filter((entry) => entry.string('manager') === 'kubelet' && entry.string('subresource') === 'status');
  return writes.map((entry) => entry.time('time')).find((time) => time !== undefined);
}
