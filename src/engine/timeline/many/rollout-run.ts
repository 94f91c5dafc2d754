import type { Timeline } from '../model/timeline.ts';
import type { EpochMs } from '../model/units.ts';
import type { Rollout } from './rollout.ts';

/** What a rollout reads of a pod's timeline again and again. */
export interface Start {
  readonly timeline: Timeline;
  readonly created: number;
  /** Absent when it never was. */
  readonly ready?: EpochMs;
}

/** One template's pods until another's came. */
export interface Run {
  readonly template: string;
  readonly kind: Rollout['kind'];
  /** By creation. */
  readonly starts: Start[];
}
