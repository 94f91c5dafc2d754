import { formatDuration } from '../../src/engine/timeline/model/duration.ts';
import type { TimeScale } from './time-scale.ts';

export interface AxisTick {
  readonly x: number;
  readonly label: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** Steps that people count in. */
const steps = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 4, 8, 24, 48, 168].map((count) => count * hour),
];
/** A label and some air. */
const minGap = 64;

/** Round times along the axis, never closer than a label, none inside of a fold or where something else is written. */
export function axisTicks(
  scale: TimeScale,
  decimal: string,
  taken: readonly { readonly from: number; readonly to: number }[] = [],
): readonly AxisTick[] {
  const perPixel = (scale.domain.to - scale.domain.from) / Math.max(scale.right - scale.left, 1);
  const step = steps.find((candidate) => candidate / perPixel >= minGap) ?? 168 * hour;
  const ticks: AxisTick[] = [];
  for (const time of tickTimes(scale, step)) {
    const x = scale.x(time);
    if (taken.some((range) => x > range.from - 22 && x < range.to + 22)) continue;
    if (x >= scale.left - 0.5 && x <= scale.right + 0.5 && x - (ticks.at(-1)?.x ?? -Infinity) >= minGap * 0.9) {
      ticks.push({ x, label: tickLabel(time, step, decimal) });
    }
  }
  return ticks;
}

function* tickTimes({ time, domain }: TimeScale, step: number): Generator<number> {
  const stretches = [];
  let from = time.toReal(domain.from);
  for (const fold of time.folds) {
    stretches.push([from, fold.from]);
    from = Math.max(from, fold.to);
  }
  stretches.push([from, time.toReal(domain.to)]);
  for (const [first = 0, last = 0] of stretches) {
    for (let index = Math.ceil(first / step); index * step <= last; index += 1) yield index * step;
  }
}

function tickLabel(time: number, step: number, decimal: string): string {
  if (time === 0) return step < 100 ? '0 ms' : '0 s';
  if (Math.abs(time) >= minute && step >= second) return formatDuration(Math.round(time / second) * second, decimal);
  if (step >= 100) return `${(time / second).toFixed(step >= second ? 0 : 1).replace('.', decimal)} s`;
  const digits = step >= 1 ? 0 : 1;
  return Math.abs(time) >= 1000
    ? `${(time / second).toFixed(3 + digits).replace('.', decimal)} s`
    : `${time.toFixed(digits).replace('.', decimal)} ms`;
}
