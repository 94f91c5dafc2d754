import { epochMs, type EpochMs } from '../../engine/engine.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How exactly an age is told: up to `below` in whole `step`s, both in milliseconds. */
interface Step {
  readonly below: number;
  readonly step: number;
}

/** What a row counts: since when, and how exactly. Each step draws the row anew, which may close its tooltip. */
export interface RowAge {
  readonly since: EpochMs;
  readonly steps: readonly Step[];
}

/** Single seconds say something at the beginning only. */
export const STARTING_STEPS: readonly Step[] = [
  { below: 30 * SECOND, step: SECOND },
  { below: 2 * MINUTE, step: 5 * SECOND },
  { below: 10 * MINUTE, step: 15 * SECOND },
  { below: 48 * HOUR, step: MINUTE },
  { below: Infinity, step: HOUR },
];

/** From a minute on in its biggest unit only: the reason that follows needs the room. */
export const STUCK_STEPS: readonly Step[] = [
  { below: 30 * SECOND, step: SECOND },
  { below: MINUTE, step: 5 * SECOND },
  { below: HOUR, step: MINUTE },
  { below: Infinity, step: HOUR },
];

/** The age that is told `now`, in milliseconds; none before it began. */
export function shownAge(age: RowAge, now: EpochMs): number {
  const step = stepOf(age, now);
  return Math.floor(lengthOf(age, now) / step) * step;
}

/** When another age will be told. */
export const nextAgeAt = (age: RowAge, now: EpochMs): EpochMs =>
  epochMs(age.since + shownAge(age, now) + stepOf(age, now));

const lengthOf = ({ since }: RowAge, now: EpochMs): number => Math.max(0, now - since);

function stepOf(age: RowAge, now: EpochMs): number {
  const length = lengthOf(age, now);
  return age.steps.find(({ below }) => length < below)?.step ?? HOUR;
}
