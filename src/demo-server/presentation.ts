import { type KubeObject, groupVersion, type ResourceType } from '../engine/engine.ts';
import type { ApiRequest } from './api-request.ts';
import type { StoredObject } from './api-state.ts';
import { eventInItsOwnGroup } from './event-versions.ts';
import { notAcceptable } from './status.ts';
import { PROTOBUF } from './status-form.ts';
import { tableOf } from './tables.ts';

/**
 * In which form objects are answered: as themselves (in JSON or protobuf), as rows of a table for `kubectl get`, or
 * only their metadata.
 */
export type Form = 'object' | 'protobuf' | 'table' | 'metadata';

/** Writes lists and watches in protobuf, as a real server does for its own types. */
export interface ProtobufWriter {
  readonly kinds: ReadonlySet<string>;
  list(kind: string, meta: ListMeta, items: readonly KubeObject[]): Buffer;
  /** One frame; `kind` is Status for an ERROR. */
  watchEvent(type: string, kind: string, object: object): Buffer;
}

/** How the objects of one request are written. */
export interface Presentation {
  readonly form: Form;
  readonly type: ResourceType;
  /** Age columns are counted from it. */
  readonly now: number;
  /** Whether a table's rows carry the whole object, its metadata (the default) or nothing. */
  readonly includeObject: string;
  readonly protobuf?: ProtobufWriter;
}

/**
 * Chooses the form from the Accept header; `protobuf`: whether it can be that. Throws a {@link StatusError} (406) when
 * there is none in it that is spoken here.
 */
export function formOf(request: ApiRequest, protobuf: boolean): Form {
  const accept = request.headers.accept ?? '*/*';
  for (const range of accept.split(',').map((part) => part.replaceAll(' ', '').toLowerCase())) {
    const [media = '', ...parameters] = range.split(';');
    if (protobuf && media === PROTOBUF) return 'protobuf';
    if (!['application/json', 'application/*', '*/*'].includes(media)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    const known = parameters.includes('g=meta.k8s.io') && parameters.includes('v=v1');
    if (as === undefined) return 'object';
    if (known && as === 'table') return 'table';
    if (known && (as === 'partialobjectmetadata' || as === 'partialobjectmetadatalist')) return 'metadata';
  }
  throw notAcceptable();
}

/** One event of a watch. */
export function presentEvent(type: string, stored: StoredObject, presentation: Presentation): Buffer {
  const { form, protobuf, type: resource } = presentation;
  if (form === 'protobuf' && protobuf) return protobuf.watchEvent(type, resource.kind, stored.object);
  return watchLine(type, presentObject(stored, presentation));
}

/** A bookmark or an error: an event whose object is not one of the resource's. */
export function presentNote(type: string, kind: string, object: object, { form, protobuf }: Presentation): Buffer {
  if (form === 'protobuf' && protobuf) return protobuf.watchEvent(type, kind, object);
  return watchLine(type, Buffer.from(JSON.stringify(object)));
}

const watchLine = (type: string, object: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, Buffer.from('}\n')]);

/** As the API server names it; of watches in JSON it does not say that they are ones. */
export function contentTypeOf({ form }: Presentation, answer: 'list' | 'watch'): string {
  if (form !== 'protobuf') return 'application/json';
  return answer === 'watch' ? `${PROTOBUF};stream=watch` : PROTOBUF;
}

const comma = Buffer.from(',');
const brace = Buffer.from('}');

/** One object, complete. */
export function presentObject(stored: StoredObject, { form, type, now, includeObject }: Presentation): Buffer {
  if (form === 'table') {
    return Buffer.from(
      JSON.stringify(
        tableOf(type, [stored.object], { resourceVersion: String(stored.resourceVersion) }, now, includeObject),
      ),
    );
  }
  return Buffer.concat([
    Buffer.from(`{"kind":"${kindIn(form, type)}","apiVersion":"${versionIn(form, type)}",`),
    itemOf(stored, form, type).subarray(1),
  ]);
}

export interface ListMeta {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** A list as its pieces, so that a big one is not copied. Items of a list carry neither kind nor apiVersion. */
export function presentList(items: readonly StoredObject[], meta: ListMeta, presentation: Presentation): Buffer[] {
  const { form, type, now, includeObject, protobuf } = presentation;
  const objects = (): readonly KubeObject[] => items.map(({ object }) => object);
  if (form === 'protobuf' && protobuf) return [protobuf.list(type.kind, meta, objects())];
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
const versionIn = (form: Form, type: ResourceType): string =>
  form === 'metadata' ? 'meta.k8s.io/v1' : groupVersion(type);
