import type { EpochMs } from '../timeline/model/units.ts';
import type { DecodedChange, How } from './changes.ts';
import { readJson } from './json/decode-json.ts';
import { resourceNamed } from './resources.ts';

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
  const seen = arrivedAt === undefined ? { how } : { how, arrivedAt };
  return resourceNamed(resource)?.fromJson(readJson(resource, object), seen);
}
