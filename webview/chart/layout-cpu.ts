import type { CpuBand, CpuSample } from '../../src/shared/protocol.ts';
import { text } from '../../src/engine/timeline/model/text.ts';
import type { LayoutContext } from './layout-context.ts';
import { sizes, type CpuMark } from './waterfall.ts';

/** Bands of the CPU used, all to the scale of the busiest container of the pod, so that they can be compared. */
export function layoutCpu(context: LayoutContext): CpuMark[] {
  const bands = (context.cpu ?? []).filter((band) => band.samples.length > 0);
  const most = Math.max(0, ...bands.flatMap((band) => band.samples.map((sample) => sample.cores)));
  return bands.flatMap((band) => layoutBand(band, most, context));
}

function layoutBand({ container, samples }: CpuBand, most: number, context: LayoutContext): CpuMark[] {
  const { rows, scale, origin, speech } = context;
  const row = rows.find((candidate) => candidate.lane.id === `container/${container}`);
  if (!row) return [];
  const clip = (time: number): number => Math.min(Math.max(scale.x(time - origin), scale.left), scale.right);
  const bottom = row.y + row.height - 2;
  const height = (cores: number): number => (most > 0 ? (cores / most) * (sizes.cpuBand - 2) : 0);
  const step = ({ from, to, cores }: CpuSample): string =>
    `M${clip(from).toFixed(1)} ${bottom}V${(bottom - Math.max(height(cores), 0.5)).toFixed(1)}H${clip(to).toFixed(1)}V${bottom}Z`;
  const shown = samples.filter(({ from, to }) => clip(to) > clip(from));
  const last = shown.at(-1);
  if (!last) return [];
  const peak = Math.round(Math.max(...samples.map((sample) => sample.cores)) * 1000) / 1000;
  const label = speech.say(text('CPU up to {cores} cores', { cores: peak }));
  const end = clip(last.to);
  const beside = end + 6 + context.measure(label, sizes.smallFont) <= context.width;
  return [
    {
      container,
      area: shown.map(step).join(''),
      label,
      x: beside ? end + 6 : end - 4,
      y: bottom - 1,
      anchor: beside ? 'start' : 'end',
    },
  ];
}
