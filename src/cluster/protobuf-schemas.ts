import type { Field, FieldType, Schema } from './protobuf.ts';

/*
 * The fields of pods and events that Podfall reads, by their numbers in the published generated.proto files
 * (k8s.io/api/core/v1, k8s.io/apimachinery/pkg/apis/meta/v1 and pkg/runtime). Numbers never change their meaning.
 */

const field = (key: string, type: FieldType): Field => ({ key, type });
const list = (key: string, message: Schema): Field => ({ key, type: { message }, repeated: true });
const part = (key: string, message: Schema): Field => ({ key, type: { message } });
const text = (key: string): Field => field(key, 'text');

/** `{ 1: ..., 8: ... }` as an array. */
function schema(fields: Readonly<Record<number, Field>>): Schema {
  const numbers = Object.keys(fields).map(Number);
  return Array.from({ length: Math.max(...numbers) + 1 }, (_unused, number) => fields[number]);
}

const OWNER_REFERENCE = schema({ 1: text('kind'), 3: text('name'), 4: text('uid'), 5: text('apiVersion'), 6: field('controller', 'flag') });

const OBJECT_META = schema({
  1: text('name'),
  3: text('namespace'),
  5: text('uid'),
  6: text('resourceVersion'),
  8: field('creationTimestamp', 'time'),
  9: field('deletionTimestamp', 'time'),
  10: field('deletionGracePeriodSeconds', 'int'),
  11: field('labels', 'text-map'),
  12: field('annotations', 'text-map'),
  13: list('ownerReferences', OWNER_REFERENCE),
  17: list('managedFields', schema({ 1: text('manager'), 4: field('time', 'time'), 8: text('subresource') })),
});

const NAME = schema({ 1: text('name') });
const NAMED = field('name', { inline: NAME });
const ENV_REF = schema({ 1: NAMED, 2: field('optional', 'flag') });
const KEY_REF = schema({ 1: NAMED, 3: field('optional', 'flag') });

const HANDLER = schema({ 1: field('exec', 'presence'), 2: field('httpGet', 'presence'), 3: field('tcpSocket', 'presence'), 4: field('grpc', 'presence') });

const PROBE = schema({
  1: field('handler', { inline: HANDLER }),
  2: field('initialDelaySeconds', 'int-unless-0'),
  3: field('timeoutSeconds', 'int-unless-0'),
  4: field('periodSeconds', 'int-unless-0'),
  5: field('successThreshold', 'int-unless-0'),
  6: field('failureThreshold', 'int-unless-0'),
});

const CONTAINER = schema({
  1: text('name'),
  2: text('image'),
  7: list('env', schema({ 3: part('valueFrom', schema({ 3: part('configMapKeyRef', KEY_REF), 4: part('secretKeyRef', KEY_REF) })) })),
  8: part('resources', schema({ 1: field('limits', 'quantity-map'), 2: field('requests', 'quantity-map') })),
  10: part('livenessProbe', PROBE),
  11: part('readinessProbe', PROBE),
  12: part('lifecycle', schema({ 1: field('postStart', 'presence') })),
  14: text('imagePullPolicy'),
  19: list('envFrom', schema({ 2: part('configMapRef', ENV_REF), 3: part('secretRef', ENV_REF) })),
  22: part('startupProbe', PROBE),
  24: text('restartPolicy'),
});

const present = (key: string): Field => field(key, 'presence');

const VOLUME_SOURCE = schema({
  ...Object.fromEntries(
    [
      'hostPath', 'emptyDir', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', '', 'nfs', 'iscsi', 'glusterfs', '', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker',
      'downwardAPI', 'fc', 'azureFile', '', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'projected', 'storageos', 'csi', 'ephemeral', 'image',
    ].flatMap((key, index) => (key === '' ? [] : [[index + 1, present(key)] as const])),
  ),
  6: part('secret', schema({ 1: text('secretName') })),
  10: part('persistentVolumeClaim', schema({ 1: text('claimName') })),
  19: part('configMap', schema({ 1: NAMED })),
});

