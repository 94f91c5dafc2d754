import type {
  ConditionFacts,
  ContainerSpecFacts,
  ContainerStatusFacts,
  EventFacts,
  ObjectRef,
  PodFacts,
  PodSpecFacts,
  RunFacts,
  VolumeFacts,
} from '../timeline/model/facts.ts';
import { containerName } from '../timeline/model/container-name.ts';

/*
 * Facts hold only the fields that are known. An object that grows field by field takes nearly twice the memory of one
 * whose class says what it can have, and there are a dozen of them for each pod; so each kind of facts has a class,
 * made from the fields with undefined for unknown.
 */

/** The same fields; those that may be absent may also be undefined. */
type Loose<T> = { readonly [K in keyof T]: object extends Pick<T, K> ? T[K] | undefined : T[K] };

/** So many containers of a pod are read; pods that people write have a few, and an object has room for thousands. */
const MOST_CONTAINERS = 256;

/** Of the containers that are read. */
function statusesOf({ spec, statuses }: Pick<PodFacts, 'spec' | 'statuses'>): PodFacts['statuses'] {
  if (spec.moreContainers === undefined && statuses.length <= MOST_CONTAINERS) return statuses;
  const names = new Set(spec.containers.map(({ name }) => name));
  return statuses.filter(({ name }) => names.has(name)).slice(0, MOST_CONTAINERS);
}

export class PodShape implements PodFacts {
  declare readonly uid: PodFacts['uid'];
  declare readonly namespace: PodFacts['namespace'];
  declare readonly name: PodFacts['name'];
  declare readonly resourceVersion: PodFacts['resourceVersion'];
  declare readonly creationAt: PodFacts['creationAt'];
  declare readonly deletionAt?: NonNullable<PodFacts['deletionAt']>;
  declare readonly deletionGraceSeconds?: NonNullable<PodFacts['deletionGraceSeconds']>;
  declare readonly labels: PodFacts['labels'];
  declare readonly owner?: NonNullable<PodFacts['owner']>;
  declare readonly staticPod?: NonNullable<PodFacts['staticPod']>;
  declare readonly spec: PodFacts['spec'];
  declare readonly phase: PodFacts['phase'];
  declare readonly reason?: NonNullable<PodFacts['reason']>;
  declare readonly message?: NonNullable<PodFacts['message']>;
  declare readonly podIp?: NonNullable<PodFacts['podIp']>;
  declare readonly nominatedNodeName?: NonNullable<PodFacts['nominatedNodeName']>;
  declare readonly startAt?: NonNullable<PodFacts['startAt']>;
  declare readonly statusAt?: NonNullable<PodFacts['statusAt']>;
  declare readonly conditions: PodFacts['conditions'];
  declare readonly statuses: PodFacts['statuses'];

  constructor(from: Loose<PodFacts>) {
    this.uid = from.uid;
    this.namespace = from.namespace;
    this.name = from.name;
    this.resourceVersion = from.resourceVersion;
    this.creationAt = from.creationAt;
    this.labels = from.labels;
    this.spec = from.spec;
    this.phase = from.phase;
    this.conditions = from.conditions;
    this.statuses = statusesOf(from);
    if (from.deletionAt !== undefined) this.deletionAt = from.deletionAt;
    if (from.deletionGraceSeconds !== undefined) this.deletionGraceSeconds = from.deletionGraceSeconds;
    if (from.owner !== undefined) this.owner = from.owner;
    if (from.staticPod !== undefined) this.staticPod = from.staticPod;
    if (from.reason !== undefined) this.reason = from.reason;
    if (from.message !== undefined) this.message = from.message;
    if (from.podIp !== undefined) this.podIp = from.podIp;
    if (from.nominatedNodeName !== undefined) this.nominatedNodeName = from.nominatedNodeName;
    if (from.startAt !== undefined) this.startAt = from.startAt;
    if (from.statusAt !== undefined) this.statusAt = from.statusAt;
  }
}

export class PodSpecShape implements PodSpecFacts {
  declare readonly nodeName?: NonNullable<PodSpecFacts['nodeName']>;
  declare readonly schedulingGates: PodSpecFacts['schedulingGates'];
  declare readonly readinessGates: PodSpecFacts['readinessGates'];
  declare readonly containers: PodSpecFacts['containers'];
  declare readonly moreContainers?: NonNullable<PodSpecFacts['moreContainers']>;
  declare readonly volumes: PodSpecFacts['volumes'];
  declare readonly restartPolicy: PodSpecFacts['restartPolicy'];
  declare readonly nodeSelector: PodSpecFacts['nodeSelector'];
  declare readonly hasAffinity: PodSpecFacts['hasAffinity'];
  declare readonly priorityClassName?: NonNullable<PodSpecFacts['priorityClassName']>;
  declare readonly terminationGracePeriodSeconds?: NonNullable<PodSpecFacts['terminationGracePeriodSeconds']>;

