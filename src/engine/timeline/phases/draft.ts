import type { Instant, LaneId, PhaseKind } from '../model/timeline.ts';
import { epochMs, type EpochMs } from '../model/units.ts';

/** A phase before its place on the critical path is known. */
export interface Draft {
  readonly id: string;
  readonly kind: PhaseKind;
  readonly lane: LaneId;
  readonly attempt: number;
  readonly start: Instant;
  /** Absent while it runs. */
  readonly end?: Instant;
  readonly failed: boolean;
  readonly message?: string;
  /** Of a stretch in which runs ended unseen: how many. */
  readonly runs?: number;
}

/** What a step that ended says about the time before it. */
export interface Step {
  readonly at: Instant;
  readonly kind: PhaseKind;
  readonly failed?: boolean;
  readonly message?: string;
  readonly runs?: number;
}

/**
 * `instant`, moved so that it does not come before `floor`; bounds are widened to hold it, so that nothing is hidden.
 */
export function notBefore(instant: Instant, floor: EpochMs): Instant {
  return instant.at >= floor ? instant : moved(instant, floor);
}

/** `instant`, moved so that it does not come after `ceiling`. */
export function notAfter(instant: Instant, ceiling: EpochMs): Instant {
  return instant.at <= ceiling ? instant : moved(instant, ceiling);
}

function moved(instant: Instant, at: EpochMs): Instant {
  return {
    ...instant,
    at,
    earliest: epochMs(Math.min(instant.earliest, at)),
    latest: epochMs(Math.max(instant.latest, at)),
  };
}

/** Numbers phases of a kind within a lane: `container/app/pull`, then `container/app/pull/2`. */
export class PhaseIds {
  readonly #lane: LaneId;
  readonly #counts = new Map<PhaseKind, number>();

  constructor(lane: LaneId) {
    this.#lane = lane;
  }

  /** `count`: so many attempts are told as one. */
  next(kind: PhaseKind, count = 1): { readonly id: string; readonly attempt: number } {
    const attempt = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, attempt + count - 1);
    return { id: attempt === 1 ? `${this.#lane}/${kind}` : `${this.#lane}/${kind}/${attempt}`, attempt };
  }
}

/** Lays the steps end to end from `begin`; steps that take no time leave no phase. */
export function layEndToEnd(lane: LaneId, begin: Instant, steps: readonly Step[], ids: PhaseIds): Draft[] {
  const drafts: Draft[] = [];
  let start = begin;
  for (const step of steps) {
    const end = notBefore(step.at, start.at);
    if (end.at > start.at || step.failed) {
      drafts.push({
        ...ids.next(step.kind),
        kind: step.kind,
        lane,
        start,
        end,
        failed: step.failed ?? false,
        ...(step.message !== undefined && { message: step.message }),
      });
    }
    start = end;
  }
  return drafts;
}
