import type { EventRow, Instant, Phase, PhaseKind, Timeline } from '../../../src/engine/timeline/model/timeline.ts';
import { durationMs, epochMs } from '../../../src/engine/timeline/model/units.ts';

/** The pod of these tests is created then. */
export const created = Date.UTC(2026, 0, 1);

/** An instant `seconds` after creation, with an edge of `error` seconds on both sides. */
export function at(seconds: number, error = 0): Instant {
  const ms = (value: number) => epochMs(created + value * 1000);
  return {
    at: ms(seconds),
    earliest: ms(seconds - error),
    latest: ms(seconds + error),
    sources: [{ kind: 'arrival', what: 'pod' }],
  };
}

export interface PhaseSketch extends Partial<Omit<Phase, 'end' | 'kind'>> {
  readonly from: number;
  /** Absent while it runs. */
  readonly to?: number;
}

/** A phase of the container `app`, or of the lane that is named. Its id is its lane and kind. */
export function phase(kind: PhaseKind, { from, to, ...rest }: PhaseSketch): Phase {
  const lane = rest.lane ?? 'container/app';
  return {
    id: `${lane}/${kind}/${rest.attempt ?? 1}`,
    kind,
    lane,
    attempt: 1,
    outcome: to === undefined ? 'running' : 'done',
    critical: true,
    yaml: [['spec', 'containers', 0]],
    events: [],
    start: at(from),
    ...(to !== undefined && { end: at(to) }),
    ...rest,
  };
}

export const event = (uid: string, seconds: number, more: Partial<EventRow> = {}): EventRow => ({
  uid,
  at: at(seconds),
  reason: 'Pulled',
  message: 'Pulled the image',
  type: 'Normal',
  component: 'kubelet',
  count: 1,
  ...more,
});

/** A timeline with these phases, ready when the last one ends. */
export function timeline(phases: readonly Phase[], more: Partial<Timeline> = {}): Timeline {
  const end = Math.max(0, ...phases.map((one) => (one.end?.at ?? created) - created));
  const running = phases.some((one) => !one.end);
  const ms = durationMs(end);
  return {
    pod: { uid: 'uid-1', namespace: 'shop', name: 'web-1', node: 'node1' },
    outcome: running ? { state: 'starting' } : { state: 'ready', startup: { ms, shortest: ms, longest: ms } },
    totals: {},
    lanes: [
      { id: 'pod', name: 'web-1', role: 'pod' },
      { id: 'container/app', name: 'app', role: 'container' },
    ],
    instants: { created: at(0), ...(!running && { podReady: at(end / 1000) }) },
    phases,
    criticalPath: phases.filter((one) => one.critical).map((one) => one.id),
    findings: [],
    events: [],
    eventsState: 'listed',
    settled: true,
    skews: [],
    ...more,
  };
}
