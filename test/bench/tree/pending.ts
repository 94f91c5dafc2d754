import type { KubeObject, Recording, RecordingLine } from '../../../src/engine/recording/recording.ts';
import { epochMs } from '../../../src/engine/timeline/model/units.ts';

/* A cluster in which nothing can be scheduled. */

const WORKLOADS = 50;
const AGE_MS = 120_000;
const t = epochMs(Date.UTC(2026, 0, 1));
const createdAt = new Date(t - AGE_MS).toISOString().replace(/\.\d+Z$/, 'Z');

/** `count` pods that have been pending for two minutes, of 50 ReplicaSets in the namespace `crowded`. */
export function pendingRecording(count: number): Recording {
  const apps = ['deployments', 'replicasets', 'statefulsets', 'daemonsets'].map((name) => [
    name,
    `/apis/apps/v1/${name}`,
  ]);
  const batch = ['jobs', 'cronjobs'].map((name) => [name, `/apis/batch/v1/${name}`]);
  const core = ['pods', 'events'].map((name) => [name, `/api/v1/${name}`]);
  const resources = Object.fromEntries([...core, ...apps, ...batch]) as Record<string, string>;
  const synced = Object.keys(resources).map((r): RecordingLine => ({ t, r, type: 'SYNCED', resourceVersion: '1' }));
  const added = (r: string, object: KubeObject): RecordingLine => ({ t, r, type: 'ADDED', object });
  const owners = Array.from({ length: WORKLOADS }, (_unused, index) => added('replicasets', replicaSet(index)));
  const pods = Array.from({ length: count }, (_unused, index) => added('pods', pod(index)));
  const header = { recording: 1, startedAt: new Date(t).toISOString(), t, gitVersion: 'v1.36.0', resources } as const;
  return { header, lines: [...synced, ...owners, ...pods] };
}

const uid = (kind: number, index: number): string =>
  `0000000${kind}-89ab-4cde-8f01-${index.toString(16).padStart(12, '0')}`;

/** The replica sets were there before their pods. */
function metadata(name: string, kind: 1 | 2, index: number): KubeObject['metadata'] {
  const resourceVersion = String(kind * 100 + index);
  return { name, namespace: 'crowded', uid: uid(kind, index), resourceVersion, creationTimestamp: createdAt };
}

function replicaSet(index: number): KubeObject {
  const of = metadata(`shop-${index}`, 1, index);
  return { kind: 'ReplicaSet', apiVersion: 'apps/v1', metadata: of, spec: { replicas: 1 } };
}

function pod(index: number): KubeObject {
  const name = `shop-${index % WORKLOADS}`;
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: uid(1, index % WORKLOADS), controller: true };
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { ...metadata(`${name}-${index.toString(36).padStart(5, 'x')}`, 2, index), ownerReferences: [owner] },
    spec: {
      containers: [{ name: 'app', image: 'registry.example.com/shop/app:1' }],
      schedulerName: 'default-scheduler',
    },
    status: { phase: 'Pending' },
  };
}
