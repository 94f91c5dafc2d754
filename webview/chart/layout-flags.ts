import { text, type Text } from '../../src/timeline/text.ts';
import type { LayoutContext } from './layout-waterfall.ts';
import { short } from './plain.ts';
import { sizes, type Flag } from './waterfall.ts';

/** The lines that say how it ended, or how far it is. */
export function layoutFlags(context: LayoutContext): Flag[] {
  return flagsOf(context).flatMap((flag) => {
    const x = context.scale.x(flag.at - context.origin);
    if (x < context.scale.left - 1 || x > context.scale.right + 1) return [];
    const label = context.speech.say(flag.label);
    const room = context.width - x - 8;
    return [{ kind: flag.kind, x, label, anchor: context.measure(label, sizes.font, true) <= room ? ('start' as const) : ('end' as const) }];
  });
}

interface FlagAt {
  readonly kind: Flag['kind'];
  readonly at: number;
  readonly label: Text;
}

function flagsOf({ timeline, origin, at }: LayoutContext): FlagAt[] {
  const deleted: FlagAt[] = timeline.deleted ? [{ kind: 'deleted', at: timeline.deleted.at, label: text('deleted') }] : [];
  const { outcome } = timeline;
  switch (outcome.state) {
    case 'starting':
      return timeline.deleted ? deleted : [{ kind: 'now', at, label: text('now') }];
    case 'stuck':
      return timeline.deleted ? deleted : [{ kind: 'stuck', at, label: text('now: {reason}', { reason: short(outcome.reason, 60) }) }];
    case 'ready':
    case 'unready':
      return [{ kind: 'ready', at: timeline.instants['podReady']?.at ?? origin + outcome.startup.ms, label: text('ready') }, ...deleted];
    case 'completed':
      return [{ kind: 'completed', at: origin + outcome.startup.ms, label: text('completed') }, ...deleted];
    case 'failed':
      return outcome.startup ? [{ kind: 'failed', at: origin + outcome.startup.ms, label: text('failed') }, ...deleted] : deleted;
  }
}
