import type {
  ContainerRole,
  ContainerSpecFacts,
  PodSpecFacts,
  ProbeFacts,
  VolumeFacts,
} from '../../timeline/model/facts.ts';
import { readEntry } from './protobuf-meta.ts';
import { readProbe } from './protobuf-probe.ts';
import { ContainerShape, PodSpecShape, VolumeShape } from '../shapes.ts';
import { required, type Wire } from './wire.ts';

/** `spec` of a pod that has none. */
export const emptySpec = (): PodSpecFacts =>
  new PodSpecShape({
    ...NOTHING,
    schedulingGates: [],
    readinessGates: [],
    containers: [],
    volumes: [],
    restartPolicy: 'Always',
    nodeSelector: {},
    hasAffinity: false,
  });

const NOTHING = { nodeName: undefined, priorityClassName: undefined, terminationGracePeriodSeconds: undefined };

/** PodSpec of k8s.io/api/core/v1/generated.proto. */
export function readPodSpec(wire: Wire): PodSpecFacts {
  let restartPolicy = '';
  let nodeName = '';
  let priorityClassName = '';
  let hasAffinity = false;
  let terminationGracePeriodSeconds: number | undefined;
  const nodeSelector: Record<string, string> = {};
  const schedulingGates: string[] = [];
  const readinessGates: string[] = [];
  const volumes: VolumeFacts[] = [];
  const init: ContainerSpecFacts[] = [];
  const containers: ContainerSpecFacts[] = [];
  const ephemeral: ContainerSpecFacts[] = [];
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    switch (field) {
      case 1:
        volumes.push(readVolume(wire, volumes.length));
        break;
      case 2:
        containers.push(readContainer(wire, wire.enter(), 'container', containers.length));
        break;
      case 3:
        restartPolicy = wire.text();
        break;
      case 4:
        terminationGracePeriodSeconds = wire.int();
        break;
      case 7:
        readEntry(wire, nodeSelector);
        break;
      case 10:
        nodeName = wire.text();
        break;
      case 18:
        hasAffinity = wire.presence();
        break;
      case 20:
        init.push(readContainer(wire, wire.enter(), 'init', init.length));
        break;
      case 24:
        priorityClassName = wire.text();
        break;
      case 28:
        readinessGates.push(required(readText(wire, 1), 'spec.readinessGates.conditionType'));
        break;
      case 34:
        ephemeral.push(readEphemeral(wire, ephemeral.length));
        break;
      case 38:
        schedulingGates.push(required(readText(wire, 1), 'spec.schedulingGates.name'));
        break;
      default:
        wire.skip();
    }
  }
  return new PodSpecShape({
    nodeName: nodeName || undefined,
    schedulingGates,
    readinessGates,
    containers: [...init, ...containers, ...ephemeral],
    volumes: volumes.slice(),
    restartPolicy: restartPolicy || 'Always',
    nodeSelector,
    hasAffinity,
    priorityClassName: priorityClassName || undefined,
    terminationGracePeriodSeconds,
  });
}

/** The text that is a field of the message. */
function readText(wire: Wire, number: number): string {
  let text = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === number) text = wire.text();
    else wire.skip();
  }
  return text;
}

/**
 * An EphemeralContainer holds the rest of its fields as an EphemeralContainerCommon, which has the numbers of a
 * Container.
 */
function readEphemeral(wire: Wire, index: number): ContainerSpecFacts {
  let found: ContainerSpecFacts | undefined;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) found = readContainer(wire, wire.enter(), 'ephemeral', index);
    else wire.skip();
  }
  return found ?? readContainer(wire, end, 'ephemeral', index);
}

function readContainer(wire: Wire, end: number, role: ContainerRole, index: number): ContainerSpecFacts {
  let name = '';
  let image = '';
  let imagePullPolicy = '';
  let restartPolicy = '';
  let hasPostStart = false;
  let resources: Resources = { limits: {}, requests: {} };
  let livenessProbe: ProbeFacts | undefined;
  let readinessProbe: ProbeFacts | undefined;
  let startupProbe: ProbeFacts | undefined;
  let refs: ConfigRefs | undefined;
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    switch (field) {
      case 1:
        name = wire.text();
        break;
      case 2:
        image = wire.text();
        break;
      case 7:
        readVariable(wire, (refs ??= new ConfigRefs()));
        break;
      case 8:
        resources = readResources(wire);
        break;
      case 10:
        livenessProbe = readProbe(wire);
        break;
      case 11:
        readinessProbe = readProbe(wire);
        break;
      case 12:
        hasPostStart = readLifecycle(wire);
        break;
      case 14:
        imagePullPolicy = wire.text();
        break;
      case 19:
        readEnvFrom(wire, (refs ??= new ConfigRefs()));
        break;
      case 22:
        startupProbe = readProbe(wire);
        break;
      case 24:
        restartPolicy = wire.text();
        break;
      default:
        wire.skip();
    }
  }
  return new ContainerShape({
    name: required(name, 'spec.containers.name'),
    role: role === 'init' && restartPolicy === 'Always' ? 'sidecar' : role,
    index,
    image,
    imagePullPolicy: imagePullPolicy || undefined,
    startupProbe,
    readinessProbe,
    livenessProbe,
    hasPostStart,
    requests: resources.requests,
    limits: resources.limits,
    configRefs: refs?.all() ?? [],
  });
}

