import { ellipsize } from '../parts/measure.ts';
import { short } from '../parts/plain.ts';
import type { TimeScale } from '../parts/time-scale.ts';
import type { DrawnRow, DrawnNote } from './drawn-row.ts';
import type { ListInput } from './list-input.ts';

const gap = 8;
/** Less room than this is not worth a word. */
const least = 40;

/**
 * Words beside a row's bar, where there is more room: after its end or before its beginning. A group has no bar: they
 * follow its title.
 */
export function placeNote(
  { row, title, titleX, bars }: Omit<DrawnRow, 'note'>,
  { speech, measure, width }: ListInput,
  scale: TimeScale,
): DrawnNote | undefined {
  if (!row.note) return undefined;
  const words = short(speech.say(row.note), 300);
  const fit = (room: number): string => (room < least ? '' : ellipsize(words, room, (part) => measure(part, 11)));
  if (row.kind === 'group') {
    const x = titleX + measure(title, 12, true) + 14;
    return { words: fit(width - x - 4), x, anchor: 'start' };
  }
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last) return undefined;
  const after = last.x + last.width + gap;
  const before = first.x - gap;
  return scale.right - after >= Math.min(measure(words, 11), before - scale.left)
    ? { words: fit(scale.right - after), x: after, anchor: 'start' }
    : { words: fit(before - scale.left), x: before, anchor: 'end' };
}
