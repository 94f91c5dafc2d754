import type { DecodedChange } from '../decode/changes.ts';

/** A resource that is watched for timelines. */
export interface WatchedResource {
  /** The plural name, as `decodeChange` knows it. */
  readonly name: string;
  readonly prefix: string;
  /** The part of the store that it feeds. */
  readonly feeds: DecodedChange['resource'];
  /** Of owners: the kind. */
  readonly kind?: string;
}

export const PODS: WatchedResource = { name: 'pods', prefix: '/api/v1', feeds: 'pods' };
export const EVENTS: WatchedResource = { name: 'events', prefix: '/api/v1', feeds: 'events' };

export const OWNERS: readonly WatchedResource[] = [
  { name: 'deployments', prefix: '/apis/apps/v1', feeds: 'owners', kind: 'Deployment' },
  { name: 'replicasets', prefix: '/apis/apps/v1', feeds: 'owners', kind: 'ReplicaSet' },
  { name: 'statefulsets', prefix: '/apis/apps/v1', feeds: 'owners', kind: 'StatefulSet' },
  { name: 'daemonsets', prefix: '/apis/apps/v1', feeds: 'owners', kind: 'DaemonSet' },
  { name: 'jobs', prefix: '/apis/batch/v1', feeds: 'owners', kind: 'Job' },
  { name: 'cronjobs', prefix: '/apis/batch/v1', feeds: 'owners', kind: 'CronJob' },
];

/** Where the resource is listed: in one namespace, or in all. */
export const pathOf = ({ prefix, name }: WatchedResource, namespace: string | undefined): string =>
  namespace === undefined ? `${prefix}/${name}` : `${prefix}/namespaces/${encodeURIComponent(namespace)}/${name}`;

/** What a list of the resource covers: when it does not show such an object, the object is gone. */
export function coveredBy(
  resource: WatchedResource,
  namespace: string | undefined,
): (change: DecodedChange) => boolean {
  return (change) => {
    if (change.resource !== resource.feeds) return false;
    if (change.resource === 'owners' && change.facts.kind !== resource.kind) return false;
    return namespace === undefined || ('namespace' in change.facts && change.facts.namespace === namespace);
  };
}
