import type { ConditionFacts, ContainerStatusFacts, PodFacts, PodSpecFacts } from '../../timeline/model/facts.ts';
import { readPodMeta } from './protobuf-meta.ts';
import { emptySpec, readPodSpec } from './protobuf-pod-spec.ts';
import { readContainerStatus } from './protobuf-pod-status.ts';
import { ConditionShape, PodShape } from '../shapes.ts';
import { required, type Wire } from './wire.ts';

/** A core/v1 Pod (k8s.io/api/core/v1/generated.proto), the same facts as `decodePod` reads from JSON. */
export function readPod(wire: Wire): PodFacts {
  let meta: ReturnType<typeof readPodMeta> | undefined;
  let spec: PodSpecFacts | undefined;
  let status: Status | undefined;
  for (let field = wire.next(wire.end); field !== 0; field = wire.next(wire.end)) {
    if (field === 1) meta = readPodMeta(wire);
    else if (field === 2) spec = readPodSpec(wire);
    else if (field === 3) status = readStatus(wire);
    else wire.skip();
  }
  if (meta?.creationAt === undefined) throw new SyntaxError('metadata.creationTimestamp is missing');
  return new PodShape({
    uid: required(meta.uid, 'metadata.uid'),
    namespace: meta.namespace,
    name: required(meta.name, 'metadata.name'),
    resourceVersion: meta.resourceVersion,
    creationAt: meta.creationAt,
    deletionAt: meta.deletionAt,
    deletionGraceSeconds: meta.deletionGraceSeconds,
    labels: meta.labels,
    owner: meta.owner,
    staticPod: meta.staticPod,
    spec: spec ?? emptySpec(),
    phase: status?.phase || 'Unknown',
    reason: status?.reason || undefined,
    message: status?.message || undefined,
    podIp: status?.podIp || undefined,
    nominatedNodeName: status?.nominatedNodeName || undefined,
    startAt: status?.startAt,
    statusAt: meta.statusAt,
    conditions: status?.conditions ?? [],
    statuses: status?.statuses ?? [],
  });
}

/** Texts that are missing are empty. */
interface Status extends Pick<PodFacts, 'conditions' | 'statuses'> {
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly podIp: string;
  readonly nominatedNodeName: string;
  readonly startAt: PodFacts['startAt'] | undefined;
}

function readStatus(wire: Wire): Status {
  let phase = '';
  let reason = '';
  let message = '';
  let podIp = '';
  let nominatedNodeName = '';
  let startAt: PodFacts['startAt'] | undefined;
  const conditions: ConditionFacts[] = [];
  const init: ContainerStatusFacts[] = [];
  const containers: ContainerStatusFacts[] = [];
  const ephemeral: ContainerStatusFacts[] = [];
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    switch (field) {
      case 1:
        phase = wire.text();
        break;
      case 2:
        conditions.push(readCondition(wire));
        break;
      case 3:
        message = wire.text();
        break;
      case 4:
        reason = wire.text();
        break;
      case 6:
        podIp = wire.ownText();
        break;
      case 7:
        startAt = wire.time();
        break;
      case 8:
        containers.push(readContainerStatus(wire));
        break;
      case 10:
        init.push(readContainerStatus(wire));
        break;
      case 11:
        nominatedNodeName = wire.text();
        break;
      case 13:
        ephemeral.push(readContainerStatus(wire));
        break;
      default:
        wire.skip();
    }
  }
  return {
    phase,
    reason,
    message,
    podIp,
    nominatedNodeName,
    startAt,
    conditions: conditions.slice(),
    statuses: [...init, ...containers, ...ephemeral],
  };
}

function readCondition(wire: Wire): ConditionFacts {
  let type = '';
  let status = '';
  let reason = '';
  let message = '';
  let lastTransitionAt: ConditionFacts['lastTransitionAt'] | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) type = wire.text();
    else if (field === 2) status = wire.text();
    else if (field === 4) lastTransitionAt = wire.time();
    else if (field === 5) reason = wire.text();
    else if (field === 6) message = wire.text();
    else wire.skip();
  }
  return new ConditionShape({
    type: required(type, 'status.conditions.type'),
    status: status === 'True' || status === 'False' ? status : 'Unknown',
    reason: reason || undefined,
    message: message || undefined,
    lastTransitionAt,
  });
}
