/** A ConfigMap or Secret that a container or volume needs and that is not there, or that lacks a key. */
export interface MissingObject {
  readonly kind: 'ConfigMap' | 'Secret';
  /** Absent where the kubelet names only the key. */
  readonly name?: string;
  /** The object is there, and this key of it is not. */
  readonly key?: string;
}

const MISSING = /\b(configmap|secret)s? "([^"]+)" not found/i;
const NOT_REGISTERED = /object "[^"/]*"\/"([^"]+)" not registered/;
const NO_KEY = /couldn't find key (\S+) in (ConfigMap|Secret) (?:\S+\/)?([^\s/]+)/i;
const NO_KEY_IN_VOLUME = /references non-existent (config|secret) key(?:: (\S+))?/;

/** What the kubelet's error says is missing (pkg/kubelet/kubelet_pods.go, pkg/volume/configmap, pkg/volume/secret). */
export function missingObject(message: string): MissingObject | undefined {
  const [, kind, name] = MISSING.exec(message) ?? [];
  if (kind !== undefined && name !== undefined) return { kind: kindOf(kind), name };
  const [, key, of, owner] = NO_KEY.exec(message) ?? [];
  if (key !== undefined && of !== undefined && owner !== undefined) return { kind: kindOf(of), name: owner, key };
  const [, source, asked] = NO_KEY_IN_VOLUME.exec(message) ?? [];
  if (source !== undefined) return { kind: kindOf(source), key: asked ?? '' };
  const object = NOT_REGISTERED.exec(message)?.[1];
  return object === undefined ? undefined : { kind: 'ConfigMap', name: object };
}

const kindOf = (word: string): MissingObject['kind'] => (word.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap');

export const isMissingObject = (message: string): boolean => missingObject(message) !== undefined;
