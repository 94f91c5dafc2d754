import type { HostMessage } from '../../src/shared/protocol.ts';
import type { Instant, Phase, Timeline } from '../../src/engine/timeline/model/timeline.ts';
import { epochMs } from '../../src/engine/timeline/model/units.ts';
import { sceneMessage, sceneNamed } from './scenes.ts';

type PodMessage = HostMessage & { readonly type: 'timeline' };

const dayMs = 24 * 3_600_000;

/** Recorded pods taken to the limits of what the API allows: many containers, many events, days of waiting. */
export const extremes: Readonly<Record<string, () => Promise<PodMessage>>> = {
  'fifty-containers': async () => withTimeline(await scene('multi'), manyContainers),
  'three-days': () => sceneMessage({ ...sceneNamed('unschedulable-live'), laterMs: 3 * dayMs }),
  'two-thousand-events': async () => withTimeline(await scene('crashloop'), manyEvents),
  'long-backoffs': async () =>
    withTimeline(await scene('crashloop'), (timeline) =>
      later(timeline, 'container/app/crash-backoff/3', 250_000 - 25_900),
    ),
};

const scene = (name: string): Promise<PodMessage> => sceneMessage(sceneNamed(name));

const withTimeline = (message: PodMessage, change: (timeline: Timeline) => Timeline): PodMessage => ({
  ...message,
  timeline: change(message.timeline),
});

const moved = (instant: Instant, by: number): Instant => ({
  ...instant,
  at: epochMs(instant.at + by),
  earliest: epochMs(instant.earliest + by),
  latest: epochMs(instant.latest + by),
});

/** The last container again and again, each after the one before. */
function manyContainers(timeline: Timeline): Timeline {
  const last = timeline.lanes.at(-1);
  const own = timeline.phases.filter((phase) => phase.lane === last?.id && phase.kind !== 'turn');
  if (!last) return timeline;
  const lanes = Array.from({ length: 47 }, (_, index) => ({
    ...last,
    id: `container/worker-${index + 4}`,
    name: `worker-${index + 4}`,
  }));
  const phases = lanes.flatMap((lane, index) => own.map((phase) => copy(phase, lane.id, (index + 1) * 3500)));
  return {
    ...timeline,
    lanes: [...timeline.lanes, ...lanes],
    phases: [...timeline.phases, ...phases],
    criticalPath: [...timeline.criticalPath, ...phases.map((phase) => phase.id)],
  };
}

const copy = (phase: Phase, lane: string, by: number): Phase => ({
  ...phase,
  id: `${lane}/${phase.kind}`,
  lane,
  start: moved(phase.start, by),
  ...(phase.end && { end: moved(phase.end, by) }),
  events: [],
});

function manyEvents(timeline: Timeline): Timeline {
  const events = Array.from({ length: 2000 }, (_, index) => {
    const event = timeline.events[index % timeline.events.length];
    return event ? [{ ...event, uid: `${event.uid}-${index}`, at: moved(event.at, index * 20) }] : [];
  });
  return { ...timeline, events: events.flat() };
}

/** All that comes at the end of a phase or after it comes later. */
function later(timeline: Timeline, id: string, by: number): Timeline {
  const end = timeline.phases.find((phase) => phase.id === id)?.end?.at ?? Infinity;
  const shift = (instant: Instant): Instant => (instant.at >= end ? moved(instant, by) : instant);
  const instants = Object.fromEntries(
    Object.entries(timeline.instants).map(([name, instant]) => [name, shift(instant)]),
  );
  const { deleted: _, ...rest } = timeline;
  return {
    ...rest,
    instants,
    phases: timeline.phases.map((phase) => ({
      ...phase,
      start: shift(phase.start),
      ...(phase.end && { end: shift(phase.end) }),
    })),
  };
}