  constructor(from: Loose<PodSpecFacts>) {
    this.schedulingGates = from.schedulingGates;
    this.readinessGates = from.readinessGates;
    const more = from.containers.length - MOST_CONTAINERS;
    this.containers = more > 0 ? from.containers.slice(0, MOST_CONTAINERS) : from.containers;
    this.volumes = from.volumes;
    this.restartPolicy = from.restartPolicy;
    this.nodeSelector = from.nodeSelector;
    this.hasAffinity = from.hasAffinity;
    if (more > 0) this.moreContainers = more;
    if (from.nodeName !== undefined) this.nodeName = from.nodeName;
    if (from.priorityClassName !== undefined) this.priorityClassName = from.priorityClassName;
    if (from.terminationGracePeriodSeconds !== undefined) {
      this.terminationGracePeriodSeconds = from.terminationGracePeriodSeconds;
    }
  }
}

export class ContainerShape implements ContainerSpecFacts {
  declare readonly name: ContainerSpecFacts['name'];
  declare readonly role: ContainerSpecFacts['role'];
  declare readonly index: ContainerSpecFacts['index'];
  declare readonly image: ContainerSpecFacts['image'];
  declare readonly imagePullPolicy?: NonNullable<ContainerSpecFacts['imagePullPolicy']>;
  declare readonly startupProbe?: NonNullable<ContainerSpecFacts['startupProbe']>;
  declare readonly readinessProbe?: NonNullable<ContainerSpecFacts['readinessProbe']>;
  declare readonly livenessProbe?: NonNullable<ContainerSpecFacts['livenessProbe']>;
  declare readonly hasPostStart: ContainerSpecFacts['hasPostStart'];
  declare readonly requests: ContainerSpecFacts['requests'];
  declare readonly limits: ContainerSpecFacts['limits'];
  declare readonly configRefs: ContainerSpecFacts['configRefs'];

  constructor(from: Loose<ContainerSpecFacts>) {
    this.name = containerName(from.name);
    this.role = from.role;
    this.index = from.index;
    this.image = from.image;
    this.hasPostStart = from.hasPostStart;
    this.requests = from.requests;
    this.limits = from.limits;
    this.configRefs = from.configRefs;
    if (from.imagePullPolicy !== undefined) this.imagePullPolicy = from.imagePullPolicy;
    if (from.startupProbe !== undefined) this.startupProbe = from.startupProbe;
    if (from.readinessProbe !== undefined) this.readinessProbe = from.readinessProbe;
    if (from.livenessProbe !== undefined) this.livenessProbe = from.livenessProbe;
  }
}

export class VolumeShape implements VolumeFacts {
  declare readonly name: VolumeFacts['name'];
  declare readonly index: VolumeFacts['index'];
  declare readonly source: VolumeFacts['source'];
  declare readonly refName?: NonNullable<VolumeFacts['refName']>;

  constructor(from: Loose<VolumeFacts>) {
    this.name = from.name;
    this.index = from.index;
    this.source = from.source;
    if (from.refName !== undefined) this.refName = from.refName;
  }
}

export class ConditionShape implements ConditionFacts {
  declare readonly type: ConditionFacts['type'];
  declare readonly status: ConditionFacts['status'];
  declare readonly reason?: NonNullable<ConditionFacts['reason']>;
  declare readonly message?: NonNullable<ConditionFacts['message']>;
  declare readonly lastTransitionAt?: NonNullable<ConditionFacts['lastTransitionAt']>;

  constructor(from: Loose<ConditionFacts>) {
    this.type = from.type;
    this.status = from.status;
    if (from.reason !== undefined) this.reason = from.reason;
    if (from.message !== undefined) this.message = from.message;
    if (from.lastTransitionAt !== undefined) this.lastTransitionAt = from.lastTransitionAt;
  }
}

