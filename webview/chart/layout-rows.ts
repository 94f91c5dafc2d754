import { text, type Text } from '../../src/timeline/text.ts';
import type { Lane } from '../../src/timeline/timeline.ts';
import type { WaterfallInput } from './layout-waterfall.ts';
import { ellipsize } from './measure.ts';
import { short } from './plain.ts';
import { sizes, type Row } from './waterfall.ts';

const roles: Readonly<Record<Lane['role'], Text>> = {
  pod: text('Pod'),
  init: text('init'),
  sidecar: text('sidecar'),
  container: text('container'),
  ephemeral: text('ephemeral'),
};

/** One row a lane, with its name cut to the room it has. */
export function layoutRows({ timeline, speech, measure, width }: WaterfallInput, gutter: number, narrow: boolean): Row[] {
  const room = narrow ? width - 20 : gutter - 26;
  return timeline.lanes.map((lane, index) => {
    const role = speech.say(roles[lane.role]);
    const name = lane.role === 'pod' ? role : short(lane.name, 400);
    return {
      lane,
      y: sizes.axis + index * (narrow ? sizes.narrowRow : sizes.row),
      title: ellipsize(name, narrow ? room * 0.7 : room, (part) => measure(part, sizes.font, true)),
      fullTitle: lane.role === 'pod' ? short(lane.name, 400) : name,
      subtitle: lane.role === 'pod' ? ellipsize(short(timeline.pod.node ?? ''), narrow ? room * 0.5 : room, (part) => measure(part, sizes.smallFont)) : role,
    };
  });
}
