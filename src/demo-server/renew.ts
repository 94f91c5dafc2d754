import { createHash } from 'node:crypto';
import { own, type RecordingLine } from '../engine/engine.ts';

/*
 * A replay that starts over is a new life: other pods with the same names. Their uids must be new everywhere: in
 * ownerReferences, involvedObject, controller-uid labels, messages and keys of managedFields.
 */

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** What outlives a round: a node is not made anew. */
const lasting = new Set(['nodes', 'namespaces']);

/** Uids, and config hashes of static pods, by which objects of the recording are known. */
export function identitiesOf(lines: readonly RecordingLine[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const line of lines) {
    if (!('object' in line) || lasting.has(line.r)) continue;
    const { metadata } = line.object;
    if (metadata.uid !== undefined) found.add(metadata.uid);
    const hash = annotationOf(metadata, 'kubernetes.io/config.hash');
    if (hash !== undefined) found.add(hash);
  }
  return found;
}

const annotationOf = (metadata: object, name: string): string | undefined =>
  'annotations' in metadata ? own((metadata.annotations as Record<string, string> | undefined) ?? {}, name) : undefined;

/** The JSON text `json` with every identity replaced by its own of the round; round 0 keeps them. */
export function renewIdentities(json: string, identities: ReadonlySet<string>, round: number): string {
  if (round === 0) return json;
  const renew = (id: string): string => (identities.has(id) ? newIdentity(id, round) : id);
  return json.replace(uuid, renew).replace(/"[0-9a-f]{32}"/g, (quoted) => `"${renew(quoted.slice(1, -1))}"`);
}

/** The same for the same round, so that references agree; in the form of the old one. */
function newIdentity(id: string, round: number): string {
  const hex = createHash('sha256').update(`${round}/${id}`).digest('hex').slice(0, 32);
  if (!id.includes('-')) return hex;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
