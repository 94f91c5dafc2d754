import type { DecodedChange } from '../decode/changes.ts';
import type { Resource } from '../decode/resources.ts';

/** What a list of the resource covers: when it does not show such an object, the object is gone. */
export function coveredBy(resource: Resource, namespace: string | undefined): (change: DecodedChange) => boolean {
  return (change) => {
    if (change.resource !== resource.feeds) return false;
    if (change.resource === 'owners' && change.facts.kind !== resource.kind) return false;
    return namespace === undefined || ('namespace' in change.facts && change.facts.namespace === namespace);
  };
}
