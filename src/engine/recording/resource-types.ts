import { resources } from '../decode/resources.ts';
import { own } from '../timeline/model/own.ts';

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

/** By which kubectl asks for them, and whether `kubectl get all` does. */
const kubectlNames: Readonly<Record<string, { readonly short: readonly string[]; readonly all?: true }>> = {
  pods: { short: ['po'], all: true },
  events: { short: ['ev'] },
  nodes: { short: ['no'] },
  namespaces: { short: ['ns'] },
  persistentvolumeclaims: { short: ['pvc'] },
  deployments: { short: ['deploy'], all: true },
  replicasets: { short: ['rs'], all: true },
  statefulsets: { short: ['sts'], all: true },
  daemonsets: { short: ['ds'], all: true },
  jobs: { short: [], all: true },
  cronjobs: { short: ['cj'], all: true },
};

type Listed = Pick<ResourceType, 'name' | 'kind' | 'namespaced'> & { readonly prefix: string };

function typeOf({ name, kind, prefix, namespaced }: Listed): ResourceType {
  const [version = 'v1', group = ''] = prefix
    .replace(/^\/apis?\//, '')
    .split('/')
    .reverse();
  const { short, all } = own(kubectlNames, name) ?? { short: [] };
  return { name, kind, group, version, namespaced, shortNames: short, categories: all ? ['all'] : [] };
}

const core = { prefix: '/api/v1', namespaced: false } as const;

/** What timelines are made of, and the namespaces. All of it is recorded. */
export const knownTypes: readonly ResourceType[] = [
  ...resources,
  { name: 'namespaces', kind: 'Namespace', ...core },
].map(typeOf);

/** The same events in their newer group. */
export const eventsInTheirOwnGroup = typeOf({
  name: 'events',
  kind: 'Event',
  prefix: '/apis/events.k8s.io/v1',
  namespaced: true,
});

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
