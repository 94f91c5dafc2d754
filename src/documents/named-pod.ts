/** A pod that is known by name only, for example from a manifest. */
export interface NamedPod {
  /** Absent: the one that is watched. */
  readonly namespace?: string;
  readonly name: string;
  /** A pod of that workload, the newest, when it is not a pod's own name. */
  readonly workloadKind?: string;
}

const KINDS: ReadonlySet<string> = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet']);

/** Whether objects of this kind are pods or have some. */
export const makesPods = (kind: string): boolean => KINDS.has(kind);
