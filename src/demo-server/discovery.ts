import { parseVersion, eventsInTheirOwnGroup, groupVersion, type ResourceType } from '../engine/engine.ts';

const verbs = ['get', 'list', 'watch'];

const preferred = (group: string, version: string): object => ({ groupVersion: `${group}/${version}`, version });

const groupsOf = (types: readonly ResourceType[]): Map<string, string> =>
  new Map(types.filter(({ group }) => group !== '').map(({ group, version }) => [group, version]));

/** What is asked of without a resource: discovery, version and health. `undefined`: no such path. */
export function discovery(
  path: string,
  types: readonly ResourceType[],
  gitVersion: string,
  address: string,
): object | string | undefined {
  const served = [...types, ...(types.some(({ name }) => name === 'events') ? [eventsInTheirOwnGroup] : [])];
  if (path === '/version') return versionInfo(gitVersion);
  if (['/readyz', '/livez', '/healthz'].includes(path)) return 'ok';
  if (path === '/api') {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
    };
  }
  if (path === '/apis') {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groupsOf(served), ['authorization.k8s.io', 'v1'] as const].map(([group, version]) =>
        apiGroup(group, version),
      ),
    };
  }
  return groupDiscovery(path.replace(/\/$/, ''), served);
}

const apiGroup = (name: string, version: string): object => ({
  name,
  versions: [preferred(name, version)],
  preferredVersion: preferred(name, version),
});

const ownReviews = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};

function groupDiscovery(path: string, served: readonly ResourceType[]): object | undefined {
  const [, root, group = '', version] = /^\/(apis?)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? [];
  if (root === 'api') {
    return group === 'v1' && version === undefined
      ? resourceList(
          'v1',
          served.filter((type) => type.group === ''),
        )
      : undefined;
  }
  if (root !== 'apis') return undefined;
  if (group === 'authorization.k8s.io') {
    if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, 'v1') };
    return version === 'v1'
      ? { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: `${group}/v1`, resources: [ownReviews] }
      : undefined;
  }
  const known = groupsOf(served).get(group);
  if (known === undefined) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(group, known) };
  return version === known
    ? resourceList(
        `${group}/${version}`,
        served.filter((type) => groupVersion(type) === `${group}/${version}`),
      )
    : undefined;
}

const resourceList = (of: string, types: readonly ResourceType[]): object => ({
  kind: 'APIResourceList',
  ...(of !== 'v1' && { apiVersion: 'v1' }),
  groupVersion: of,
  resources: types.flatMap((type) => [
    resource(type),
    ...(type.name === 'pods'
      ? [{ name: 'pods/log', singularName: '', namespaced: true, kind: 'Pod', verbs: ['get'] }]
      : []),
  ]),
});

const resource = ({ name, kind, namespaced, shortNames, categories }: ResourceType): object => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs,
  ...(shortNames.length > 0 && { shortNames }),
  ...(categories.length > 0 && { categories }),
});

function versionInfo(gitVersion: string): object {
  const { major, minor } = parseVersion(gitVersion);
  return {
    major: String(major),
    minor: String(minor),
    gitVersion,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}

/**
 * Where the server has lists that stream (`sendInitialEvents`): on by default in 1.32, off in 1.33, on again since
 * 1.34.
 */
export function hasStreamingLists(gitVersion: string): boolean {
  const { major, minor } = parseVersion(gitVersion);
  return major > 1 || minor === 32 || minor >= 34;
}
