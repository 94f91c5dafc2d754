import { own, type KubeObject, type ResourceType } from '../engine/engine.ts';
import { ageOf } from './age.ts';
import { podState, readyCount, restarts } from './pod-columns.ts';

/*
 * The columns of `kubectl get`, as pkg/printers/internalversion/printers.go has them. Those of priority 1 are shown by
 * `-o wide`.
 */

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer';
  readonly format?: string;
  readonly priority?: number;
  readonly cell: (object: KubeObject, now: number) => string | number;
}

/** The value at `path` ("status.replicas"), or undefined. */
function at(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  return value;
}

const textAt =
  (path: string, otherwise = '<none>') =>
  (object: KubeObject): string => {
    const value = at(object, path);
    return typeof value === 'string' && value !== '' ? value : otherwise;
  };

const numberAt =
  (path: string) =>
  (object: KubeObject): number =>
    Number(at(object, path) ?? 0);

const name: Column = { name: 'Name', type: 'string', format: 'name', cell: (object) => object.metadata.name ?? '' };
const age: Column = {
  name: 'Age',
  type: 'string',
  cell: ({ metadata }, now) => ageOf(metadata.creationTimestamp, now),
};
const text = (title: string, cell: Column['cell'], priority = 0): Column => ({
  name: title,
  type: 'string',
  cell,
  priority,
});
const count = (title: string, path: string): Column => ({ name: title, type: 'integer', cell: numberAt(path) });

const workload = [
  text('Containers', (object) => containers(object, 'name'), 1),
  text('Images', (object) => containers(object, 'image'), 1),
];
const selector = text('Selector', (object) => pairs(at(object, 'spec.selector.matchLabels')), 1);

const columns: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    name,
    text('Ready', readyCount),
    text('Status', podState),
    text('Restarts', restarts),
    age,
    text('IP', textAt('status.podIP'), 1),
    text('Node', textAt('spec.nodeName'), 1),
    text('Nominated Node', textAt('status.nominatedNodeName'), 1),
    text('Readiness Gates', (object) => readinessGates(object), 1),
  ],
  events: [
    text('Last Seen', (event, now) => ageOf(lastSeen(event), now)),
    text('Type', textAt('type', '')),
    text('Reason', textAt('reason', '')),
    text(
      'Object',
      (event) =>
        `${textAt('involvedObject.kind', '')(event).toLowerCase()}/${textAt('involvedObject.name', '')(event)}`,
    ),
    text('Subobject', textAt('involvedObject.fieldPath', ''), 1),
    text(
      'Source',
      (event) =>
        [textAt('source.component', textAt('reportingComponent', '')(event))(event), textAt('source.host', '')(event)]
          .filter(Boolean)
          .join(', '),
      1,
    ),
    text('Message', (event) => textAt('message', '')(event).trim()),
    text('First Seen', (event, now) => ageOf(firstSeen(event), now), 1),
    text('Count', (event) => String(numberAt('series.count')(event) || numberAt('count')(event) || 1), 1),
    { ...name, priority: 1 },
  ],
  deployments: [
    name,
    text('Ready', (object) => `${numberAt('status.readyReplicas')(object)}/${numberAt('spec.replicas')(object)}`),
    count('Up-to-date', 'status.updatedReplicas'),
    count('Available', 'status.availableReplicas'),
    age,
    ...workload,
    selector,
  ],
  replicasets: [
    name,
    count('Desired', 'spec.replicas'),
    count('Current', 'status.replicas'),
    count('Ready', 'status.readyReplicas'),
    age,
    ...workload,
    selector,
  ],
  statefulsets: [
    name,
    text('Ready', (object) => `${numberAt('status.readyReplicas')(object)}/${numberAt('spec.replicas')(object)}`),
    age,
    ...workload,
  ],
  daemonsets: [
    name,
    count('Desired', 'status.desiredNumberScheduled'),
    count('Current', 'status.currentNumberScheduled'),
    count('Ready', 'status.numberReady'),
    count('Up-to-date', 'status.updatedNumberScheduled'),
    count('Available', 'status.numberAvailable'),
    text('Node Selector', (object) => pairs(at(object, 'spec.template.spec.nodeSelector'))),
    age,
    ...workload,
    selector,
  ],
  jobs: [
    name,
    text('Status', jobStatus),
    text('Completions', (job) => `${numberAt('status.succeeded')(job)}/${Number(at(job, 'spec.completions') ?? 1)}`),
    text('Duration', jobDuration),
    age,
    ...workload,
    selector,
  ],
  cronjobs: [
    name,
    text('Schedule', textAt('spec.schedule')),
    text('Timezone', textAt('spec.timeZone')),
    text('Suspend', (job) => (at(job, 'spec.suspend') === true ? 'True' : 'False')),
    text('Active', (job) => String(list(at(job, 'status.active')).length)),
    age,
  ],
  nodes: [
    name,
    text('Status', nodeStatus),
    text('Roles', nodeRoles),
    age,
    text('Version', textAt('status.nodeInfo.kubeletVersion', '')),
  ],
  namespaces: [name, text('Status', textAt('status.phase', 'Active')), age],
  persistentvolumeclaims: [
    name,
    text('Status', textAt('status.phase', '')),
    text('Volume', textAt('spec.volumeName', '')),
    text('Capacity', textAt('status.capacity.storage', '')),
    text('Access Modes', (claim) =>
      list(at(claim, 'status.accessModes'))
        .map((mode) => String(mode).replace(/[a-z]/g, ''))
        .join(','),
    ),
    text('StorageClass', textAt('spec.storageClassName', '')),
    text('VolumeAttributesClass', textAt('spec.volumeAttributesClassName', '<unset>')),
    age,
  ],
};

