import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import { short } from '../parts/plain.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type AxisNote } from './waterfall.ts';

/** Over the axis: what its zero is, and on the right what comes after all that is shown. */
export function layoutNotes(context: LayoutContext): AxisNote[] {
  const { scale, narrow, origin, speech, measure } = context;
  const notes: AxisNote[] = [];
  const zero = scale.x(0);
  if (context.timeline.instants['created'] && zero >= scale.left - 1 && zero <= scale.right) {
    notes.push({
      kind: 'zero',
      x: narrow ? zero - 4 : zero,
      anchor: narrow ? 'start' : 'middle',
      label: speech.say(text('created')),
      words: speech.say(text('The pod was created at {clock}.', { clock: speech.clock(origin) })),
    });
  }
  const later = laterWords(context);
  const room = context.width - Math.max(zero, scale.left) - 60;
  if (later && measure(later.label, sizes.smallFont) <= room) {
    notes.push({ kind: 'later', x: context.width, anchor: 'end', ...later });
  }
  return notes;
}

/** The end of the pod's life is not in view at first, since the start is what counts. */
function laterWords({ timeline, scale, origin, speech }: LayoutContext): Pick<AxisNote, 'label' | 'words'> | undefined {
  const end = timeline.deleted?.at;
  if (end === undefined || scale.domain !== scale.home || scale.x(end - origin) <= scale.right) return undefined;
  const events = timeline.events
    .filter((event) => scale.x(event.at.at - origin) > scale.right)
    .map((event) => text('{event} at {at}', { event: short(event.reason, 40), at: { ms: event.at.at - origin } }));
  const all = events
    .slice(0, 5)
    .reduce(
      (list: Text, one) => text('{list}, {one}', { list, one }),
      text('deleted at {at}', { at: { ms: end - origin } }),
    );
  return {
    label: `${speech.say(text('deleted at {at}', { at: { ms: end - origin } }))} ▸`,
    words: speech.say(text('After what is shown: {events}. Click to see it as well.', { events: all })),
  };
}
