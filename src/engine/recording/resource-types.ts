/** A resource of the API as discovery tells of it. */
export interface ResourceType {
  /** Plural, as in paths: `pods`. */
  readonly name: string;
  readonly kind: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

const type = (
  group: string,
  name: string,
  kind: string,
  shortNames: string[] = [],
  more: Partial<ResourceType> = {},
): ResourceType => ({
  name,
  kind,
  group,
  version: 'v1',
  namespaced: true,
  shortNames,
  categories: [],
  ...more,
});

const all = { categories: ['all'] };

export const knownTypes: readonly ResourceType[] = [
  type('', 'pods', 'Pod', ['po'], all),
  type('', 'events', 'Event', ['ev']),
  type('', 'nodes', 'Node', ['no'], { namespaced: false }),
  type('', 'namespaces', 'Namespace', ['ns'], { namespaced: false }),
  type('', 'persistentvolumeclaims', 'PersistentVolumeClaim', ['pvc']),
  type('apps', 'deployments', 'Deployment', ['deploy'], all),
  type('apps', 'replicasets', 'ReplicaSet', ['rs'], all),
  type('apps', 'statefulsets', 'StatefulSet', ['sts'], all),
  type('apps', 'daemonsets', 'DaemonSet', ['ds'], all),
  type('batch', 'jobs', 'Job', [], all),
  type('batch', 'cronjobs', 'CronJob', ['cj'], all),
];

/** The same events in their newer group. */
export const eventsInTheirOwnGroup = type('events.k8s.io', 'events', 'Event', ['ev']);

/** `v1`, `apps/v1`. */
export const groupVersion = ({ group, version }: Pick<ResourceType, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

/** `pods`, `deployments.apps`: how messages of the API name a resource. */
export const qualifiedName = ({ name, group }: ResourceType): string => (group === '' ? name : `${name}.${group}`);

/**
 * A type for a resource of a recording that is not among {@link knownTypes}, from where it was listed; `undefined` when
 * that is no path of the API.
 */
export function typeFromPath(name: string, path: string, kind: string, namespaced: boolean): ResourceType | undefined {
  const match = /^\/(?:api|apis\/([^/]+))\/([^/]+)\/[^/]+$/.exec(path);
  return match
    ? { name, kind, group: match[1] ?? '', version: match[2] ?? 'v1', namespaced, shortNames: [], categories: [] }
    : undefined;
}
