import type { OwnerRef } from '../model/facts.ts';
import type { Timeline } from '../model/timeline.ts';
import type { EpochMs } from '../model/units.ts';

/**
 * The pods of one workload that were made from one template, one after another or together, until another template
 * came.
 */
export interface Rollout {
  readonly namespace: string;
  readonly workload: OwnerRef;
  /** At the time, as far as it can be told: a Deployment that is rolled back gives the old template a new number. */
  readonly revision?: string;
  /**
   * `update`: pods of another template were there before. `rollback`: of another one, and of this one before that.
   * `later`: of the template that was there, when all its pods were ready: scaled up or replaced. `first`: nothing was
   * seen before.
   */
  readonly kind: 'first' | 'update' | 'rollback' | 'later';
  /** Of a rollback: the number that the template had when it was there before. */
  readonly backTo?: string;
  /** By creation. */
  readonly pods: readonly Timeline[];
  /** The first pod's creation. */
  readonly startedAt: EpochMs;
  readonly firstReadyAt?: EpochMs;
  /** Absent while a pod that was not deleted is not ready. */
  readonly lastReadyAt?: EpochMs;
  /**
   * Pods that the rollout waited for, one after another, from its start to the last one ready: each was made when the
   * one before was ready.
   */
  readonly waitedFor: readonly string[];
}