export class StatusShape implements ContainerStatusFacts {
  declare readonly name: ContainerStatusFacts['name'];
  declare readonly state: ContainerStatusFacts['state'];
  declare readonly lastRun?: NonNullable<ContainerStatusFacts['lastRun']>;
  declare readonly ready: ContainerStatusFacts['ready'];
  declare readonly started?: NonNullable<ContainerStatusFacts['started']>;
  declare readonly restartCount: ContainerStatusFacts['restartCount'];
  declare readonly image?: NonNullable<ContainerStatusFacts['image']>;
  declare readonly imageId?: NonNullable<ContainerStatusFacts['imageId']>;
  declare readonly containerId?: NonNullable<ContainerStatusFacts['containerId']>;

  constructor(from: Loose<ContainerStatusFacts>) {
    this.name = containerName(from.name);
    this.state = from.state;
    this.ready = from.ready;
    this.restartCount = from.restartCount;
    if (from.lastRun !== undefined) this.lastRun = from.lastRun;
    if (from.started !== undefined) this.started = from.started;
    if (from.image !== undefined) this.image = from.image;
    if (from.imageId !== undefined) this.imageId = from.imageId;
    if (from.containerId !== undefined) this.containerId = from.containerId;
  }
}

export class RunShape implements RunFacts {
  declare readonly startedAt?: NonNullable<RunFacts['startedAt']>;
  declare readonly finishedAt?: NonNullable<RunFacts['finishedAt']>;
  declare readonly exitCode?: NonNullable<RunFacts['exitCode']>;
  declare readonly signal?: NonNullable<RunFacts['signal']>;
  declare readonly reason?: NonNullable<RunFacts['reason']>;
  declare readonly message?: NonNullable<RunFacts['message']>;

  constructor(from: Loose<RunFacts>) {
    if (from.startedAt !== undefined) this.startedAt = from.startedAt;
    if (from.finishedAt !== undefined) this.finishedAt = from.finishedAt;
    if (from.exitCode !== undefined) this.exitCode = from.exitCode;
    if (from.signal !== undefined) this.signal = from.signal;
    if (from.reason !== undefined) this.reason = from.reason;
    if (from.message !== undefined) this.message = from.message;
  }
}

export class EventShape implements EventFacts {
  declare readonly uid: EventFacts['uid'];
  declare readonly namespace: EventFacts['namespace'];
  declare readonly name: EventFacts['name'];
  declare readonly resourceVersion: EventFacts['resourceVersion'];
  declare readonly involved: EventFacts['involved'];
  declare readonly reason: EventFacts['reason'];
  declare readonly message: EventFacts['message'];
  declare readonly type: EventFacts['type'];
  declare readonly component: EventFacts['component'];
  declare readonly host?: NonNullable<EventFacts['host']>;
  declare readonly creationAt: EventFacts['creationAt'];
  declare readonly firstAt?: NonNullable<EventFacts['firstAt']>;
  declare readonly lastAt?: NonNullable<EventFacts['lastAt']>;
  declare readonly eventAt?: NonNullable<EventFacts['eventAt']>;
  declare readonly nameAt?: NonNullable<EventFacts['nameAt']>;
  declare readonly count: EventFacts['count'];
  declare readonly series?: NonNullable<EventFacts['series']>;

  constructor(from: Loose<EventFacts>) {
    this.uid = from.uid;
    this.namespace = from.namespace;
    this.name = from.name;
    this.resourceVersion = from.resourceVersion;
    this.involved = from.involved;
    this.reason = from.reason;
    this.message = from.message;
    this.type = from.type;
    this.component = from.component;
    this.creationAt = from.creationAt;
    this.count = from.count;
    if (from.host !== undefined) this.host = from.host;
    if (from.firstAt !== undefined) this.firstAt = from.firstAt;
    if (from.lastAt !== undefined) this.lastAt = from.lastAt;
    if (from.eventAt !== undefined) this.eventAt = from.eventAt;
    if (from.nameAt !== undefined) this.nameAt = from.nameAt;
    if (from.series !== undefined) this.series = from.series;
  }
}

export class RefShape implements ObjectRef {
  declare readonly kind: ObjectRef['kind'];
  declare readonly namespace?: NonNullable<ObjectRef['namespace']>;
  declare readonly name: ObjectRef['name'];
  declare readonly uid?: NonNullable<ObjectRef['uid']>;
  declare readonly fieldPath?: NonNullable<ObjectRef['fieldPath']>;

  constructor(from: Loose<ObjectRef>) {
    this.kind = from.kind;
    this.name = from.name;
    if (from.namespace !== undefined) this.namespace = from.namespace;
    if (from.uid !== undefined) this.uid = from.uid;
    if (from.fieldPath !== undefined) this.fieldPath = from.fieldPath;
  }
}
