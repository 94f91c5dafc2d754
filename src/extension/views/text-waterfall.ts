import type { Phase, Timeline, EpochMs } from '../../engine/engine.ts';
import { phaseLength } from '../../engine/engine.ts';

/** One row of a waterfall in letters. */
export interface TextBar {
  readonly bar: string;
  readonly phase: Phase;
  readonly ms: number;
}

const MAX_BARS = 10;

/**
 * The phases that readiness waited for, each as a bar of block letters in `width` columns. At most ten, the longest, in
 * their order; a phase that still runs ends `now`.
 */
export function textWaterfall({ phases, criticalPath }: Timeline, width: number, now: EpochMs): readonly TextBar[] {
  const order = new Map(criticalPath.map((id, index) => [id, index]));
  const waited = phases
    .filter(({ id }) => order.has(id))
    .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  const start = Math.min(...waited.map((phase) => phase.start.at));
  const end = Math.max(...waited.map((phase) => endOf(phase, now)));
  const scale = width / Math.max(end - start, 1);
  const longest = new Set([...waited].sort((a, b) => phaseLength(b, now) - phaseLength(a, now)).slice(0, MAX_BARS));
  return waited
    .filter((phase) => longest.has(phase) && phaseLength(phase, now) * scale >= 0.125)
    .map((phase) => ({
      bar: drawBar((phase.start.at - start) * scale, (endOf(phase, now) - start) * scale, width),
      phase,
      ms: phaseLength(phase, now),
    }));
}

const endOf = ({ end }: Phase, now: EpochMs): number => end?.at ?? now;

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** From `from` to `to` columns, to an eighth at the end. */
function drawBar(from: number, to: number, width: number): string {
  const first = Math.min(Math.floor(from), width - 1);
  const eighths = Math.max(1, Math.round((to - first) * 8));
  const bar = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return (' '.repeat(first) + bar).padEnd(width).slice(0, width);
}
