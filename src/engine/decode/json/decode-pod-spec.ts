import type {
  ContainerRole,
  ContainerSpecFacts,
  PodSpecFacts,
  ProbeFacts,
  VolumeFacts,
} from '../../timeline/model/facts.ts';
import { own } from '../../timeline/model/own.ts';
import { present } from '../../timeline/model/present.ts';
import type { Json } from './decode-json.ts';
import { type CheckKind, probeNumbers, writeCheck } from '../probe-check.ts';
import { ContainerShape, PodSpecShape, VolumeShape } from '../shapes.ts';

/** `spec` of a pod. */
export function decodePodSpec(spec: Json): PodSpecFacts {
  return new PodSpecShape({
    nodeName: spec.text('nodeName'),
    schedulingGates: spec.list('schedulingGates').map((gate) => gate.required('name')),
    readinessGates: spec.list('readinessGates').map((gate) => gate.required('conditionType')),
    containers: [
      ...spec
        .list('initContainers')
        .map((json, index) => decodeContainer(json, isSidecar(json) ? 'sidecar' : 'init', index)),
      ...spec.list('containers').map((json, index) => decodeContainer(json, 'container', index)),
      ...spec.list('ephemeralContainers').map((json, index) => decodeContainer(json, 'ephemeral', index)),
    ],
    volumes: spec.list('volumes').map(decodeVolume),
    restartPolicy: spec.text('restartPolicy') ?? 'Always',
    nodeSelector: spec.strings('nodeSelector'),
    hasAffinity: spec.child('affinity') !== undefined,
    priorityClassName: spec.text('priorityClassName'),
    terminationGracePeriodSeconds: spec.number('terminationGracePeriodSeconds'),
  });
}

const isSidecar = (json: Json): boolean => json.string('restartPolicy') === 'Always';

function decodeContainer(json: Json, role: ContainerRole, index: number): ContainerSpecFacts {
  const resources = json.part('resources');
  return new ContainerShape({
    name: json.required('name'),
    role,
    index,
    image: json.string('image') ?? '',
    imagePullPolicy: json.text('imagePullPolicy'),
    startupProbe: decodeProbe(json.child('startupProbe')),
    readinessProbe: decodeProbe(json.child('readinessProbe')),
    livenessProbe: decodeProbe(json.child('livenessProbe')),
    hasPostStart: json.child('lifecycle')?.child('postStart') !== undefined,
    requests: resources.strings('requests'),
    limits: resources.strings('limits'),
    configRefs: configRefsOf(json),
  });
}

const HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;

const PROBE_NUMBERS = [
  'initialDelaySeconds',
  'periodSeconds',
  'timeoutSeconds',
  'successThreshold',
  'failureThreshold',
] as const;

function decodeProbe(json: Json | undefined): ProbeFacts | undefined {
  if (json === undefined) return undefined;
  const handler = HANDLERS.find((each) => json.child(each) !== undefined) ?? 'unknown';
  const check = handler === 'unknown' ? undefined : checkOf(json, handler);
  return {
    ...probeNumbers(present(Object.fromEntries(PROBE_NUMBERS.map((key) => [key, json.number(key)])))),
    handler,
    ...(check !== undefined && { check }),
  };
}

function checkOf(json: Json, handler: CheckKind): string | undefined {
  if (json.part(handler).list('httpHeaders').length > 0) return undefined;
  return writeCheck(
    handler,
    handler === 'exec' ? { command: json.part(handler).texts('command') } : json.strings(handler),
  );
}

/** `ConfigMap/NAME` and `Secret/NAME` without which the container is not created; optional ones are not waited for. */
function configRefsOf(container: Json): string[] {
  const refs = new Set<string>();
  const add = (kind: string, ref: Json | undefined): void => {
    const name = ref?.text('name');
    if (name !== undefined && ref?.flag('optional') !== true) refs.add(`${kind}/${name}`);
  };
  for (const source of container.list('envFrom')) {
    add('ConfigMap', source.child('configMapRef'));
    add('Secret', source.child('secretRef'));
  }
  for (const variable of container.list('env')) {
    const from = variable.child('valueFrom');
    add('ConfigMap', from?.child('configMapKeyRef'));
    add('Secret', from?.child('secretKeyRef'));
  }
  return [...refs];
}

/** Where a volume's source keeps the name of what it refers to. */
const REF_FIELDS: Readonly<Record<string, string>> = {
  configMap: 'name',
  secret: 'secretName',
  persistentVolumeClaim: 'claimName',
};

function decodeVolume(json: Json, index: number): VolumeFacts {
  const source = json.keys().find((key) => key !== 'name') ?? 'unknown';
  const field = own(REF_FIELDS, source);
  return new VolumeShape({
    name: json.required('name'),
    index,
    source,
    refName: field === undefined ? undefined : json.part(source).text(field),
  });
}
