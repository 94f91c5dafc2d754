/** Milliseconds since 1970-01-01T00:00:00Z. Fractions are kept: event names carry nanoseconds. */
export type EpochMs = number & { readonly __unit: 'epoch-ms' };

/** A length of time in milliseconds. */
export type DurationMs = number & { readonly __unit: 'duration-ms' };

/** Takes a plain number of milliseconds since the epoch as an instant. */
export const epochMs = (value: number): EpochMs => value as EpochMs;

/** Takes a plain number of milliseconds as a duration. */
export const durationMs = (value: number): DurationMs => value as DurationMs;

/** The time from `start` to `end`; negative when `end` comes first. */
export const between = (start: EpochMs, end: EpochMs): DurationMs => durationMs(end - start);
