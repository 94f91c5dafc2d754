/** A pod that is known by name only, for example from a manifest. */
export interface NamedPod {
  /** Absent: the one that is watched. */
  readonly namespace?: string;
  readonly name: string;
  /** A pod of that workload, the newest, when it is not a pod's own name. */
  readonly workloadKind?: string;
}