/** The columns of a resource; of an unknown one its name and creation, as the server does for custom resources. */
export const columnsOf = ({ name: resource }: ResourceType): readonly Column[] => own(columns, resource) ?? [name, age];

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const pairs = (labels: unknown): string =>
  Object.entries(typeof labels === 'object' && labels !== null ? labels : {})
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',') || '<none>';

const containers = (object: KubeObject, field: 'name' | 'image'): string =>
  list(at(object, 'spec.template.spec.containers'))
    .map((container) => String(at(container, field)))
    .join(',');

const lastSeen = (event: KubeObject): unknown =>
  at(event, 'series.lastObservedTime') ?? at(event, 'lastTimestamp') ?? firstSeen(event);
const firstSeen = (event: KubeObject): unknown => at(event, 'firstTimestamp') ?? at(event, 'eventTime');

function readinessGates(pod: KubeObject): string {
  const gates = list(at(pod, 'spec.readinessGates'));
  if (gates.length === 0) return '<none>';
  const conditions = list(at(pod, 'status.conditions'));
  const passed = gates.filter((gate) =>
    conditions.some(
      (condition) => at(condition, 'type') === at(gate, 'conditionType') && at(condition, 'status') === 'True',
    ),
  );
  return `${passed.length}/${gates.length}`;
}

function jobStatus(job: KubeObject): string {
  const conditions = list(at(job, 'status.conditions')).filter((condition) => at(condition, 'status') === 'True');
  const has = (type: string): boolean => conditions.some((condition) => at(condition, 'type') === type);
  if (has('Complete')) return 'Complete';
  if (has('Failed')) return 'Failed';
  if (job.metadata['deletionTimestamp']) return 'Terminating';
  return ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(has) ?? 'Running';
}

function jobDuration(job: KubeObject, now: number): string {
  const start = at(job, 'status.startTime');
  const end = at(job, 'status.completionTime');
  return typeof start !== 'string' ? '' : ageOf(start, typeof end === 'string' ? Date.parse(end) : now);
}

function nodeStatus(node: KubeObject): string {
  const ready = list(at(node, 'status.conditions')).find((condition) => at(condition, 'type') === 'Ready');
  const state = readyWord(ready);
  return at(node, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

function readyWord(condition: unknown): string {
  if (condition === undefined) return 'Unknown';
  return at(condition, 'status') === 'True' ? 'Ready' : 'NotReady';
}

function nodeRoles({ metadata }: KubeObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return (
    roles
      .map((label) => label.slice(prefix.length))
      .sort()
      .join(',') || '<none>'
  );
}
