import type { ApiRequest } from './api-request.ts';
import type { StoredObject } from './api-state.ts';
import { eventInItsOwnGroup } from './event-versions.ts';
import type { KubeObject } from './recording.ts';
import { groupVersion } from './resource-types.ts';
import type { ResourceType } from './resource-types.ts';
import { notAcceptable } from './status.ts';
import { tableOf } from './tables.ts';

/** In which form objects are answered: as themselves, as rows of a table for `kubectl get`, or only their metadata. */
export type Form = 'object' | 'table' | 'metadata';

/** How the objects of one request are written. */
export interface Presentation {
  readonly form: Form;
  readonly type: ResourceType;
  /** Age columns are counted from it. */
  readonly now: number;
  /** Whether a table's rows carry the whole object, its metadata (the default) or nothing. */
  readonly includeObject: string;
}

/** Chooses the form from the Accept header. Throws a {@link StatusError} (406) when there is none in it that is spoken here. */
export function formOf(request: ApiRequest): Form {
  const accept = request.headers.accept ?? '*/*';
  for (const range of accept.split(',').map((part) => part.replaceAll(' ', '').toLowerCase())) {
    const [media = '', ...parameters] = range.split(';');
    if (!['application/json', 'application/*', '*/*'].includes(media)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const known = parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1');
    if (as === undefined) return 'object';
    if (known && as === 'table') return 'table';
    if (known && (as === 'partialobjectmetadata' || as === 'partialobjectmetadatalist')) return 'metadata';
  }
  throw notAcceptable();
}

const comma = Buffer.from(',');
const brace = Buffer.from('}');

/** One object, complete. */
export function presentObject(stored: StoredObject, { form, type, now, includeObject }: Presentation): Buffer {
  if (form === 'table') return Buffer.from(JSON.stringify(tableOf(type, [stored.object], { resourceVersion: String(stored.resourceVersion) }, now, includeObject)));
  return Buffer.concat([Buffer.from(`{"kind":"${kindIn(form, type)}","apiVersion":"${versionIn(form, type)}",`), itemOf(stored, form, type).subarray(1)]);
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A list as its pieces, so that a big one is not copied. Items of a list carry neither kind nor apiVersion. */
export function presentList(items: readonly StoredObject[], meta: ListMeta, { form, type, now, includeObject }: Presentation): Buffer[] {
  const objects = (): readonly KubeObject[] => items.map(({ object }) => object);
  if (form === 'table') return [Buffer.from(JSON.stringify(tableOf(type, objects(), meta, now, includeObject)))];
  const head = `{"kind":"${kindIn(form, type)}List","apiVersion":"${versionIn(form, type)}","metadata":${JSON.stringify(meta)},"items":[`;
  const pieces: Buffer[] = [Buffer.from(head)];
  for (const item of items) pieces.push(itemOf(item, form, type), comma);
  if (items.length > 0) pieces.pop();
  return [...pieces, Buffer.from(']'), brace];
}

function itemOf(stored: StoredObject, form: Form, type: ResourceType): Buffer {
  if (form === 'metadata') return Buffer.from(JSON.stringify({ metadata: stored.object.metadata }));
  return type.group === 'events.k8s.io' ? Buffer.from(JSON.stringify(eventInItsOwnGroup(stored.object))) : stored.body;
}

const kindIn = (form: Form, type: ResourceType): string => (form === 'metadata' ? 'PartialObjectMetadata' : type.kind);
const versionIn = (form: Form, type: ResourceType): string => (form === 'metadata' ? 'meta.k8s.io/v1' : groupVersion(type));
