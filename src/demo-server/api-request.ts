import type { IncomingMessage } from 'node:http';
import type { ResourceType } from '../engine/engine.ts';

/** What a request asks for, read off its path. */
export interface ApiRequest {
  readonly method: string;
  /** Decoded path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Absent for paths outside of the resources (`/version`). */
  readonly target?: ResourceTarget;
  /** As RBAC names it. */
  readonly verb: 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';
}

export interface ResourceTarget {
  readonly group: string;
  readonly version: string;
  /** Plural: `pods`. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  /** `log`, `status`. */
  readonly subresource?: string;
}

/** Reads a request. A path that is not valid percent-encoding stays as it is, and finds nothing. */
export function parseRequest(message: IncomingMessage): ApiRequest {
  const url = new URL(`https://localhost${message.url ?? '/'}`);
  const method = message.method ?? 'GET';
  const target = parseTarget(url.pathname);
  return {
    method,
    path: decode(url.pathname),
    query: url.searchParams,
    headers: message.headers,
    ...(target && { target }),
    verb: verbOf(method, target, url.searchParams),
  };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The core group has no name, and a path of its own. */
function groupOf([root, name]: readonly string[]): string | undefined {
  if (root === 'api') return '';
  return root === 'apis' ? name : undefined;
}

function parseTarget(path: string): ResourceTarget | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const group = groupOf(parts);
  if (group === undefined) return undefined;
  const [version, ...rest] = parts.slice(group === '' ? 1 : 2);
  if (version === undefined || rest.length === 0) return undefined;
  const namespaced = rest[0] === 'namespaces' && rest.length > 2;
  const [resource = '', name, subresource] = namespaced ? rest.slice(2) : rest;
  return {
    ...{ group, version, resource },
    ...(namespaced && rest[1] !== undefined && { namespace: rest[1] }),
    ...(name !== undefined && { name }),
    ...(subresource !== undefined && { subresource }),
  };
}

function verbOf(method: string, target: ResourceTarget | undefined, query: URLSearchParams): ApiRequest['verb'] {
  if (method === 'POST') return 'create';
  if (method === 'PUT') return 'update';
  if (method === 'PATCH') return 'patch';
  if (method === 'DELETE') return 'delete';
  if (!target || target.name !== undefined) return 'get';
  return isTrue(query.get('watch')) ? 'watch' : 'list';
}

/** How Go reads a boolean of a query. */
export const isTrue = (value: string | null): boolean =>
  value !== null && ['', '1', 't', 'T', 'true', 'TRUE', 'True'].includes(value);

/** Whether the request is for this type: the same name, group and version. */
export const isOf = (target: ResourceTarget, type: ResourceType): boolean =>
  target.resource === type.name && target.group === type.group && target.version === type.version;
