import { text } from '../../src/engine/timeline/model/text.ts';
import type { Phase } from '../../src/engine/timeline/model/timeline.ts';
import type { LayoutContext } from './layout-context.ts';
import type { ProbeTry } from './waterfall.ts';

/** Closer together they could not be told apart. */
const apart = 6;

/**
 * Where the probe that a phase waited for was asked, as far as it is known: the tries that failed, and the one that
 * ended the wait.
 */
export function layoutTries({ probe, outcome, end }: Phase, { scale, origin, speech }: LayoutContext): ProbeTry[] {
  if (!probe) return [];
  const tries: ProbeTry[] = [];
  const last = outcome === 'done' && end ? end.at : undefined;
  if (last !== undefined) {
    tries.push({
      x: scale.x(last - origin) - 6,
      passed: true,
      words: speech.say(text('probe passed at {at}', { at: { ms: last - origin } })),
    });
  }
  for (const at of probe.failedAt) {
    const x = scale.x(at - origin);
    if (tries.every((other) => Math.abs(other.x - x) >= apart)) {
      tries.push({ x, passed: false, words: speech.say(text('probe failed at {at}', { at: { ms: at - origin } })) });
    }
  }
  return tries.filter(({ x }) => x >= scale.left - 5 && x <= scale.right + 5);
}
