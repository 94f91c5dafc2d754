/** A pod that is known by name only, for example from a manifest. */
export interface NamedPod {
  /** Absent: the one that is watched. */
  readonly namespace?: string;
  readonly name: string;
  /** A pod of that workload, the newest, when it is not a pod's own name. */
  readonly workloadKind?: string;
}

const KINDS: ReadonlySet<string> = new Set([
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicaSet',
]);

/** Whether objects of this kind are pods or have some. */
export const makesPods = (kind: string): boolean => KINDS.has(kind);

const LONGEST_NAME = 253;
const LONGEST_LABEL = 63;

/**
 * The name or the namespace that no object of a cluster can have, as in a template that is not filled in; absent when
 * both are well.
 */
export function wrongName({ name, namespace }: NamedPod): string | undefined {
  if (!isSubdomain(name)) return name;
  return namespace === undefined || isLabel(namespace) ? undefined : namespace;
}

/** RFC 1123, as apimachinery's validation asks of pods and workloads. */
const isSubdomain = (text: string): boolean =>
  text.length <= LONGEST_NAME && text.split('.').every((part) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(part));

/** As it is asked of namespaces. */
const isLabel = (text: string): boolean => text.length <= LONGEST_LABEL && !text.includes('.') && isSubdomain(text);
