import { own } from '../timeline/model/own.ts';
import type { EpochMs } from '../timeline/model/units.ts';
import type { DecodedChange, How } from './changes.ts';
import { decodeEvent } from './json/decode-event.ts';
import type { Json } from './json/decode-json.ts';
import { readJson } from './json/decode-json.ts';
import { decodeClaim, decodeNode, decodeOwner, OWNER_KINDS } from './json/decode-owner.ts';
import { decodePod } from './json/decode-pod.ts';
import type { DecodeMessage } from './protobuf/protobuf-codec.ts';
import { readEvent } from './protobuf/protobuf-event.ts';
import { readPod } from './protobuf/protobuf-pod.ts';
import { Wire } from './protobuf/wire.ts';

/** A raw object of the API and how it came. Items of a list have no `kind`, so the resource's name says what it is. */
export interface RawChange {
  /** The plural name: `pods`, `events`, `nodes`, `persistentvolumeclaims`, `deployments`, ... */
  readonly resource: string;
  readonly how: How;
  readonly object: unknown;
  readonly arrivedAt?: EpochMs;
}

/**
 * Raw JSON becomes facts, once; nothing of the raw object is kept. Undefined for resources that no timeline needs.
 * Throws a `DecodeError` that names the object and the field when the object is not what the API promises.
 */
export function decodeChange({ resource, how, object, arrivedAt }: RawChange): DecodedChange | undefined {
  const read = (): Json => readJson(resource, object);
  const seen = arrivedAt === undefined ? { how } : { how, arrivedAt };
  const kind = own(OWNER_KINDS, resource);
  if (resource === 'pods') return { resource, ...seen, facts: decodePod(read()) };
  if (resource === 'events') return { resource, ...seen, facts: decodeEvent(read()) };
  if (resource === 'nodes') return { resource, ...seen, facts: decodeNode(read()) };
  if (resource === 'persistentvolumeclaims') return { resource: 'claims', ...seen, facts: decodeClaim(read()) };
  return kind === undefined ? undefined : { resource: 'owners', ...seen, facts: decodeOwner(kind, read()) };
}

/** The same from protobuf, for the resources of which there are many: those whose objects are read in it. */
export const MESSAGE_DECODERS: Readonly<Record<string, DecodeMessage<DecodedChange>>> = {
  pods: (message, how, arrivedAt) => {
    const facts = readPod(new Wire(message));
    return { value: { resource: 'pods', how, arrivedAt, facts }, resourceVersion: facts.resourceVersion };
  },
  events: (message, how, arrivedAt) => {
    const facts = readEvent(new Wire(message));
    return { value: { resource: 'events', how, arrivedAt, facts }, resourceVersion: facts.resourceVersion };
  },
};