const POD_SPEC = schema({
  1: list('volumes', schema({ 1: text('name'), 2: field('volumeSource', { inline: VOLUME_SOURCE }) })),
  2: list('containers', CONTAINER),
  3: text('restartPolicy'),
  4: field('terminationGracePeriodSeconds', 'int'),
  7: field('nodeSelector', 'text-map'),
  10: text('nodeName'),
  18: present('affinity'),
  20: list('initContainers', CONTAINER),
  24: text('priorityClassName'),
  28: list('readinessGates', schema({ 1: text('conditionType') })),
  34: list('ephemeralContainers', schema({ 1: field('ephemeralContainerCommon', { inline: CONTAINER }) })),
  38: list('schedulingGates', NAME),
});

const CONDITION = schema({ 1: text('type'), 2: text('status'), 4: field('lastTransitionTime', 'time'), 5: text('reason'), 6: text('message') });

const TERMINATED = schema({
  1: field('exitCode', 'int'),
  2: field('signal', 'int-unless-0'),
  3: text('reason'),
  4: text('message'),
  5: field('startedAt', 'time'),
  6: field('finishedAt', 'time'),
});

const STATE = schema({ 1: part('waiting', schema({ 1: text('reason'), 2: text('message') })), 2: part('running', schema({ 1: field('startedAt', 'time') })), 3: part('terminated', TERMINATED) });

const CONTAINER_STATUS = schema({
  1: text('name'),
  2: part('state', STATE),
  3: part('lastState', STATE),
  4: field('ready', 'flag'),
  5: field('restartCount', 'int'),
  6: text('image'),
  7: text('imageID'),
  8: text('containerID'),
  9: field('started', 'flag'),
});

const POD_STATUS = schema({
  1: text('phase'),
  2: list('conditions', CONDITION),
  3: text('message'),
  4: text('reason'),
  6: text('podIP'),
  7: field('startTime', 'time'),
  8: list('containerStatuses', CONTAINER_STATUS),
  10: list('initContainerStatuses', CONTAINER_STATUS),
  11: text('nominatedNodeName'),
  13: list('ephemeralContainerStatuses', CONTAINER_STATUS),
});

const POD = schema({ 1: part('metadata', OBJECT_META), 2: part('spec', POD_SPEC), 3: part('status', POD_STATUS) });

const OBJECT_REFERENCE = schema({ 1: text('kind'), 2: text('namespace'), 3: text('name'), 4: text('uid'), 7: text('fieldPath') });

/** Of an event's metadata its labels and owners are not read. */
const EVENT_META = schema({ 1: text('name'), 3: text('namespace'), 5: text('uid'), 6: text('resourceVersion'), 8: field('creationTimestamp', 'time'), 12: field('annotations', 'text-map') });

const EVENT = schema({
  1: part('metadata', EVENT_META),
  2: part('involvedObject', OBJECT_REFERENCE),
  3: text('reason'),
  4: text('message'),
  5: part('source', schema({ 1: text('component'), 2: text('host') })),
  6: field('firstTimestamp', 'time'),
  7: field('lastTimestamp', 'time'),
  8: field('count', 'int-unless-0'),
  9: text('type'),
  10: field('eventTime', 'time'),
  11: part('series', schema({ 1: field('count', 'int'), 2: field('lastObservedTime', 'time') })),
  14: text('reportingComponent'),
  15: text('reportingInstance'),
});

/** The resources that are read in protobuf. */
export const SCHEMAS: Readonly<Record<string, Schema>> = { pods: POD, events: EVENT };

export const LIST_META = schema({ 2: text('resourceVersion'), 3: text('continue') });
export const STATUS = schema({ 3: text('message'), 4: text('reason'), 6: field('code', 'int') });