type Resources = Readonly<Record<'limits' | 'requests', Record<string, string>>>;

function readResources(wire: Wire): Resources {
  const resources: Resources = { limits: {}, requests: {} };
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) readQuantity(wire, resources.limits);
    else if (field === 2) readQuantity(wire, resources.requests);
    else wire.skip();
  }
  return resources;
}

function readQuantity(wire: Wire, into: Record<string, string>): void {
  let key = '';
  let value = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) key = wire.text();
    else if (field === 2) value = readText(wire, 1);
    else wire.skip();
  }
  into[key] = value;
}

function readLifecycle(wire: Wire): boolean {
  let hasPostStart = false;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) hasPostStart = wire.presence();
    else wire.skip();
  }
  return hasPostStart;
}

/** ConfigMaps and Secrets that must be there; those of envFrom first, as in JSON. */
class ConfigRefs {
  readonly #ofAll = new Set<string>();
  readonly #ofVariables = new Set<string>();

  add(from: 'envFrom' | 'env', ref: string): void {
    (from === 'envFrom' ? this.#ofAll : this.#ofVariables).add(ref);
  }

  all(): string[] {
    return [...new Set([...this.#ofAll, ...this.#ofVariables])];
  }
}

function readVariable(wire: Wire, refs: ConfigRefs): void {
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 3) readVariableSource(wire, refs);
    else wire.skip();
  }
}

function readVariableSource(wire: Wire, refs: ConfigRefs): void {
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 3) readRef(wire, 3, (name) => refs.add('env', `ConfigMap/${name}`));
    else if (field === 4) readRef(wire, 3, (name) => refs.add('env', `Secret/${name}`));
    else wire.skip();
  }
}

function readEnvFrom(wire: Wire, refs: ConfigRefs): void {
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 2) readRef(wire, 2, (name) => refs.add('envFrom', `ConfigMap/${name}`));
    else if (field === 3) readRef(wire, 2, (name) => refs.add('envFrom', `Secret/${name}`));
    else wire.skip();
  }
}

/** A reference by name; one that is optional is not waited for. */
function readRef(wire: Wire, optionalField: number, add: (name: string) => void): void {
  let name = '';
  let optional = false;
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) name = readText(wire, 1);
    else if (field === optionalField) optional = wire.flag();
    else wire.skip();
  }
  if (name !== '' && !optional) add(name);
}

/** Kinds of volumes by their numbers in VolumeSource; those that are no longer served as well. */
const SOURCES: readonly (string | undefined)[] = [
  ...[
    undefined,
    'hostPath',
    'emptyDir',
    'gcePersistentDisk',
    'awsElasticBlockStore',
    'gitRepo',
    'secret',
    'nfs',
    'iscsi',
    'glusterfs',
    'persistentVolumeClaim',
  ],
  ...[
    'rbd',
    'flexVolume',
    'cinder',
    'cephfs',
    'flocker',
    'downwardAPI',
    'fc',
    'azureFile',
    'configMap',
    'vsphereVolume',
  ],
  ...[
    'quobyte',
    'azureDisk',
    'photonPersistentDisk',
    'portworxVolume',
    'scaleIO',
    'projected',
    'storageos',
    'csi',
    'ephemeral',
    'image',
  ],
];

const SECRET = 6;
const CLAIM = 10;
const CONFIG_MAP = 19;

function readVolume(wire: Wire, index: number): VolumeFacts {
  let name = '';
  let source: Source = { source: 'unknown', refName: '' };
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) name = wire.text();
    else if (field === 2) source = readVolumeSource(wire);
    else wire.skip();
  }
  return new VolumeShape({
    name: required(name, 'spec.volumes.name'),
    index,
    source: source.source,
    refName: source.refName || undefined,
  });
}

interface Source {
  readonly source: string;
  readonly refName: string;
}

function readVolumeSource(wire: Wire): Source {
  let source: string | undefined;
  let refName = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    source ??= SOURCES[field];
    if (field === SECRET || field === CLAIM) refName = readText(wire, 1);
    else if (field === CONFIG_MAP) refName = readConfigMapName(wire);
    else wire.skip();
  }
  return { source: source ?? 'unknown', refName };
}

/** A ConfigMapVolumeSource has its name in an embedded LocalObjectReference. */
function readConfigMapName(wire: Wire): string {
  let name = '';
  const end = wire.enter();
  for (let field = wire.next(end); field !== 0; field = wire.next(end)) {
    if (field === 1) name = readText(wire, 1);
    else wire.skip();
  }
  return name;
}
