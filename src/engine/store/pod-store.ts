import type { Signal } from '../signal.ts';
import type { EventFacts, OwnerRef, PodEvidence, PodFacts } from '../timeline/model/facts.ts';
import type { Timeline } from '../timeline/model/timeline.ts';
import type { EpochMs } from '../timeline/model/units.ts';

/** A pod in the store. The same object until the pod changes. */
export interface PodRecord {
  /** The newest version. */
  readonly pod: PodFacts;
  readonly deleted: boolean;
  /** The top of its owner chain as far as it is known. Absent for a bare pod. */
  readonly workload?: OwnerRef;
}

/** What changed since the last one; changes are batched. `reset`: everything may have. */
export interface StoreChange {
  readonly reset: boolean;
  readonly pods: ReadonlySet<string>;
  /** Uids of owners with new facts or events, for example a FailedCreate. */
  readonly owners: ReadonlySet<string>;
}

/** Everything seen of a cluster, by uid. Timelines are built on demand and kept until their evidence changes. */
export interface PodStore {
  readonly changed: Signal<StoreChange>;
  pods(): Iterable<PodRecord>;
  pod(uid: string): PodRecord | undefined;
  /** The pod of that name that is there now, else the last one of that name. */
  podNamed(namespace: string, name: string): PodRecord | undefined;
  /**
   * `now` (our own clock): what goes on is explained up to then, at most a second late. Where nothing goes on it costs
   * nothing. `when-changed`: up to then only where it has to be built in any case, for those who ask for thousands.
   */
  timeline(uid: string, now?: EpochMs, rebuild?: 'when-late' | 'when-changed'): Timeline | undefined;
  /** What the timeline is built from. */
  evidence(uid: string): PodEvidence | undefined;
  /** Events on the object with this uid, oldest first. */
  events(uid: string): readonly EventFacts[];
  /** Owners that could not create their pods (quota, admission), with the reason. */
  rejectedOwners(): readonly Rejection[];
}

export interface Rejection {
  readonly owner: OwnerRef & { readonly namespace: string };
  /** The top of the owner's own chain: the Deployment of a ReplicaSet; else the owner itself. */
  readonly workload: OwnerRef;
  readonly event: EventFacts;
}
