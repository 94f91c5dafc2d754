import { text, type Text } from '../../src/engine/timeline/model/text.ts';
import type { Lane } from '../../src/engine/timeline/model/timeline.ts';
import { laneEnd } from './layout-ends.ts';
import { ellipsize } from '../parts/measure.ts';
import { short } from '../parts/plain.ts';
import type { WaterfallInput } from './waterfall-input.ts';
import { sizes, type Row } from './waterfall.ts';

const roles: Readonly<Record<Lane['role'], Text>> = {
  pod: text('Pod'),
  init: text('init'),
  sidecar: text('sidecar'),
  container: text('container'),
  ephemeral: text('ephemeral'),
};

/** One row a lane, with its name cut to the room it has. */
export function layoutRows(
  { timeline, speech, measure, width, cpu = [], logOf }: WaterfallInput,
  gutter: number,
  narrow: boolean,
): Row[] {
  const room = narrow ? width - 20 : gutter - 26;
  /* Where there is no room after the bars, how a restarted container ended stands here. */
  const subtitle = (lane: Lane, role: string): string => {
    const end = narrow ? laneEnd(timeline, lane) : undefined;
    return end ? speech.say(end.words) : role;
  };
  const bands = new Set(cpu.filter((band) => band.samples.length > 0).map((band) => `container/${band.container}`));
  let y: number = sizes.axis;
  return timeline.lanes.map((lane) => {
    const role = speech.say(roles[lane.role]);
    const name = lane.role === 'pod' ? role : short(lane.name, 400);
    const own = narrow ? sizes.narrowRow : sizes.row;
    const logged = lane.id === logOf;
    const height = own + (logged ? sizes.logBand : 0) + (bands.has(lane.id) ? sizes.cpuBand : 0);
    y += height;
    const title = ellipsize(name, narrow ? room * 0.6 : room, (part) => measure(part, sizes.font, true));
    return {
      lane,
      y: y - height,
      height,
      ...(logged && { logY: y - height + own + sizes.logBand - 5 }),
      title,
      subtitleX: narrow ? measure(title, sizes.font, true) + 8 : 0,
      fullTitle: lane.role === 'pod' ? short(lane.name, 400) : name,
      subtitle:
        lane.role === 'pod'
          ? ellipsize(short(timeline.pod.node ?? ''), narrow ? room * 0.35 : room, (part) =>
              measure(part, sizes.smallFont),
            )
          : subtitle(lane, role),
    };
  });
}
