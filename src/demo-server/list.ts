import type { ApiRequest } from './api-request.ts';
import type { ResourceState, StoredObject } from './api-state.ts';
import type { ListMeta } from './presentation.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import type { Selector } from './selectors.ts';
import { badRequest, expiredContinue, invalidListOptions, tooLarge, tooOld } from './status.ts';

export interface ListResult {
  readonly items: readonly StoredObject[];
  readonly meta: ListMeta;
}

/** What namespace, name and selectors of the request let through. Throws a {@link StatusError} (400). */
export function selectorOf(request: ApiRequest, state: ResourceState): Selector {
  const { namespace, name } = request.target ?? {};
  const label = request.query.get('labelSelector');
  const field = request.query.get('fieldSelector');
  const tests: Selector[] = [];
  if (namespace !== undefined) tests.push(({ metadata }) => metadata.namespace === namespace);
  if (name !== undefined) tests.push(({ metadata }) => metadata.name === name);
  if (label) tests.push(labelSelector(label));
  if (field) tests.push(fieldSelector(field, state.type));
  return (object) => tests.every((test) => test(object));
}

/**
 * Answers a list as the API server's watch cache and etcd would: apiserver/pkg/storage. Throws a {@link StatusError}.
 */
export function list(request: ApiRequest, state: ResourceState): ListResult {
  const token = request.query.get('continue');
  const selector = selectorOf(request, state);
  const limit = limitOf(request);
  if (token) return page(continued(token, request, state), selector, limit, isSelecting(request));
  return page(start(request, state), selector, limit, isSelecting(request));
}

/** What a page is cut from: all objects at one version, from a key on. */
interface Source {
  readonly items: readonly StoredObject[];
  readonly version: number;
  readonly after: string;
}

/** A resource version that the request names; 0 stands for "any". Throws a {@link StatusError} (400). */
export function versionOf(request: ApiRequest): number | undefined {
  const text = request.query.get('resourceVersion') ?? '';
  if (text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw badRequest(`Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`);
  }
  return Number(text);
}

function start(request: ApiRequest, state: ResourceState): Source {
  const version = versionOf(request);
  const match = request.query.get('resourceVersionMatch') ?? '';
  if (match !== '' && version === undefined) {
    throw invalidListOptions(
      'resourceVersionMatch',
      'Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    );
  }
  if (!['', 'Exact', 'NotOlderThan'].includes(match)) {
    throw invalidListOptions(
      'resourceVersionMatch',
      `Unsupported value: "${match}": supported values: "Exact", "NotOlderThan", ""`,
    );
  }
  if (match === 'Exact' && version === 0) {
    throw invalidListOptions(
      'resourceVersionMatch',
      'Forbidden: resourceVersionMatch "Exact" is forbidden for resourceVersion "0"',
    );
  }
  if (version !== undefined && version > state.newest) throw tooLarge(version, state.newest);
  const exact =
    match === 'Exact' || (match === '' && request.query.has('limit') && version !== undefined && version > 0);
  if (exact && version !== undefined) return at(version, state);
  return { items: state.items(), version: state.version, after: '' };
}

function at(version: number, state: ResourceState): Source {
  const items = state.itemsAt(version);
  if (!items) throw tooOld(version, state.oldest);
  return { items, version, after: '' };
}

function continued(token: string, request: ApiRequest, state: ResourceState): Source {
  const { rv, start: after } = parseToken(token);
  if (versionOf(request)) throw badRequest('specifying resource version is not allowed when using continue');
  if (rv === inconsistent) return { items: state.items(), version: state.version, after };
  const items = state.itemsAt(rv);
  if (!items) throw expiredContinue(formatToken(inconsistent, after));
  return { items, version: rv, after };
}

function page({ items, version, after }: Source, selector: Selector, limit: number, selecting: boolean): ListResult {
  const rest = items.filter((item) => item.key > after && selector(item.object));
  const resourceVersion = String(version);
  if (limit === 0 || rest.length <= limit) return { items: rest, meta: { resourceVersion } };
  const shown = rest.slice(0, limit);
  const token = formatToken(version, shown.at(-1)?.key ?? '');
  return {
    items: shown,
    meta: { resourceVersion, continue: token, ...(!selecting && { remainingItemCount: rest.length - limit }) },
  };
}

const isSelecting = ({ query }: ApiRequest): boolean =>
  Boolean(query.get('labelSelector')) || Boolean(query.get('fieldSelector'));

/** The watch cache, which answers `resourceVersion=0`, knows no pages: everything comes at once. */
function limitOf(request: ApiRequest): number {
  if (request.query.get('resourceVersion') === '0') return 0;
  const limit = Number(request.query.get('limit') ?? 0);
  if (!Number.isInteger(limit) || limit < 0) {
    throw badRequest(`limit: Invalid value: "${request.query.get('limit') ?? ''}"`);
  }
  return limit;
}

/** In a continue token: go on with what is there now. */
const inconsistent = -1;

const formatToken = (rv: number, start: string): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start })).toString('base64url');

function parseToken(token: string): { rv: number; start: string } {
  try {
    const { rv, start: from } = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      rv?: unknown;
      start?: unknown;
    };
    if (typeof rv === 'number' && typeof from === 'string') return { rv, start: from };
  } catch {
    // answered below, like a token of another form
  }
  throw badRequest('continue key is not valid: encoded start key is not valid');
}
