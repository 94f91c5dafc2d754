import type { EpochMs } from '../timeline/model/units.ts';
import type { DecodedChange, How } from './changes.ts';
import { decodeEvent } from './json/decode-event.ts';
import type { Json } from './json/decode-json.ts';
import { decodeClaim, decodeNode, decodeOwner } from './json/decode-owner.ts';
import { decodePod } from './json/decode-pod.ts';
import type { DecodeMessage } from './protobuf/protobuf-codec.ts';
import { readEvent } from './protobuf/protobuf-event.ts';
import { readPod } from './protobuf/protobuf-pod.ts';
import { Wire } from './protobuf/wire.ts';

/** What feeds that part of the store. */
type Feeding<Part extends DecodedChange['resource']> = Extract<DecodedChange, { readonly resource: Part }>;

/** How an object came. */
interface Seen {
  readonly how: How;
  /** Our own clock. Absent when only what the API stores is known. */
  readonly arrivedAt?: EpochMs;
}

/** A resource of the API that timelines are made of: all that is known of it, in one row. */
export interface Resource<Change extends DecodedChange = DecodedChange> {
  /** The plural name, as in paths. */
  readonly name: string;
  readonly kind: string;
  /** What its paths begin with: `/api/v1`, `/apis/apps/v1`. */
  readonly prefix: string;
  readonly namespaced: boolean;
  /** The part of the store that it feeds. */
  readonly feeds: Change['resource'];
  /** Whether there are no timelines without it. */
  readonly need: 'needed' | 'optional';
  /** As a whole, or single objects when a timeline has a use for them. */
  readonly read: 'watched' | 'when-examined';
  /** Throws a `DecodeError` when the object is not what the API promises. */
  readonly fromJson: (json: Json, seen: Seen) => Change;
  /** The same from protobuf, for resources of which there are many. */
  readonly fromMessage?: DecodeMessage<DecodedChange>;
}

export const PODS: Resource<Feeding<'pods'>> = {
  name: 'pods',
  kind: 'Pod',
  prefix: '/api/v1',
  namespaced: true,
  feeds: 'pods',
  need: 'needed',
  read: 'watched',
  fromJson: (json, seen) => ({ resource: 'pods', ...seen, facts: decodePod(json) }),
  fromMessage: (message, how, arrivedAt) => {
    const facts = readPod(new Wire(message));
    return { value: { resource: 'pods', how, arrivedAt, facts }, resourceVersion: facts.resourceVersion };
  },
};

export const EVENTS: Resource<Feeding<'events'>> = {
  name: 'events',
  kind: 'Event',
  prefix: '/api/v1',
  namespaced: true,
  feeds: 'events',
  need: 'optional',
  read: 'watched',
  fromJson: (json, seen) => ({ resource: 'events', ...seen, facts: decodeEvent(json) }),
  fromMessage: (message, how, arrivedAt) => {
    const facts = readEvent(new Wire(message));
    return { value: { resource: 'events', how, arrivedAt, facts }, resourceVersion: facts.resourceVersion };
  },
};

export const NODES: Resource<Feeding<'nodes'>> = {
  name: 'nodes',
  kind: 'Node',
  prefix: '/api/v1',
  namespaced: false,
  feeds: 'nodes',
  need: 'optional',
  read: 'when-examined',
  fromJson: (json, seen) => ({ resource: 'nodes', ...seen, facts: decodeNode(json) }),
};

export const CLAIMS: Resource<Feeding<'claims'>> = {
  name: 'persistentvolumeclaims',
  kind: 'PersistentVolumeClaim',
  prefix: '/api/v1',
  namespaced: true,
  feeds: 'claims',
  need: 'optional',
  read: 'when-examined',
  fromJson: (json, seen) => ({ resource: 'claims', ...seen, facts: decodeClaim(json) }),
};

const owner = (name: string, kind: string, prefix: string): Resource<Feeding<'owners'>> => ({
  name,
  kind,
  prefix,
  namespaced: true,
  feeds: 'owners',
  need: 'optional',
  read: 'watched',
  fromJson: (json, seen) => ({ resource: 'owners', ...seen, facts: decodeOwner(kind, json) }),
});

/** All of them. Decoding, watching, recording and the demo server read this table. */
export const resources: readonly Resource[] = [
  PODS,
  EVENTS,
  NODES,
  CLAIMS,
  owner('deployments', 'Deployment', '/apis/apps/v1'),
  owner('replicasets', 'ReplicaSet', '/apis/apps/v1'),
  owner('statefulsets', 'StatefulSet', '/apis/apps/v1'),
  owner('daemonsets', 'DaemonSet', '/apis/apps/v1'),
  owner('jobs', 'Job', '/apis/batch/v1'),
  owner('cronjobs', 'CronJob', '/apis/batch/v1'),
];

const byName: ReadonlyMap<string, Resource> = new Map(resources.map((resource) => [resource.name, resource]));

/** The resource with this plural name; names may come from outside. */
export const resourceNamed = (name: string): Resource | undefined => byName.get(name);

type Place = Pick<Resource, 'prefix' | 'name' | 'namespaced'>;

/** Where the resource is listed: in one namespace, or in all. */
export const pathOf = ({ prefix, name, namespaced }: Place, namespace: string | undefined): string =>
  namespaced && namespace !== undefined
    ? `${prefix}/namespaces/${encodeURIComponent(namespace)}/${name}`
    : `${prefix}/${name}`;

/** Where one object of it is. */
export const objectPath = (resource: Place, namespace: string | undefined, name: string): string =>
  `${pathOf(resource, namespace)}/${encodeURIComponent(name)}`;
