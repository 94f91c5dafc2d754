import type { Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { timelinesOf } from '../page/scenes.ts';

/** Seconds between two looks at the pod. */
const step = 1.25;
const length = 60;

/**
 * A pod of several containers on its way, as its panel is told of it: the recording cut again and again, twice over.
 */
export async function podUpdates(): Promise<readonly Timeline[]> {
  const whole = await timelinesOf('shop');
  const pod = whole.timelines.find((timeline) => timeline.pod.name.startsWith('payments'));
  const created = pod?.instants['created']?.at ?? 0;
  const seen: Timeline[] = [];
  for (let seconds = step; seconds <= length; seconds += step) {
    const { timelines } = await timelinesOf('shop', { untilMs: created + seconds * 1000 });
    seen.push(...timelines.filter((timeline) => timeline.pod.uid === pod?.pod.uid));
  }
  return [...seen, ...seen];
}
