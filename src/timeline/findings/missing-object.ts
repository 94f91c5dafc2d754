/** A ConfigMap, Secret or key that a container or volume needs and that is not there. */
export interface MissingObject {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
}

const MISSING = /\b(configmap|secret)s? "([^"]+)" not found/i;
const NOT_REGISTERED = /object "[^"/]*"\/"([^"]+)" not registered/;
const NO_KEY = /(?:couldn't find key \S+ in|references non-existent) (ConfigMap|Secret)(?: key)?:? ?(\S*)/i;

/** What the kubelet's error says is missing (pkg/kubelet/kubelet_pods.go, pkg/volume/configmap, pkg/volume/secret). */
export function missingObject(message: string): MissingObject | undefined {
  const [, kind, name] = MISSING.exec(message) ?? NO_KEY.exec(message) ?? [];
  if (kind !== undefined && name !== undefined) return { kind: kind.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap', name };
  const object = NOT_REGISTERED.exec(message)?.[1];
  return object === undefined ? undefined : { kind: 'ConfigMap', name: object };
}

export const isMissingObject = (message: string): boolean => missingObject(message) !== undefined;
