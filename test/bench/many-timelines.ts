import type { Instant, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';

/** `count` pods out of a few recorded ones: each start moved by its number and stretched a little. */
export function manyTimelines(recorded: readonly Timeline[], count: number): readonly Timeline[] {
  const started = recorded.filter((timeline) => timeline.phases.length > 0);
  return Array.from({ length: count }, (_, index) => {
    const timeline = started[index % started.length];
    if (!timeline) throw new Error('the recording has no pods');
    return moved(timeline, index);
  });
}

function moved(timeline: Timeline, index: number): Timeline {
  const zero = timeline.instants['created']?.at ?? 0;
  const stretch = 1 + (index % 97) / 97;
  const at = (value: number) => epochMs(zero + index * 3 + (value - zero) * stretch);
  const instant = (one: Instant): Instant => ({
    ...one,
    at: at(one.at),
    earliest: at(one.earliest),
    latest: at(one.latest),
  });
  const { outcome } = timeline;
  return {
    ...timeline,
    pod: {
      ...timeline.pod,
      uid: `${timeline.pod.uid.slice(0, 24)}${String(index).padStart(12, '0')}`,
      name: `${timeline.pod.name}-${index}`,
    },
    outcome:
      outcome.state === 'ready'
        ? {
            ...outcome,
            startup: { ...outcome.startup, ms: (outcome.startup.ms * stretch) as typeof outcome.startup.ms },
          }
        : outcome,
    instants: Object.fromEntries(Object.entries(timeline.instants).map(([id, one]) => [id, instant(one)])),
    phases: timeline.phases.map((phase) => ({
      ...phase,
      start: instant(phase.start),
      ...(phase.end && { end: instant(phase.end) }),
    })),
  };
}
